"""Messages and their bytes: one tagged union in an envelope. Knows no socket."""
