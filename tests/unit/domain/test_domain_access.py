"""The table of rights: complete, and closed where nothing is said."""

from __future__ import annotations

from typing import get_args

import pytest

from backend.domain import access
from backend.domain.access import Principal, Scope, command_refusal, message_refusal, topics_of, view_of
from backend.domain.quota import Bucket, Quota, Rate
from backend.domain.roles import Role
from backend.domain.transitions import TRANSITIONS
from backend.wire.messages import Message

EVERYTHING = ("alarms", "parent", "children")


def who(*roles: Role, kind: str = "operator", **more: str) -> Principal:
    return Principal(kind, "li", frozenset(roles), **more)  # type: ignore[arg-type]  # only texts are given


def test_that_the_table_names_only_kinds_of_messages_that_exist() -> None:
    kinds = {kind.__name__ for kind in get_args(Message)}
    assert set().union(*access.MESSAGES.values()) <= kinds
    assert kinds >= access.BEFORE_SIGNING_IN


def test_that_every_act_and_every_role_is_in_the_table() -> None:
    assert set(TRANSITIONS) <= set(access.ROLES)
    assert set(access.SEES) == set(Role) - {Role.ANALYST, Role.CENTER}


@pytest.mark.parametrize("verb", sorted(access.ROLES))
def test_that_an_act_is_open_to_its_roles_alone(verb: str) -> None:
    for role in Role:
        kind = role.value if role in {Role.ANALYST, Role.CENTER} else "operator"
        no = command_refusal(who(role, kind=kind), verb, EVERYTHING)
        assert (no is None) is (role in access.ROLES[verb] - {Role.CENTER})
        assert no is None or no.code == "role"


def test_that_no_key_gets_more_than_its_kind_allows_whatever_roles_it_claims() -> None:
    boss = who(*Role, kind="analyst")
    assert command_refusal(boss, "file", EVERYTHING) is not None
    assert command_refusal(who(*Role), "raise", EVERYTHING) is not None
    assert topics_of(boss) == ()
    assert message_refusal(who(kind="stranger"), "Ping") is not None


@pytest.mark.parametrize(
    ("verb", "role", "lacking", "code"),
    [
        ("raise", Role.ANALYST, "alarms", "no_module"),
        ("claim", Role.OPERATOR, "alarms", "no_module"),
        ("hand_up", Role.INTAKE, "parent", "no_parent"),
        ("hand_down", Role.INTAKE, "children", "no_child"),
    ],
)
def test_that_a_center_does_only_what_it_is_able_to(verb: str, role: Role, lacking: str, code: str) -> None:
    kind = "analyst" if role is Role.ANALYST else "operator"
    no = command_refusal(who(role, kind=kind), verb, set(EVERYTHING) - {lacking})
    assert no is not None
    assert no.code == code


def test_that_the_widest_view_counts_and_a_prefix_is_no_topic() -> None:
    assert view_of(who(Role.DEPARTMENT, Role.DISPATCHER, department="cg")).scope is Scope.ALL
    assert view_of(who(Role.DEPARTMENT, Role.VIEWER, department="cg")).scope is Scope.PLAIN
    assert view_of(who(Role.GRID_OFFICER)).scope is Scope.ALL
    assert view_of(who(Role.GRID_OFFICER, grid="g1")).topic == "ticket/grid/g1"
    zhang = who(Role.DEPARTMENT, department="cg")
    assert zhang.may_watch("ticket/department/cg")
    for topic in (
        "",
        "t",
        "ticket",
        "ticket/",
        "ticket/department/",
        "ticket/department/c",
        "alarm",
        "track/a",
    ):
        assert not zhang.may_watch(topic)


def test_that_a_workstation_may_only_have_somebody_sign_in() -> None:
    desk = Principal("operator", "desk", frozenset({Role.INTAKE}), sign_in=True)
    assert topics_of(desk) == ()
    for kind in access.MESSAGES["operator"]:
        no = message_refusal(desk, kind)
        assert (no is None) is (kind in access.BEFORE_SIGNING_IN)
        assert no is None or no.code == "sign_in"


def test_that_a_bucket_lets_a_burst_through_and_then_its_rate() -> None:
    bucket = Bucket(Rate(2, 3), 0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(0.4), bucket.take(0.5), bucket.take(0.6)] == [False, True, False]
    assert [bucket.take(100.0) for _ in range(4)] == [True, True, True, False]
    free = Bucket(Quota.unlimited().message_rate("operator"), 0.0)
    assert all(free.take(0.0) for _ in range(10_000))


def test_that_the_defaults_leave_a_client_that_comes_back_alone() -> None:
    quota = Quota()
    assert quota.command_rate("operator").per_s >= 200
    assert quota.command_rate("operator").burst >= 256
    assert quota.command_rate("center").per_s > 1e9
