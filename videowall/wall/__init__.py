"""The wall on screen: tiles that say how true they are, with fences, tracks and alarms drawn over them."""
