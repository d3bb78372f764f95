"""What a center proposes and whom it calls: lead and assists, officers, what a ticket still lacks.

Only suggestions; a person decides. Everything follows from the catalogue, the organisation and the roster
of the place. Source: design 2-ticket.md, transitions 6 and 17; docs/design/modules.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.center import forms
from backend.center.ledger import Ledger
from backend.center.place import Place
from backend.domain.acts import Context
from backend.domain.dispatch import Known, Scene, nearest, wake
from backend.domain.errors import Refused
from backend.domain.log import State, Ticket
from backend.domain.roles import Role
from backend.domain.roster import Duty, Post
from backend.domain.routing import Matter, route
from backend.wire.messages import Command, Officer, Result, Suggestion

SUGGEST = "suggest"
"""The one command that only reads: it is answered anew each time, and neither stored nor journalled."""

OFFICERS_MAX = 5
MATTER_ARGS = frozenset({"category", "place", "text", "urgency"})
_NOT_STAFF = frozenset({Role.VIEWER, Role.REPORTER, Role.ANALYST, Role.CENTER})


@dataclass(frozen=True, slots=True)
class Called:
    """Who is woken: names of officers, and what is told of it in the log."""

    officers: tuple[str, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)


def name_of(post: Post) -> str:
    """The name that the key of somebody on this post has: names hold no slash."""
    return post.id.replace("/", ".")


def suggest(command: Command, context: Context, place: Place, ledger: Ledger) -> Result:
    """Answer `suggest`: of a ticket, or of a matter told by arguments (which count before the ticket's).

    Raises:
        Refused: `role`, `no_ticket` or `unknown_arg`.
    """
    if not context.actor.roles - _NOT_STAFF:
        raise Refused("role", f"{context.actor.name} may not ask for suggestions", rule=SUGGEST)
    unknown = sorted(set(command.args) - MATTER_ARGS)
    if unknown:
        words = f"suggest does not take {unknown[0]}=; it takes {', '.join(sorted(MATTER_ARGS))}"
        raise Refused("unknown_arg", words, rule=SUGGEST)
    ticket = ledger.ticket(command.target) if command.target else None
    if command.target and ticket is None:
        raise Refused("no_ticket", f"there is no ticket {command.target!r} here", rule=SUGGEST)
    told = {**(_told(ticket) if ticket else {}), **command.args}
    unit = _unit(told.get("place", ""), place)
    matter = Matter(
        told.get("category", ""), place.center, unit, told.get("text", ""), told.get("urgency", "")
    )
    lacking = forms.open_conditions(place.catalogue, ticket, (), context.now_ms) if ticket else ()
    suggestion = Suggestion(
        route(matter, place.catalogue, place.organisation),
        _officers(unit, place, ledger, context.now_ms),
        tuple(one.need.value + (f":{one.field}" if one.field else "") for one in lacking),
    )
    rev = ticket.rev if ticket else 0
    return Result(command.client_id, ok=True, target=command.target, rev=rev, suggestion=suggestion)


def called(ticket: Ticket, place: Place, ledger: Ledger, now_ms: int) -> Called:
    """Whom the roster has for a ticket right now (一键唤醒), and whom it has not."""
    unit = _unit(ticket.place, place)
    if not place.organisation.center_of(unit):
        return Called(told={"lacking": "no_roster"})
    departments = [task.department for task in ticket.tasks if task.lead]
    departments += [task.department for task in ticket.tasks if not task.lead]
    known = _known(place, ledger)
    summons, lacking = wake(Scene(unit, now_ms), known, departments)
    told = {"posts": ",".join(one.post.id for one in summons)}
    if lacking:
        told["lacking"] = ",".join(
            ":".join([reason.code, *(value for name, value in reason.values.items() if name == "department")])
            for reason in lacking
        )
    officers = tuple(name_of(one.post) for one in summons if one.post.duty is Duty.GRID_OFFICER)
    return Called(officers, told)


def _told(ticket: Ticket) -> dict[str, str]:
    return {
        "category": ticket.category,
        "place": ticket.place,
        "text": f"{ticket.title} {ticket.description}",
        "urgency": ticket.urgency,
    }


def _unit(place_text: str, place: Place) -> str:
    """The unit of a ticket's place, if it names one in reach; else the center's own."""
    if place.organisation.within(place_text, place.center):
        return place_text
    return place.center


def _officers(unit: str, place: Place, ledger: Ledger, now_ms: int) -> tuple[Officer, ...]:
    if not place.organisation.center_of(unit):
        return ()
    ranked = nearest(Scene(unit, now_ms), _known(place, ledger)).ranked[:OFFICERS_MAX]
    return tuple(
        Officer(one.post.id, name_of(one.post), one.cost_s, one.distance_m, one.reasons) for one in ranked
    )


def _known(place: Place, ledger: Ledger) -> Known:
    """What is known of officers: nobody sends positions yet, and tasks in hand are tickets to verify."""
    names = Counter(t.verifier for t in ledger.tickets.values() if t.state is State.VERIFYING and t.verifier)
    posts = (post for unit in place.roster.staff for post in place.roster.posts(unit)) if names else ()
    load = {post.id: names[name_of(post)] for post in posts if name_of(post) in names}
    return Known(place.organisation, place.roster, place.calendars, load=load, rules=place.rules)
