"""What the demo watches for: fences of its cameras."""
