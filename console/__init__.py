"""The desktop program: command line, screens, and the wires between them and a center."""
