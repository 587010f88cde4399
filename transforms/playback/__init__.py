"""Footage for looking at: short clips that a browser plays, stills, and what was seen on them. Never evidence."""
