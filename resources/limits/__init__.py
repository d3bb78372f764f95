"""Time-limit tables: versioned data, one file a table."""
