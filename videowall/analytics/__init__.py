"""Noticing events in places: motion, tracks, fences, masking of faces. No Qt, no network, no database.

Nothing here finds out who people are (docs/design/privacy.md says what is refused).
"""
