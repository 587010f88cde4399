"""Audit by sample: what to show a person, and what follows from the answers."""
