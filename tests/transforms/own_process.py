"""What tests do in a process of its own: it loads next to nothing, and so begins at once."""

import os
import time


def own_process(number: int) -> tuple[int, int]:
    """A number, and the id of the process; 1 takes as long as anybody waits."""
    if number == 1:
        time.sleep(600)
    return number, os.getpid()
