"""CURVE sockets, keys and the Qt-free client library."""
