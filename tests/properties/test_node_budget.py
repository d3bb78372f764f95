"""Nobody starves: however urgent the others are, whoever has a picture is looked at in the promised time."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from videowall.analytics.budget import PATIENCE_S, Budget, Urgency

COST_S = 0.02
KINDS = st.sampled_from(list(Urgency))


def promised_s(camera: int, kinds: list[Urgency]) -> float:
    """What budget.py promises a camera that has a picture waiting."""
    own = PATIENCE_S[kinds[camera]]
    return 2 * COST_S * sum(own / PATIENCE_S[kind] + 1 for kind in kinds)


@settings(max_examples=30, deadline=None)  # each example is some thousand turns
@given(kinds=st.lists(KINDS, min_size=1, max_size=16))
def test_that_no_camera_waits_longer_than_promised(kinds: list[Urgency]) -> None:
    turn = Budget()
    names = [f"c{n:02}" for n in range(len(kinds))]
    for name, kind in zip(names, kinds, strict=True):
        turn.add(name, 0.0)
        turn.looked(name, kind, 0.0)
    looked_s = dict.fromkeys(names, 0.0)
    now_s = 0.0
    horizon_s = 2 * max(promised_s(camera, kinds) for camera in range(len(kinds)))
    while now_s < horizon_s:
        chosen = turn.order(names, now_s)[0]  # always all of them: no load is heavier
        now_s += COST_S
        turn.looked(chosen, kinds[names.index(chosen)], now_s)
        looked_s[chosen] = now_s
        for camera, name in enumerate(names):
            assert now_s - looked_s[name] <= promised_s(camera, kinds) + COST_S


@settings(deadline=None)
@given(
    turns=st.lists(st.tuples(KINDS, st.floats(0.001, 0.3), st.booleans()), min_size=1, max_size=60),
    quiet=KINDS,
)
def test_that_a_camera_is_never_passed_over_for_ever(
    turns: list[tuple[Urgency, float, bool]], quiet: Urgency
) -> None:
    turn = Budget()
    for name in ("quiet", "loud", "louder"):
        turn.add(name, 0.0)
    turn.looked("quiet", quiet, 0.0)
    now_s, passed = 0.0, 0
    while passed < 5000:
        for urgency, cost_s, both in turns:
            now_s += cost_s
            waiting = ["quiet", "loud", "louder"] if both else ["quiet", "loud"]
            chosen = turn.order(waiting, now_s)[0]
            if chosen == "quiet":
                return
            turn.looked(chosen, urgency, now_s)
            passed += 1
    raise AssertionError("passed over 5000 times")
