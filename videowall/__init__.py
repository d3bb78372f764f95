"""Video: sources, analytics, decode workers, the headless analyst and the wall."""
