"""Guard against imports by name: they are invisible to import-linter, so each must be legible and legal."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from tests.rules.source import Contract, under

LOADERS = {
    "import_module",
    "__import__",
    "run_module",
    "find_spec",
    "spec_from_file_location",
    "exec",
    "eval",
}


@dataclass(frozen=True)
class Finding:
    line: int
    target: str  # empty when the name is computed
    rule: str


def _name(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        # QApplication.exec() and Cursor.exec() run event loops and statements, not Python source.
        return "" if function.attr in {"exec", "eval"} else function.attr
    return function.id if isinstance(function, ast.Name) else ""


def findings(module: str, tree: ast.Module, contracts: tuple[Contract, ...]) -> list[Finding]:
    """Imports by name in `module` that are computed, or that a contract forbids."""
    found: list[Finding] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _name(node) not in LOADERS:
            continue
        first = node.args[0] if node.args else None
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            found.append(Finding(node.lineno, "", "a computed import cannot be judged"))
            continue
        found += [
            Finding(node.lineno, first.value, contract.name)
            for contract in contracts
            if any(under(module, origin) for origin in contract.sources)
            and any(under(first.value, target) for target in contract.forbidden)
        ]
    return found
