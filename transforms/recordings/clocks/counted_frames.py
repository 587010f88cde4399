"""AVI files whose declared rate is wrong: all of a camera's names span another time than the frames, by one ratio.

An AVI carries no times, it numbers frames at the rate that it declares (and keeps a place for each that is lost). One
file that differs may have been cut, or the clock was set meanwhile; files that all differ alike were counted wrongly.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from statistics import median
from typing import Any

from pantau.transforms.recordings.clocks.bare_stream_rates import SAME_RATE

FEWEST = 3
"""Files that must agree before a declared rate is disbelieved."""

WRONG_SHARE = 2 * SAME_RATE
"""A rate that is off by less is left as it is: what a camera loses in the dark is told by placeholders."""

Row = dict[str, Any]


def spread_over_names(rows: Sequence[Row], before: Sequence[Row]) -> list[Row]:
    """The rows of `recordings` of a recorder and date; AVI files of wrongly declared rates last as their names say.

    `before` are the recorder's rows of the date before.
    """
    wrong: set[str] = set()
    counted = sorted((row for row in (*before, *rows) if _longer(row) is not None), key=_stream)
    for _, group in groupby(counted, key=_stream):
        files = list(group)
        usual = median(_longer(row) for row in files)
        alike = [row for row in files if abs(_longer(row) - usual) <= SAME_RATE * usual]
        if len(alike) >= max(FEWEST, 0.75 * len(files)) and abs(usual - 1) > WRONG_SHARE:
            wrong |= {row["recording_uri"] for row in alike}
    return [_spread(row) if row["recording_uri"] in wrong else row for row in rows]


def _stream(row: Row) -> tuple[str, str, int, int]:
    return row["camera_id"], row["codec"], row["width"], row["height"]


def _longer(row: Row) -> float | None:
    """How many times longer than the frames the name of an AVI is; None of others, and where it has no end."""
    if row["container"] != "avi" or row["timeline_source"] != "pts" or row["recorder_ended_at"] is None:
        return None
    spanned_s = (row["recorder_ended_at"] - row["recorder_started_at"]).total_seconds()
    return spanned_s / row["duration_s"] if spanned_s > 0 else None


def _spread(row: Row) -> Row:
    longer = _longer(row)
    duration_s = row["duration_s"] * longer
    rate = row["packets"] / duration_s
    declared = row["packets"] / row["duration_s"] if row["declared_fps"] is None else row["declared_fps"]
    told = f"declared_fps_differs: declared {declared:.2f}, by the names of the camera's files {rate:.2f} frames/s"
    return {
        **row,
        "timeline_source": "name_span",
        "duration_s": duration_s,
        "ended_at": row["started_at"] + timedelta(seconds=duration_s),
        "measured_fps": rate,
        "key_interval_s": row["key_interval_s"] and row["key_interval_s"] * longer,
        "key_interval_max_s": row["key_interval_max_s"] and row["key_interval_max_s"] * longer,
        "inner_gaps_s": [],
        "defects": [*(defect for defect in row["defects"] if not defect.startswith("name_span_differs")), told],
    }
