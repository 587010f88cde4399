"""An event's footage as people can look at it: zones, boxes and times burnt in, and who is not concerned pixelated."""
