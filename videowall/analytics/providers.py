"""Which execution providers of ONNX Runtime really run here, in the order in which they would be chosen.

ONNX Runtime comes up on the CPU without a word when a provider cannot load, so the list it claims proves
nothing: each provider is asked to run a network of one node. Source: design 5-analytics.md.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import onnxruntime
from onnxruntime.capi import onnxruntime_pybind11_state as _states

WANTED: Final = (
    "TensorrtExecutionProvider",
    "CUDAExecutionProvider",
    "OpenVINOExecutionProvider",
    "CPUExecutionProvider",
)
FAULTS: Final[tuple[type[Exception], ...]] = (
    RuntimeError,
    ValueError,
    *(kind for kind in vars(_states).values() if isinstance(kind, type) and issubclass(kind, Exception)),
)
"""Everything that ONNX Runtime raises: its own kinds have no common parent but Exception."""
_QUIET: Final = 4  # fatal errors only: a provider that fails to load is our answer, not the user's trouble


def _field(number: int, payload: bytes | int) -> bytes:
    """One protobuf field: a short number, or bytes shorter than 128."""
    if isinstance(payload, int):
        return bytes([number << 3, payload])
    return bytes([number << 3 | 2, len(payload)]) + payload


def tiny_network() -> bytes:
    """An ONNX model y = Identity(x) for one float, written out by hand (ONNX IR version 8, opset 13)."""
    shape = _field(1, _field(1, 1))  # one dimension of one
    kind = _field(1, _field(1, 1) + _field(2, shape))  # tensor of float
    node = _field(1, b"x") + _field(2, b"y") + _field(4, b"Identity")
    graph = _field(1, node) + _field(2, b"tiny")
    graph += _field(11, _field(1, b"x") + _field(2, kind)) + _field(12, _field(1, b"y") + _field(2, kind))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(1, b"") + _field(2, 13))


def runs(provider: str) -> bool:
    """Whether this provider loads and computes, and is not silently replaced by another."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = _QUIET
    try:
        session = onnxruntime.InferenceSession(tiny_network(), options, providers=[provider])
        (answer,) = session.run(None, {"x": np.array([3.0], dtype=np.float32)})
    except FAULTS:
        return False
    return session.get_providers()[0] == provider and float(answer[0]) == 3.0


def available() -> tuple[str, ...]:
    """The wanted providers that really run here, best first."""
    claimed = set(onnxruntime.get_available_providers())
    return tuple(name for name in WANTED if name in claimed and runs(name))
