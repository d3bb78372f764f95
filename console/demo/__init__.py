"""The demo: a scripted operator drives the real console, real centers and real (or drawn) cameras."""
