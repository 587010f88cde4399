"""Clips and stills for pages, one at a time."""
