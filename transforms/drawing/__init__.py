"""Zones and sightings drawn on a picture, for people who draw zones and want to see what was seen."""
