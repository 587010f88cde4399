"""Disclosure control: which cells of a table with totals may be published."""
