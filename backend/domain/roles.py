"""Who acts: roles, and the person or machine that holds them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a key may be authorised as; several are joined by + in `operator:NAME:ROLE+ROLE`."""

    OPERATOR = "operator"  # 值班员: watches, claims and confirms alarms
    INTAKE = "intake"  # 受理员
    GRID_OFFICER = "grid_officer"  # 网格员
    DISPATCHER = "dispatcher"  # 派遣员
    DUTY_LEADER = "duty_leader"  # 值班长
    CENTER_LEADER = "center_leader"  # 中心领导
    DEPARTMENT = "department"  # 部门; written department@ID
    CHECKER = "checker"  # 核查员
    CALLBACK = "callback"  # 回访员
    ANALYST = "analyst"  # a machine: raises alarms, never commands tickets
    CENTER = "center"  # the center itself: timers, custody
    VIEWER = "viewer"  # sees, never acts
    REPORTER = "reporter"  # 反映人, through a channel of his own: reports, adds to it, rates


@dataclass(frozen=True, slots=True)
class Actor:
    """One key's holder at one center. `department` is set when DEPARTMENT is among the roles."""

    name: str
    roles: frozenset[Role]
    center: str
    department: str = ""
