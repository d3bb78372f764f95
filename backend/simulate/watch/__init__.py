"""Checks of the invariants I1 to I12, from what is seen outside the core: disks, messages, answers."""
