"""The headless analyst of one camera: frames to alarms, at its center until acknowledged. No screen."""
