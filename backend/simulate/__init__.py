"""The deterministic simulation: real cores and stores under a seeded clock, network and disks."""
