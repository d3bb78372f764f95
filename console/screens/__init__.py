"""The screens of the console: Qt, fed by the mirror, acting by commands."""
