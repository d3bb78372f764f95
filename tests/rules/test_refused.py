"""Analytics notice events in places; they do not find out who people are (design 5-analytics.md)."""

from __future__ import annotations

import ast
import re

import pytest

from tests.rules import source

REFUSED = re.compile(
    r"gender|ethnic|emotion|watch_?list|black_?list|re_?identif|\breid\b|face_search|search_by_face"
    r"|social_?score|citizen_?score|resident_?score|person_score|estimate_age|age_estimat|face_age"
    r"|FaceRecognizerSF|PersonAnalysis|Attribute\b.*insightface|get_embedding|face_embedding",
    re.IGNORECASE,
)


def _names(tree: ast.Module) -> list[tuple[int, str]]:
    """Every identifier, imported name and short string (an option or a column name) of a module."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Name):
            found.append((line, node.id))
        elif isinstance(node, ast.Attribute):
            found.append((line, node.attr))
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.append((line, node.name))
        elif isinstance(node, ast.arg | ast.keyword):
            found.append((line, node.arg or ""))
        elif isinstance(node, ast.alias):
            found.append((line, node.name))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            found.append((line, node.value[:200]))
    return found


def refused_names(tree: ast.Module) -> list[str]:
    return [f"{line}: {name}" for line, name in _names(tree) if REFUSED.search(name)]


def test_that_no_refused_function_exists() -> None:
    found = {
        str(path.relative_to(source.ROOT)): names
        for path in source.product_files()
        if (names := refused_names(source.tree(path)))
    }
    assert found == {}


@pytest.mark.parametrize(
    "planted",
    [
        "def search_by_face(image): ...",
        "from insightface.app.person import PersonAnalysis",
        "watchlist = []",
        "model = cv2.FaceRecognizerSF.create('x')",
        "columns = {'gender': 1}",
        "def resident_score(person): ...",
    ],
)
def test_that_the_guard_sees_a_planted_breach(planted: str) -> None:
    assert refused_names(ast.parse(planted)) != []
