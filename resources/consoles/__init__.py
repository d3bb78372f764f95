"""Profiles of consoles: density, screens and tiles of a workplace."""
