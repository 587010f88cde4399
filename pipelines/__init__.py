"""WHICH: compositions that read as one sentence of labelled steps, and the command line."""

import logging

# On import Beam warns of Google clients that only gs:// needs; everybody else would wonder what is broken.
logging.getLogger().addFilter(lambda record: "apitools not found" not in record.getMessage())
