"""Times that people give to a command, with their unit."""

import argparse
import re

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}


def duration(text: str) -> float:
    """Seconds of a time such as 30s, 10m or 1h; for argparse, which tells what is wrong with another one."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smh])", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text} is no time; write it as 30s, 10m or 1h")
    return float(found[1]) * _SECONDS[found[2]]
