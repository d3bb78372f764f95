from __future__ import annotations

import ast

from tests.rules import source

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 70
VAGUE = {"utils", "util", "helpers", "helper", "manager", "common", "misc"}


def test_that_no_file_is_longer_than_400_lines() -> None:
    long = {
        str(path.relative_to(source.ROOT)): count
        for path in source.tracked("*.py", "dev", ".ci/run")
        if (count := len(path.read_text("utf-8").splitlines())) > MAX_FILE_LINES
    }
    assert long == {}


def test_that_no_function_is_longer_than_70_lines() -> None:
    long = {
        f"{path.relative_to(source.ROOT)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in source.tracked("*.py")
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MAX_FUNCTION_LINES
    }
    assert long == {}


def test_that_no_module_has_a_vague_name() -> None:
    vague = [
        str(path.relative_to(source.ROOT))
        for path in source.tracked("*.py")
        if VAGUE & set(path.stem.lower().split("_"))
    ]
    assert vague == []


def test_that_every_public_name_is_documented() -> None:
    bare: list[str] = []
    for path in source.product_files():
        if "migrations" in path.parts or path.name == "__main__.py":
            continue
        for node in source.tree(path).body:
            if not isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not node.name.startswith("_") and not ast.get_docstring(node):
                bare.append(f"{path.relative_to(source.ROOT)}:{node.lineno} {node.name}")
    assert bare == []
