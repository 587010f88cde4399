"""Recordings of a recorder beside one another: which show the same frames twice, which are unlike those around them."""
