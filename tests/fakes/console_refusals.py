"""Finds the codes of refusals in source text, so that a test can ask for words for each of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

CODES_OF_FORMS = frozenset({"code"})
"""Parameters that pass a code on, known at the calls instead."""

CALLS = frozenset({"Refused", "Result"})


def codes_of(source: str, passed_on: frozenset[str] = CODES_OF_FORMS) -> set[str]:
    """Codes that `source` refuses with, as `Refused("code", …)`, `code="code"`, or through a local name.

    Raises:
        ValueError: a code is computed in a way that cannot be read.
    """
    tree = ast.parse(source)
    found: set[str] = set()
    for scope in (tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))):
        for call in _calls(scope):
            found.update(_codes(call, scope, passed_on))
    return found


def _calls(scope: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            yield node


def _codes(call: ast.Call, scope: ast.AST, passed_on: frozenset[str]) -> set[str]:
    assert isinstance(call.func, ast.Name)
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "code"), None)
    first = call.args[0] if call.args and call.func.id == "Refused" else None
    value = first if first is not None else named
    if value is None:
        return set()
    strings = _strings(value)
    if strings:
        return strings
    if not isinstance(value, ast.Name) or isinstance(scope, ast.Module):
        return set()  # seen again in its own function
    assigned = [
        text
        for node in ast.walk(scope)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name) and target.id == value.id
        for text in _strings(node.value)
    ]
    if not assigned and value.id not in passed_on:
        raise ValueError(f"the code {value.id!r} in line {value.lineno} cannot be read")
    return set(assigned)


def _strings(value: ast.expr) -> set[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return {value.value}
    if isinstance(value, ast.IfExp):
        return _strings(value.body) | _strings(value.orelse)
    return set()
