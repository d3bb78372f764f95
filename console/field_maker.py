"""Fields that several strips have in common. Knows no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from backend.domain.limits import Urgency
from console import vocabulary
from console.catalogue import Catalogue
from console.forms import FieldKind, FormField, Option
from console.wording import Words

When = tuple[str, str]
NEVER: When = ("", "")


class FieldMaker:
    """Makes fields in the language of the screen; `name` gives the name of a unit."""

    def __init__(self, words: Words, catalogue: Catalogue, name: Callable[[str], str]) -> None:
        self._words, self._catalogue, self._name = words, catalogue, name

    def category(self, value: str) -> FormField:
        """The class of the matter."""
        options = tuple(Option(code, words) for code, words in self._catalogue.categories(self._words.lang))
        words = self._words.translate("form", "Class")
        return FormField("category", words, FieldKind.CHOICE, options, value, required=True)

    def urgency(self, value: str) -> FormField:
        """How urgent it is."""
        options = tuple(Option(u.value, self._words.of(vocabulary.URGENCIES, u.value)) for u in Urgency)
        words = self._words.translate("form", "Urgency")
        return FormField("urgency", words, FieldKind.CHOICE, options, value, required=True)

    def note(self, *, required: bool = False) -> FormField:
        """A free remark."""
        return FormField("note", self._words.translate("form", "Note"), required=required)

    def reason(self, *, required: bool = False, when: When = NEVER) -> FormField:
        """Why; `when` another field has a value that asks for it."""
        words = self._words.translate("form", "Reason")
        return FormField("reason", words, required=required, needed_when=when)

    def place(self, value: str = "", *, required: bool = False) -> FormField:
        """Where it is."""
        return FormField("place", self._words.translate("form", "Place"), value=value, required=required)

    def title(self, value: str = "") -> FormField:
        """What it is about."""
        return FormField("title", self._words.translate("form", "Subject"), value=value, required=True)

    def reporter(self, value: str = "") -> FormField:
        """Who is called back."""
        hint = self._words.translate("form", "empty: no callback")
        return FormField("reporter", self._words.translate("form", "Reporter"), value=value, hint=hint)

    def answer(self, key: str, words: str, yes: str, no: str, value: str = "yes") -> FormField:
        """Yes or no in the words of the matter."""
        options = (Option("yes", yes), Option("no", no))
        return FormField(key, words, FieldKind.CHOICE, options, value, required=bool(value))

    def said(self) -> tuple[FormField, ...]:
        """What a reporter says beside being satisfied; empty while he was not asked."""
        translate = self._words.translate
        yes, no = translate("form", "Yes"), translate("form", "No")
        return (
            self.answer("responded", translate("form", "Responded"), yes, no, ""),
            self.answer("solved", translate("form", "Solved"), yes, no, ""),
        )

    def units(self, names: Iterable[str]) -> tuple[Option, ...]:
        """Centers or departments to choose from."""
        return tuple(Option(name, self._name(name)) for name in names)

    def departments(
        self, names: Iterable[str], lead: str, assists: Iterable[str], when: When = NEVER
    ) -> tuple[FormField, FormField]:
        """Lead and assists; `when` another field asks for them."""
        options = self.units(names)
        known = {option.value for option in options}
        translate = self._words.translate
        chosen = lead if lead in known else ""
        helping = ",".join(name for name in assists if name in known)
        return (
            FormField(
                "lead", translate("form", "Lead"), FieldKind.CHOICE, options, chosen,
                required=True, only_when=when,
            ),
            FormField(
                "assists", translate("form", "Assists"), FieldKind.MANY, options, helping, only_when=when
            ),
        )  # fmt: skip
