"""The sans-I/O core of a center: messages and time in, replies and writes out."""
