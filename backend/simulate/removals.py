"""Taking one rule out of the program, to see that seeds fail without it.

A rule is some lines of the real code. Taking it out replaces them in the function's own source and swaps the
compiled code while seeds run, so that the program itself carries no switches. Lines that no longer read as
written here are an error at once: the table below has to follow the code.
"""

from __future__ import annotations

import contextlib
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import CodeType, FunctionType, ModuleType

from backend.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class Edit:
    """In the function `name` of a class or module, `old` (there exactly once) becomes `new`."""

    owner: type | ModuleType
    name: str
    old: str
    new: str


class Removal:
    """One rule: what it says, and how the program looks without it."""

    def __init__(self, says: str, *edits: Edit) -> None:
        self.says = says
        self.edits = edits


def function_of(edit: Edit) -> FunctionType:
    """The function that an edit is about.

    Raises:
        Refused: `rule_text`, there is no such function any more.
    """
    found = vars(edit.owner).get(edit.name)
    found = found.fget if isinstance(found, property) else found
    if not isinstance(found, FunctionType):
        raise Refused("rule_text", f"{edit.owner.__name__} has no function {edit.name}", rule=edit.name)
    return found


def edited(edit: Edit) -> CodeType:
    """The compiled code of the function as it is without the rule; nothing of it is run.

    Raises:
        Refused: `rule_text`, its source does not hold the lines exactly once.
    """
    source = textwrap.dedent(inspect.getsource(function_of(edit)))
    if source.count(edit.old) != 1:
        where = f"{edit.owner.__name__}.{edit.name}"
        raise Refused("rule_text", f"{where} does not hold exactly once: {edit.old!r}", rule=edit.name)
    whole = compile(source.replace(edit.old, edit.new), f"<without {edit.name}>", "exec")
    return next(code for code in whole.co_consts if isinstance(code, CodeType) and code.co_name == edit.name)


@contextlib.contextmanager
def without(rule: str, table: Mapping[str, Removal]) -> Iterator[None]:
    """Run with one rule taken out; an empty name takes nothing out.

    Raises:
        Refused: `no_rule`, or `rule_text`.
    """
    with contextlib.ExitStack() as back:
        if rule:
            removal = table.get(rule)
            if removal is None:
                raise Refused("no_rule", f"no rule is called {rule}; there are: {', '.join(table)}")
            for edit in removal.edits:
                function, made = function_of(edit), edited(edit)
                back.callback(setattr, function, "__code__", function.__code__)
                function.__code__ = made
        yield
