"""Links between programs: CURVE keys, sockets, and the client library. The only door to zmq."""
