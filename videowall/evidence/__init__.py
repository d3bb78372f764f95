"""What is kept of an event: packets that expire, masked clips and pictures, and the trace. No network, no Qt."""
