"""What a thing is, as far as anything here can tell: a short list of classes, never who.

The network tells people and vehicles apart; movement alone tells only that something moves.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

KINDS: Final = ("moving", "person", "bicycle", "car", "motorcycle", "bus", "truck")
"""Names by code; the codes are the places in this list and go into traces, so new ones go to the end."""

MOVING: Final = 0
PERSON: Final = 1

GROUPS: Final = {"vehicle": ("bicycle", "car", "motorcycle", "bus", "truck")}
"""Names that a rule may use for several classes."""

NAMES: Final = (*KINDS, *GROUPS)

Codes = NDArray[np.int8]


def codes_of(names: tuple[str, ...]) -> frozenset[int]:
    """Codes that these names stand for; raises KeyError for one that is not in NAMES."""
    single = {name: (code,) for code, name in enumerate(KINDS)}
    groups = {name: tuple(KINDS.index(one) for one in members) for name, members in GROUPS.items()}
    known = single | groups
    return frozenset(code for name in names for code in known[name])
