"""Everyday matters for pictures of the screens, reported and moved on through the real center."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from backend.net.session import Session
from backend.wire.messages import Command


@dataclass(frozen=True, slots=True)
class Matter:
    """One invented matter and how far it has come: acts in order, each with its arguments."""

    title: str
    place: str
    category: str
    urgency: str
    acts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()


FILE = ("file", ())
DISPATCH_CG = ("dispatch", (("lead", "cg"),))
DISPATCH_JJ = ("dispatch", (("lead", "jj"), ("assists", "cg")))
DISPATCH_YJ = ("dispatch", (("lead", "yj"),))

MATTERS = (
    Matter("滨河步道路灯连片不亮", "巴川街道 BC-08", "city.road", "emergency", (FILE, DISPATCH_CG)),
    Matter("化工库西侧围墙倾斜，雨后加剧", "东城街道 DC-03", "safety.fire", "emergency", (FILE, DISPATCH_YJ)),
    Matter("中兴路口占道堆物影响通行", "巴川街道 BC-07", "city.waste", "urgent", (FILE, DISPATCH_CG)),
    Matter("农贸市场消防通道堵占", "巴川街道 BC-07", "safety.fire", "urgent", (FILE, DISPATCH_JJ)),
    Matter("淮远河东路积水约 15 厘米", "巴川街道 BC-11", "city.road", "urgent", (FILE,)),
    Matter("人民公园西道树枝垂落", "巴川街道 BC-08", "city.waste", "normal", (FILE, DISPATCH_CG)),
    Matter("接龙桥北人行道砖松动", "巴川街道 BC-11", "city.road", "normal", (FILE, DISPATCH_CG)),
    Matter("龙城天街夜间噪声", "巴川街道 BC-07", "city.waste", "normal", (FILE,)),
    Matter("琼江码头栏杆缺失 6 米", "安居镇 AJ-02", "city.road", "complex", (FILE, DISPATCH_JJ)),
    Matter("小区井盖异响", "巴川街道 BC-07", "city.road", "normal"),
    Matter("公交站牌被遮挡", "巴川街道 BC-08", "city.waste", "normal"),
)


def bring_about(session: Session) -> None:
    """Report every matter and carry out its acts; a refusal is an error here, for nobody would read it.

    Raises:
        ValueError: the center refused an act.
    """
    for matter in MATTERS:
        args = {
            "title": matter.title,
            "place": matter.place,
            "category": matter.category,
            "urgency": matter.urgency,
        }
        ticket = _do(session, "report", "", args)
        for verb, pairs in matter.acts:
            _do(session, verb, ticket, dict(pairs))


def _do(session: Session, verb: str, target: str, args: dict[str, str]) -> str:
    result = session.do(Command(str(uuid.uuid4()), verb, target, args))
    if not result.ok:
        raise ValueError(f"{verb} {target}: {result.code}: {result.words}")
    return result.target
