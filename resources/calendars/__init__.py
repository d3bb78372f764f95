"""Working calendars: shifts by name; holidays come from the published tables."""
