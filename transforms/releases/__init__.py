"""Data sets that may leave the office: what is counted, how coarsely, and what is withheld."""
