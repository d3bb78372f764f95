"""The token file: every colour, size and icon name of the screens, for two themes and three densities."""
