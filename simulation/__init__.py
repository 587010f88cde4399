"""Scripted office days: rendered as a recorder's archive, with exact truth beside them."""
