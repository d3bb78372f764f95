"""Qt widgets that know no business: theme, lamps, bars, notices."""
