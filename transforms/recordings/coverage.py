"""Account for every second of a camera's day: recorded, unreadable, missing, not due, or yet to come."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from pantau.transforms.hours import day_bounds
from pantau.transforms.intervals import Interval, Intervals, intersect, subtract, union

LONGEST_SEGMENT_S = 3600.0
"""Recorders cut every 10 to 60 minutes: how long a file may be open before it is in, and how far one may reach whose
name gives no end."""

State = Literal["recorded", "unreadable", "gap", "out_of_schedule", "not_yet"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A stretch of footage, half-open, in epoch seconds UTC; a recording with gaps inside gives one for each part."""

    started_s: float
    ended_s: float
    recording_id: str


@dataclass(frozen=True, slots=True)
class CoverageInterval:
    """A part of the day in one state, with the recordings that show it (more than one where they overlap)."""

    started_at: datetime
    ended_at: datetime
    state: State
    recording_ids: tuple[str, ...] = ()


def cover_day(
    day: date,
    zone: ZoneInfo,
    recorded: Iterable[Recorded],
    unreadable: Iterable[Interval],
    schedule: Iterable[Interval],
    join_s: float = 1.0,
    arrived_s: float = float("inf"),
) -> list[CoverageInterval]:
    """Partition a camera's local day into stretches, sorted, without hole or overlap; they add up to the whole day.

    Footage counts wherever it is; then `unreadable`, the time that the names of rejected files span; the rest is yet to
    come from `arrived_s` on, before it a gap where `schedule` says that the camera records, and out of schedule
    elsewhere. All intervals are in epoch seconds UTC, in any order, and may reach beyond the day. A pause of at most
    `join_s` between two files (a frame or two, and names written in whole seconds) belongs to the earlier one.
    """
    bounds = day_bounds(zone, day)
    parts, unreadable = _join(recorded, unreadable, join_s)
    seen = intersect([bounds], [(part.started_s, part.ended_s) for part in parts])
    unseen = subtract([bounds], seen)
    until = min(max(arrived_s, bounds[0]), bounds[1])
    # How far a rejected file reaches may be a guess; nothing reaches into what has not been.
    lost = intersect(intersect(unseen, unreadable), [(bounds[0], until)])
    absent = subtract(unseen, lost)
    coming = intersect(absent, [(until, bounds[1])])
    missing = intersect(subtract(absent, coming), schedule)
    idle = subtract(absent, [*coming, *missing])
    stretches = [
        *_by_recording(parts, bounds),
        *(CoverageInterval(_utc(start), _utc(end), "unreadable") for start, end in lost),
        *(CoverageInterval(_utc(start), _utc(end), "gap") for start, end in missing),
        *(CoverageInterval(_utc(start), _utc(end), "out_of_schedule") for start, end in idle),
        *(CoverageInterval(_utc(start), _utc(end), "not_yet") for start, end in coming),
    ]
    return sorted(
        (stretch for stretch in stretches if stretch.started_at < stretch.ended_at),
        key=lambda stretch: stretch.started_at,
    )


def arrived_until(
    now_s: float,
    recordings: Iterable[Interval],
    lateness_s: float = LONGEST_SEGMENT_S,
    newest_s: float = float("-inf"),
) -> float:
    """The moment up to which footage that is not there is missing, not merely yet to come.

    `recordings` are what a camera has recorded of a date, that could be read or not: all until the last of it is told,
    and all until `newest_s`, when its newest recording of any date begins, since a recorder writes one file after the
    other. After that a file may come for `lateness_s` seconds, however long those before it were: a recorder that was
    started again begins with a short one. All in epoch seconds UTC.
    """
    last = max((end for _, end in recordings), default=float("-inf"))
    return max(now_s - lateness_s, min(max(last, newest_s), now_s))


def _join(
    recorded: Iterable[Recorded], unreadable: Iterable[Interval], join_s: float
) -> tuple[list[Recorded], Intervals]:
    """Both, where a short pause follows lengthened to the next start; the recordings sorted."""
    parts = sorted(
        (part for part in recorded if part.started_s < part.ended_s),
        key=lambda part: (part.started_s, part.ended_s, part.recording_id),
    )
    lost = union(unreadable)
    known = union([*((part.started_s, part.ended_s) for part in parts), *lost])
    pauses = {before[1]: after[0] for before, after in pairwise(known) if after[0] - before[1] <= join_s}
    return (
        [Recorded(part.started_s, pauses.get(part.ended_s, part.ended_s), part.recording_id) for part in parts],
        [(start, pauses.get(end, end)) for start, end in lost],
    )


def _by_recording(parts: Sequence[Recorded], bounds: Interval) -> list[CoverageInterval]:
    """Recorded time, split wherever the set of recordings that show it changes."""
    inside = [
        Recorded(max(part.started_s, bounds[0]), min(part.ended_s, bounds[1]), part.recording_id)
        for part in parts
        if part.started_s < bounds[1] and part.ended_s > bounds[0]
    ]
    edges = sorted({edge for part in inside for edge in (part.started_s, part.ended_s)})
    stretches: list[CoverageInterval] = []
    active: list[Recorded] = []
    following = 0
    for start, end in pairwise(edges):
        while following < len(inside) and inside[following].started_s <= start:
            active.append(inside[following])
            following += 1
        active = [part for part in active if part.ended_s > start]
        if active:
            ids = tuple(sorted({part.recording_id for part in active}))
            stretches.append(CoverageInterval(_utc(start), _utc(end), "recorded", ids))
    return _fused(stretches)


def _fused(stretches: list[CoverageInterval]) -> list[CoverageInterval]:
    fused: list[CoverageInterval] = []
    for stretch in stretches:
        last = fused[-1] if fused else None
        if last and last.ended_at == stretch.started_at and last.recording_ids == stretch.recording_ids:
            fused[-1] = CoverageInterval(last.started_at, stretch.ended_at, stretch.state, stretch.recording_ids)
        else:
            fused.append(stretch)
    return fused


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
