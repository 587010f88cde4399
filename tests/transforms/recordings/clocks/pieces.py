"""Recordings of one recorder as rows, cut and named as a recorder does, from what really happened."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import floor

from tests.transforms.seen import EIGHT, recording

ZERO = EIGHT.timestamp()


def right(t: float) -> float:
    """A clock that is right."""
    return t


def set_at(moment: float, seconds: float) -> Callable[[float], float]:
    """A clock that is right since it was set by `seconds`, `moment` seconds after eight."""
    return lambda t: t - seconds if t < moment else t


def cut(
    edges: Iterable[float],
    clock: Callable[[float], float] = right,
    camera: str = "one",
    overlap_s: float = 1.0,
    ends: bool = False,
) -> list[dict]:
    """Rows of `recordings` between neighbouring edges, true seconds after eight, as the inventory first makes them.

    `clock` gives the recorder's reading of a true second; names drop its fraction. `true_start` is kept with each row.
    """
    rows = []
    for number, (begin, end) in enumerate(pairwise(edges)):
        named, named_end = (timedelta(seconds=floor(clock(t))) for t in (begin, end + overlap_s))
        row = recording(f"{camera}-{number:03}", 0, end + overlap_s - begin, camera_id=camera)
        rows.append(
            {
                **row,
                "name_pattern": "dahua_export" if ends else "hikvision_export",
                "clock_source": "assumed",
                "recorder_started_at": EIGHT + named,
                "recorder_ended_at": EIGHT + named_end if ends else None,
                "started_at": EIGHT + named,
                "ended_at": EIGHT + named + timedelta(seconds=row["duration_s"]),
                "true_start": begin,
            }
        )
    return rows


def error(row: dict) -> float:
    """How many seconds a row's start lies after the true one."""
    return (row["started_at"] - datetime.fromtimestamp(ZERO + row["true_start"], UTC)).total_seconds()
