"""What is kept of an event: packets that expire, masked clips and pictures, the trace. No network, no Qt."""
