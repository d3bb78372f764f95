from __future__ import annotations

import ast
import re

import pytest

from tests.rules import source

UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError|pytest\.mark\.xfail)\b")
HOSTS = re.compile(r"(pypi\.org|pythonhosted\.org|registry\.npmjs|deb\.debian\.org|/opt/pypi|/opt/wheels)")
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|root|home/\w+)/")
TEXT = ("*.py", "*.md", "*.toml", "*.txt", "*.json", "*.po", "*.ts", "dev", ".ci/run")
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
LEVELS = {"district", "town", "community"}
LEVEL_HOMES = ("backend/domain/org.py", "backend/profile.py", "backend/levels.py")


@pytest.mark.parametrize("pattern", [UNFINISHED, HOSTS, MACHINE_PATH], ids=["unfinished", "hosts", "paths"])
def test_that_committed_text_is_about_the_project_alone(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(source.ROOT)}:{number}: {line.strip()[:100]}"
        for path in source.tracked(*TEXT)
        if path.name != "test_text.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_that_links_in_the_documents_are_live() -> None:
    dead = [
        f"{path.relative_to(source.ROOT)} -> {target}"
        for path in source.tracked("*.md")
        for target in LINK.findall(path.read_text("utf-8"))
        if "://" not in target and not (path.parent / target).exists()
    ]
    assert dead == []


def _level_names(node: ast.Compare) -> bool:
    operands = [node.left, *node.comparators]
    if any(isinstance(o, ast.Attribute) and o.attr == "density" for o in operands):
        return False  # how large things are drawn is not which level this is
    for operand in operands:
        members = operand.elts if isinstance(operand, ast.Tuple | ast.Set | ast.List) else [operand]
        for member in members:
            if isinstance(member, ast.Constant) and member.value in LEVELS:
                return True
            if isinstance(member, ast.Attribute) and member.attr.lower() in LEVELS:
                return True
    return False


def test_that_no_code_compares_the_name_of_a_level() -> None:
    found = [
        f"{path.relative_to(source.ROOT)}:{node.lineno}"
        for path in source.product_files()
        if path.relative_to(source.ROOT).as_posix() not in LEVEL_HOMES
        for node in ast.walk(source.tree(path))
        if isinstance(node, ast.Compare) and _level_names(node)
    ]
    assert found == [], "ask the capabilities of the profile instead"
