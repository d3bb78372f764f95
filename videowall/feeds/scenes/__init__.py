"""Drawn scenes with known truth: the same picture for the same moment on every machine."""
