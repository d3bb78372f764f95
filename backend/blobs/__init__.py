"""The bytes of evidence: a folder of them, and their own channel between sites."""
