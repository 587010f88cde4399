"""Inventory: what an archive holds, which camera and time each recording has, and what is missing."""
