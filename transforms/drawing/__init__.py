"""Zones and detections drawn on a frame, for people who draw zones and want to see what was seen."""
