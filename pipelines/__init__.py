"""WHICH: compositions that read as one sentence of labelled steps, and the command line."""
