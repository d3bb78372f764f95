"""Which department answers for a matter, and at which center, with the reasons: suggestions only.

The responsibility list names, the most specific row that fits wins, and a person confirms. Nothing is
dispatched without a person unless exactly one row fits and its confidence reaches the catalogue's mark.
Source: design 2-ticket.md, transition 6. The same matter always gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from backend.domain.modules import Assignment, Catalogue, Category
from backend.domain.org import Organisation

OFFICE = "office:"
"""Written before the office of a department that depends on the place."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is suggested, or is not. Screens word `code` with `values`; `words` are in English."""

    code: str
    words: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matter:
    """What routing may know. `place` is the unit where it is (grid, building …), else the center's own.

    `certainty_percent` says how sure the class is: 100 when a person chose it.
    """

    category: str
    center: str
    place: str = ""
    text: str = ""
    urgency: str = ""
    certainty_percent: int = 100


@dataclass(frozen=True, slots=True)
class Hit:
    """One suggestion: departments by id, and why."""

    lead: str
    assists: tuple[str, ...]
    confidence_percent: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Route:
    """What is suggested. Without hits `reasons` say why; `center` is where it should be settled.

    `automatic` is true only for exactly one hit that needs no person.
    """

    hits: tuple[Hit, ...]
    center: str
    automatic: bool
    reasons: tuple[Reason, ...]


def route(matter: Matter, catalogue: Catalogue, organisation: Organisation) -> Route:
    """Suggest lead, assists and center for a matter at `matter.center`; never raises, always says why."""
    place, reasons = _place(matter, organisation)
    category = catalogue.nearest(matter.category)
    if category is None:
        words = f"there is no class {matter.category!r}"
        unknown = Reason("unknown_class", words, {"category": matter.category})
        return Route((), matter.center, automatic=False, reasons=(*reasons, unknown))
    exact = category.code == matter.category
    if not exact:
        words = f"{matter.category!r} is not listed; taken as {category.code!r}"
        reasons.append(Reason("coarser_class", words, {"category": category.code}))
    rows = _most_specific(category, matter, place, organisation)
    resolved = [_hit(row, matter, place, organisation) for row in rows]
    hits = _shared([hit for hit in resolved if isinstance(hit, Hit)])
    reasons += [no for no in resolved if isinstance(no, Reason)]
    center, why = _center(category, matter, place, organisation)
    reasons.append(why)
    stops = tuple(_stops(hits, category, catalogue, exact=exact, here=center == matter.center))
    return Route(hits, center, automatic=not stops, reasons=(*reasons, *stops))


def _place(matter: Matter, organisation: Organisation) -> tuple[str, list[Reason]]:
    """The place to judge by, which must lie within reach of the center."""
    if not matter.place:
        return matter.center, []
    if organisation.within(matter.place, matter.center):
        return matter.place, []
    words = f"{matter.place!r} is not in {matter.center!r}; judged by the center's own place"
    return matter.center, [Reason("place_elsewhere", words, {"place": matter.place})]


def _most_specific(
    category: Category, matter: Matter, place: str, organisation: Organisation
) -> tuple[Assignment, ...]:
    """Rows whose conditions all hold, of those only the ones with the most conditions."""
    fitting = [row for row in category.assignments if _fits(row, matter, place, organisation)]
    most = max((row.conditions for row in fitting), default=0)
    return tuple(row for row in fitting if row.conditions == most)


def _fits(row: Assignment, matter: Matter, place: str, organisation: Organisation) -> bool:
    return (
        (not row.within or organisation.within(place, row.within))
        and (not row.words or any(word in matter.text for word in row.words))
        and (not row.urgencies or matter.urgency in row.urgencies)
    )


