"""Counts with noise: differential privacy of each counter's date, by a library that is kept by others."""
