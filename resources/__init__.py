"""Data files of the product: themes, words, profiles, calendars, categories."""
