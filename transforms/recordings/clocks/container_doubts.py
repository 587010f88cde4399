"""Recordings whose containers contradict their names, where the recorder's other containers confirm theirs.

Renamed, or exported again: nobody knows which of both is right, and they may be hours apart.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pantau.transforms.recordings.clocks.consecutive_recordings import names_whole_seconds
from pantau.transforms.recordings.probing.container_time import FEWEST, OPENED_WITHIN_S, ZONE_STEP_S, file_started

AGREED_SHARE = 0.75
"""Of the recorder's dated files, so many must confirm their names before the others are doubted: chosen; where exports
carry the time of their export, hardly any do."""

LEAST_DOUBT_S = 60.0
"""Containers that differ by less may have been opened, closed or flushed at another moment."""

SUMMER_TIME_S = 3600.0
"""Where a container tells local time, it differs by this from one side of a clock change to the other."""

Row = dict[str, Any]


def contradicted_by_container(rows: Sequence[Row], before: Sequence[Row]) -> list[tuple[Row, str]]:
    """Those rows of `recordings` of a recorder and date whose time is not to be believed, and why.

    `before` are the recorder's rows of the date before.
    """
    own = {row["recording_uri"] for row in rows}
    dated = [row for row in (*before, *rows) if row["container_started_at"] is not None and names_whole_seconds(row)]
    doubted = []
    for _, group in groupby(sorted(dated, key=_pattern), key=_pattern):
        files = list(group)
        off = _off_by(files)
        doubted += [
            (row, f"its container says {row['container_started_at']:%F %T} UTC, its name {file_started(row):%F %T} UTC")
            for row, seconds in zip(files, off, strict=True)
            if row["recording_uri"] in own
            and abs(seconds) > LEAST_DOUBT_S
            and abs(abs(seconds) - SUMMER_TIME_S) > OPENED_WITHIN_S
        ]
    return doubted


def _pattern(row: Row) -> str:
    return row["name_pattern"]


def _off_by(files: Sequence[Row]) -> list[float]:
    """By how many seconds each container differs from what is usual for the recorder; 0 of all if nothing is usual."""
    opened = [(row["container_started_at"] - file_started(row)).total_seconds() for row in files]
    lasted = [(row["start_delay_s"] or 0.0) + row["duration_s"] for row in files]
    closed = [ahead - whole for ahead, whole in zip(opened, lasted, strict=True)]
    for aheads in (opened, closed):
        shifts = [round(ahead / ZONE_STEP_S) * ZONE_STEP_S for ahead in aheads]
        near = [shift for ahead, shift in zip(aheads, shifts, strict=True) if abs(ahead - shift) <= OPENED_WITHIN_S]
        usual, times = Counter(near).most_common(1)[0] if near else (0, 0)
        if times >= max(FEWEST, AGREED_SHARE * len(files)):
            return [ahead - usual for ahead in aheads]
    return [0.0] * len(files)
