"""Running a center: sockets, store and clock around the core. The only place where they meet."""
