"""Loading a network into ONNX Runtime, and saying on which hardware it really runs.

ONNX Runtime comes up on the CPU without a word when a provider cannot load it. So every wanted
provider is tried in order, and what the loaded session says of itself is what the operator is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnxruntime
import structlog

from backend.domain.errors import Unavailable
from videowall.analytics.providers import FAULTS, available

_log = structlog.get_logger("videowall.analytics")
_QUIET = 4  # fatal errors only: a provider that cannot load this network is reported here, in our words
_CPU = "CPUExecutionProvider"


@dataclass(frozen=True, slots=True)
class Session:
    """A loaded network."""

    run: Any  # onnxruntime's own, `run(None, {input: array}) -> [array, …]`
    input: str
    shape: tuple[int | str, ...]  # of the first input; dimensions that may vary are texts
    provider: str  # which execution provider it is on, without "ExecutionProvider"


def load_session(path: Path, *, threads: int = 1, providers: tuple[str, ...] | None = None) -> Session:
    """Load a network on the best provider that takes it.

    Args:
        path: the ONNX file; its digest was checked by whoever found it.
        threads: threads within one run; cameras share a machine, so one by default.
        providers: execution providers to try in this order; those that work here when not given.

    Raises:
        Unavailable: no provider takes it, or the file is not a network.
    """
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _QUIET
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    reason = "no execution provider works here"
    claimed = set(onnxruntime.get_available_providers())
    for wanted in providers if providers is not None else available():
        if wanted not in claimed:
            _log.warning("provider_absent", provider=wanted, model=path.name)
            continue
        try:
            session = onnxruntime.InferenceSession(
                str(path), options, providers=list(dict.fromkeys((wanted, _CPU))), **_options(wanted, threads)
            )
        except FAULTS as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            _log.warning("provider_refused", provider=wanted, model=path.name, words=reason)
            continue
        got = session.get_providers()[0]
        if got != wanted:
            reason = f"asked for {wanted}, came up on {got}"
            _log.warning("provider_replaced", wanted=wanted, got=got, model=path.name)
            continue
        first = session.get_inputs()[0]
        return Session(session.run, first.name, tuple(first.shape), got.removesuffix("ExecutionProvider"))
    raise Unavailable(f"{path.name} cannot be loaded ({reason}); check it with `onegrid models check`")


def _options(wanted: str, threads: int) -> dict[str, Any]:
    """What a provider must be told by its own options; OpenVINO takes every core unless told otherwise."""
    if wanted != "OpenVINOExecutionProvider":
        return {}
    return {"provider_options": [{"num_of_threads": str(threads)}, {}]}
