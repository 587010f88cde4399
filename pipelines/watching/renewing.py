"""A watch begins anew in the same process after so many runs, since nothing of it is needed that is not kept."""

import os
import sys
from typing import NoReturn

MOST_RUNS = 500
"""Runs after which a watch begins anew. Chosen: with one each quarter of an hour in five days, and what a process
gathers in so many is 60 MiB, with several heaps 135 (docs/MEASURED.md, Recordings as they arrive)."""


def renew() -> NoReturn:
    """This process begins anew, with its number and its arguments, in the folder where it is.

    What it has of files and connections ends, as when it is killed.
    """
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
