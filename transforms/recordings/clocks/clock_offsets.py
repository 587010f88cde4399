"""How far a recorder's clock was off, recording by recording: the site file, neighbouring pieces and containers.

The site file's dated entry, or 0 ± 1 s where it has none, is where this starts from. Then each recording of a date is
seen beside all others of its recorder on that date and the one before, so that a rerun over the same files says the
same whatever was recorded later.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pantau.transforms.intervals import Interval
from pantau.transforms.recordings.clocks.clock_steps import SameFrames, Step, constant_length, find_steps
from pantau.transforms.recordings.clocks.consecutive_recordings import (
    TOLERANCE_S,
    Chain,
    by_camera,
    chains_of,
    names_whole_seconds,
    piece_of,
    usual_overlap,
)
from pantau.transforms.recordings.clocks.subsecond_starts import ALL, fractions_of
from pantau.transforms.recordings.probing.container_time import CONTAINER, ZoneShift, container_fraction, zone_shift

DRIFT_S_PER_DAY = 10.0
"""How far a recorder's clock may run off in a day: 115 ppm, more than quartz in a warm cupboard does."""

STEP_DOUBT_S = 1.0
"""Of the size of a step: it is taken from two names that drop a fraction of a second each."""

NEIGHBOURS = "neighbours"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Offset:
    """Recorder time minus true time, ± uncertainty, seconds, and who says so."""

    seconds: float
    uncertainty_s: float
    source: str


def corrected_clocks(rows: Sequence[Row], before: Sequence[Row], same_frames: SameFrames) -> list[Row]:
    """The rows of `recordings` of one recorder and date with what its neighbours and containers tell of the clock.

    `rows` hold what the site file says of the clock; of `before`, the recorder's rows of the date before, only what the
    files themselves say counts.
    """
    pieces = [piece_of(row) for row in (*before, *rows) if names_whole_seconds(row)]
    overlap_s = usual_overlap(pieces)
    cameras = [chains_of(own, overlap_s) for own in by_camera(pieces).values()]
    own = {row["recording_uri"] for row in rows}
    steps = [step for step in find_steps(cameras, overlap_s, constant_length(pieces), same_frames) if step.during & own]
    fractions: dict[str, Interval] = {}
    chain_of: dict[str, Chain] = {row["recording_uri"]: (piece_of(row),) for row in rows}
    for chain in (chain for camera in cameras for chain in camera):
        fractions |= {piece.uri: found for piece, found in zip(chain, fractions_of(chain), strict=True)}
        chain_of |= dict.fromkeys((piece.uri for piece in chain), chain)
    shift = zone_shift([*before, *rows])
    return [
        _corrected(
            row,
            _offset(row, chain_of[row["recording_uri"]], steps),
            fractions.get(row["recording_uri"], ALL),
            shift,
            next((step.seconds for step in steps if row["recording_uri"] in step.during), None),
        )
        for row in rows
    ]


def _offset(row: Row, chain: Chain, steps: Sequence[Step]) -> Offset:
    """The offset of a recording: before a step the clock was off by it, after it the clock was right.

    "Right" is what the site file's entry says. An entry that says what the step put right was found before it.
    Before a step the doubt grows by the drift of the time until then, but never beyond the step itself.
    """
    stated = Offset(row["clock_offset_s"], row["clock_uncertainty_s"], row["clock_source"])
    last: Step | None = None
    for step in steps:
        side = step.precedes(chain)
        if side is True:
            last = step
            continue
        ahead = stated.seconds - step.seconds
        if _found_before(stated, step):
            ahead, right = stated.seconds, stated.seconds + step.seconds
        else:
            right = stated.seconds
        sure = stated.uncertainty_s + STEP_DOUBT_S
        if side is None:
            return Offset((ahead + right) / 2, abs(step.seconds) / 2 + sure, NEIGHBOURS)
        if ahead == stated.seconds:
            return stated
        drift = DRIFT_S_PER_DAY / 86_400 * max(0.0, step.window[1] - row["recorder_started_at"].timestamp())
        return Offset(ahead, min(sure + drift, max(abs(step.seconds), stated.uncertainty_s)), NEIGHBOURS)
    if last is not None and _found_before(stated, last):
        return Offset(stated.seconds + last.seconds, stated.uncertainty_s + STEP_DOUBT_S, NEIGHBOURS)
    return stated


def _found_before(stated: Offset, step: Step) -> bool:
    left = abs(stated.seconds + step.seconds)
    return left <= stated.uncertainty_s + TOLERANCE_S and left < abs(stated.seconds)


def _corrected(row: Row, offset: Offset, fraction: Interval, shift: ZoneShift | None, step_s: float | None) -> Row:
    """The row with offset, fraction, doubt and true times.

    The name's whole second is the estimate as long as the fraction may be 0, as it is where recorders cut on the
    second; else the middle of what the fraction may be.
    """
    source, told, fraction_s, doubt_s = offset.source, fraction, None, 0.0
    if names_whole_seconds(row):
        if (by_container := container_fraction(row, shift, fraction)) is not None:
            told, source = by_container, f"{source} + {CONTAINER}"
        elif fraction != ALL and offset.source != NEIGHBOURS:
            source = f"{source} + {NEIGHBOURS}"
        if told[0] > 1e-3:
            fraction_s, doubt_s = round((told[0] + told[1]) / 2, 3), (told[1] - told[0]) / 2
        else:
            doubt_s = told[1]
    started = row["recorder_started_at"] + timedelta(seconds=(fraction_s or 0.0) - offset.seconds)
    return {
        **row,
        "clock_offset_s": round(offset.seconds, 3),
        "clock_uncertainty_s": round(offset.uncertainty_s + doubt_s, 3),
        "clock_source": source,
        "start_fraction_s": fraction_s,
        "clock_step_s": step_s,
        "started_at": started,
        "ended_at": started + timedelta(seconds=row["duration_s"]),
        "defects": [*row["defects"], *([shift.defect] if shift else [])],
    }
