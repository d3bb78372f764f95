"""Frames from files, cameras and drawn scenes. No Qt, no network messages, no knowledge of rules."""
