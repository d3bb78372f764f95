"""Every refusal of the rules is worded in Chinese and in English."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from backend.domain.log import State
from backend.domain.roles import Role
from backend.domain.transitions import TRANSITIONS
from resources.refusals import refusal_words, tables, word

ROOT = Path(__file__).resolve().parents[3]


def codes_of(folder: str) -> set[str]:
    """Codes of every `Refused(...)` in a folder; a code may be one of several strings chosen before."""
    found: set[str] = set()
    for path in sorted((ROOT / folder).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(str(first.value))
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
                found |= {str(n.value) for n in ast.walk(node.value) if isinstance(n, ast.Constant)}
    return found


@pytest.mark.parametrize("folder", ["backend/domain", "backend/center"])
def test_that_every_code_has_words_in_both_languages(folder: str) -> None:
    worded = tables()["code"]
    codes = codes_of(folder)
    assert len(codes) > 5
    assert codes - set(worded) == set()


def test_that_states_roles_and_acts_have_words() -> None:
    assert set(tables()["state"]) == {state.value for state in State}
    assert set(tables()["role"]) == {role.value for role in Role}
    assert set(tables()["verb"]) == set(TRANSITIONS)


def test_that_no_word_is_empty_or_the_same_in_both_languages() -> None:
    for section, words in tables().items():
        for code, said in words.items():
            assert set(said) == {"en", "zh"}, code
            assert all(text.strip() for text in said.values()), code
            assert section == "who" or said["en"] != said["zh"]


def test_that_a_refusal_says_who_may_instead() -> None:
    assert refusal_words("role", "zh_CN", ("dispatcher", "duty_leader")) == (
        "您的角色不能办理此事。可由派遣员、值班长办理。"
    )
    assert refusal_words("open_assists", "en", ("department:yj",)) == (
        "Assisting departments are still at work. Who may: department yj."
    )
    assert refusal_words("too_late", "en") == "The time for this is over."


def test_that_an_unknown_code_is_shown_as_itself() -> None:
    assert word("code", "teapot", "zh") == "teapot"
    assert refusal_words("teapot", "en", ("robot:7",)) == "teapot Who may: robot:7."
