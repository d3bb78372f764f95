"""The rules of the trade as pure functions over frozen values: stdlib only, no clock, no I/O."""
