"""Profiles of centers as TOML; backend.profile reads them."""
