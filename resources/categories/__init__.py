"""Classes of matters as TOML, proposed by consoles."""
