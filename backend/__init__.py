"""Everything behind the screen: domain, messages, sockets, centers, stores. No Qt, no cv2."""