def _hit(row: Assignment, matter: Matter, place: str, organisation: Organisation) -> Hit | Reason:
    """The row with its departments resolved at this place, or why its lead cannot be."""
    reachable = set(organisation.departments_of(matter.center))
    lead = resolve(row.lead, place, organisation)
    if not lead:
        words = f"no department is {row.lead!r} where this is"
        return Reason("no_lead_here", words, {"lead": row.lead, "place": place})
    if lead not in reachable:
        below = organisation.units[lead].parent
        words = (
            f"{lead!r} belongs to {below!r}, not to {matter.center!r} or above: hand over to dispatch to it"
        )
        return Reason("lead_elsewhere", words, {"lead": lead, "center": below})
    reasons = [_why_row(row, lead)]
    assists: list[str] = []
    for name in row.assists:
        assist = resolve(name, place, organisation)
        if assist in reachable and assist != lead and assist not in assists:
            assists.append(assist)
        elif assist not in reachable:
            reasons.append(Reason("no_assist_here", f"{name!r} cannot assist here", {"assist": name}))
    if row.within:
        reasons.append(Reason("place", f"the place is in {row.within!r}", {"unit": row.within}))
    word = next((word for word in row.words if word in matter.text), "")
    if word:
        reasons.append(Reason("word", f"the text says {word!r}", {"word": word}))
    if row.urgencies:
        reasons.append(Reason("urgency", f"it is {matter.urgency}", {"urgency": matter.urgency}))
    certainty = min(100, max(0, matter.certainty_percent))
    return Hit(lead, tuple(assists), row.confidence_percent * certainty // 100, tuple(reasons))


def resolve(department: str, place: str, organisation: Organisation) -> str:
    """A department as the responsibility list writes it → its id at this place; empty if there is none."""
    if department.startswith(OFFICE):
        return organisation.office(department.removeprefix(OFFICE), place)
    unit = organisation.units.get(department)
    return unit.id if unit else ""


def _why_row(row: Assignment, lead: str) -> Reason:
    clause = f" ({row.clause})" if row.clause else ""
    return Reason("clause", f"the responsibility list names {row.lead}{clause}", {
        "lead": lead, "clause": row.clause,
    })  # fmt: skip


def _shared(hits: list[Hit]) -> tuple[Hit, ...]:
    """Several hits share the confidence: they cannot all be right. Rows that agree are one hit."""
    merged: dict[tuple[str, tuple[str, ...]], Hit] = {}
    for hit in hits:
        known = merged.get((hit.lead, hit.assists))
        if known is None or known.confidence_percent < hit.confidence_percent:
            merged[hit.lead, hit.assists] = hit
    ranked = sorted(merged.values(), key=lambda hit: (-hit.confidence_percent, hit.lead, hit.assists))
    return tuple(
        Hit(hit.lead, hit.assists, hit.confidence_percent // len(ranked), hit.reasons) for hit in ranked
    )


def _center(category: Category, matter: Matter, place: str, organisation: Organisation) -> tuple[str, Reason]:
    """The center of the class's level at the place; a center never sends down what has come up to it."""
    wanted = organisation.center_at(place, category.level)
    if wanted and organisation.is_above(wanted, matter.center):
        words = f"{category.code} is settled from {category.level.value} level up"
        return wanted, Reason("hand_up", words, {"center": wanted, "level": category.level.value})
    words = f"{matter.center} may settle {category.code}"
    return matter.center, Reason("settle_here", words, {"center": matter.center})


def _stops(
    hits: tuple[Hit, ...], category: Category, catalogue: Catalogue, *, exact: bool, here: bool
) -> Iterator[Reason]:
    """Everything that asks for a person."""
    if len(hits) != 1:
        words = f"{len(hits)} departments may lead" if hits else "no department may lead"
        yield Reason("not_one_hit", words, {"hits": str(len(hits))})
    elif hits[0].confidence_percent < catalogue.automatic_percent:
        words = f"confidence {hits[0].confidence_percent} % is below {catalogue.automatic_percent} %"
        yield Reason("not_sure", words, {"percent": str(hits[0].confidence_percent)})
    if not exact:
        yield Reason("class_not_exact", "the class itself is not on the list")
    if not category.automatic:
        yield Reason("person_asked", f"{category.code} always asks for a person")
    if not here:
        yield Reason("other_center", "another center should settle it")
