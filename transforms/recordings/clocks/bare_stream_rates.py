"""How many frames a second a stream without times has, by the steps between the names of a camera's files.

A step alone proves nothing, as the camera may have paused before the next file began. Steps are believed where those
beside each other give the same rate, on most of a camera's files, or where one gives the rate that the stream declares.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from statistics import median
from typing import Any

from pantau.transforms.recordings.clocks.consecutive_recordings import TOLERANCE_S
from pantau.transforms.recordings.clocks.following_files import stream_kind

SAME_RATE = 0.05
"""Rates that differ by less are one: chosen, between the drift of a camera (a part in 10,000) and the next usual rate
(12 and 12.5, 24 and 25 differ by 4 %)."""

OTHER_RATE = 0.2
"""A rate that differs by more from that of the files before and after it, which agree, is none: frames are missing, or
older ones are left at the end of a file that was used again. Cameras slow down in the dark for longer than one file."""

GUESSED, NEIGHBOURS, SPANNED = "declared_rate", "neighbours", "name_span"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class NameStep:
    """From the start of a recording to that of the next: seconds, and the rate of frames that it makes."""

    seconds: float
    rate: float

    def agrees(self, rate: float) -> bool:
        """Within what the two names leave open."""
        return abs(self.rate - rate) <= max(SAME_RATE, TOLERANCE_S / self.seconds) * rate


def rates_by_neighbours(
    rows: Sequence[Row], before: Sequence[Row], continuous: Iterable[str]
) -> tuple[list[Row], list[tuple[Row, str]]]:
    """The rows of `recordings` of a recorder and date with the rates that neighbours prove, and those without, and why.

    `before` are the recorder's rows of the date before. `continuous` are the cameras that are meant to record without a
    pause; steps of others are believed only where the stream declares their rate.

    Spans of names are believed unless the files before and after have another rate.
    """
    believed: dict[str, Row] = {}
    doubted: dict[str, str] = {}
    for (camera, *_), files in groupby(sorted([*before, *rows], key=_place), key=_stream):
        ordered = list(files)
        steps = _steps(ordered)
        trusted = _trusted(ordered, steps, camera in set(continuous))
        for number, (row, step) in enumerate(zip(ordered, steps, strict=True)):
            if row["timeline_source"] == SPANNED and (why := _unlike_its_neighbours(ordered, number)):
                doubted[row["recording_uri"]] = why
            if row["timeline_source"] != GUESSED:
                continue
            rate, doubt_s = _rate(row, step, trusted)
            if rate:
                believed[row["recording_uri"]] = _timed(row, rate, doubt_s)
            else:
                doubted[row["recording_uri"]] = _why(steps)
    return (
        [believed.get(row["recording_uri"], row) for row in rows if row["recording_uri"] not in doubted],
        [(row, doubted[row["recording_uri"]]) for row in rows if row["recording_uri"] in doubted],
    )


def _place(row: Row) -> tuple:
    return *_stream(row), row["recorder_started_at"], row["recording_uri"]


def _stream(row: Row) -> tuple[str, str, str]:
    return row["camera_id"], row["codec"], stream_kind(row["recording_uri"])


def _steps(ordered: Sequence[Row]) -> list[NameStep | None]:
    """Of each row to the next that begins later; none of one whose frames carry times."""
    found: list[NameStep | None] = []
    for number, row in enumerate(ordered):
        seconds = next(
            (
                ahead
                for later in ordered[number + 1 :]
                if (ahead := (later["recorder_started_at"] - row["recorder_started_at"]).total_seconds()) > 0
            ),
            None,
        )
        timeless = row["timeline_source"] != "pts"
        found.append(NameStep(seconds, row["packets"] / seconds) if seconds and timeless else None)
    return found


def _trusted(ordered: Sequence[Row], steps: Sequence[NameStep | None], continuous: bool) -> dict[str, NameStep]:
    """The steps that are believed, by path."""
    known = [(row, step) for row, step in zip(ordered, steps, strict=True) if step is not None]
    trusted = {
        row["recording_uri"]: step for row, step in known if row["declared_fps"] and step.agrees(row["declared_fps"])
    }
    if continuous:
        alike = {
            row["recording_uri"]: step
            for number, (row, step) in enumerate(known)
            if any(
                step.agrees(known[beside][1].rate) for beside in (number - 1, number + 1) if 0 <= beside < len(known)
            )
        }
        if 2 * len(alike) >= len(known):
            trusted |= alike
    return trusted


def _rate(row: Row, step: NameStep | None, trusted: dict[str, NameStep]) -> tuple[float | None, float]:
    """Frames a second of a recording and how far its times may be off, seconds; None where nothing proves a rate."""
    if row["recording_uri"] in trusted:
        return trusted[row["recording_uri"]].rate, TOLERANCE_S
    rates = [other.rate for other in trusted.values()]
    if not rates or max(rates) > (1 + 2 * SAME_RATE) * min(rates):
        return None, 0.0
    usual = median(rates)
    lasts_s = row["packets"] / usual
    if step is not None and lasts_s > step.seconds * (1 + SAME_RATE) + TOLERANCE_S:
        return None, 0.0
    return usual, TOLERANCE_S + lasts_s * (max(rates) - min(rates)) / usual


def _unlike_its_neighbours(ordered: Sequence[Row], number: int) -> str:
    """Why the frames of a recording are not spread over the span of its name; empty if they may be."""
    if not 0 < number < len(ordered) - 1:
        return ""
    earlier, own, later = (row["packets"] / row["duration_s"] for row in ordered[number - 1 : number + 2])
    beside = (ordered[number - 1], ordered[number + 1])
    if any(row["timeline_source"] != SPANNED for row in beside) or abs(earlier - later) > SAME_RATE * later:
        return ""
    if abs(own - later) <= OTHER_RATE * later:
        return ""
    return f"over the span of its name they would be {own:.2f} a second, between files of {earlier:.2f} and {later:.2f}"


def _timed(row: Row, rate: float, doubt_s: float) -> Row:
    duration_s = row["packets"] / rate
    slower = duration_s / row["duration_s"]
    return {
        **row,
        "timeline_source": NEIGHBOURS,
        "duration_s": duration_s,
        "ended_at": row["started_at"] + timedelta(seconds=duration_s),
        "measured_fps": rate,
        "key_interval_s": row["key_interval_s"] and row["key_interval_s"] * slower,
        "key_interval_max_s": row["key_interval_max_s"] and row["key_interval_max_s"] * slower,
        "clock_uncertainty_s": row["clock_uncertainty_s"] + doubt_s,
        "defects": [defect.replace(f"times by {GUESSED}", f"times by {NEIGHBOURS}") for defect in row["defects"]],
    }


def _why(steps: Sequence[NameStep | None]) -> str:
    rates = sorted(step.rate for step in steps if step is not None)
    if not rates:
        return "no other file of the camera follows"
    if len(rates) == 1:
        return f"one step between names alone, which would make {rates[0]:.2f} a second, proves no rate"
    return f"the steps between the names of the camera's files would make {rates[0]:.2f} to {rates[-1]:.2f} a second"
