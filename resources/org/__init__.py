"""Organisations as TOML; backend.profile reads them."""
