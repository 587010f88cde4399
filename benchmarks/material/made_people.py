"""What a detector makes of the people of a simulated day: it misses some, sees some twice, and trembles a little."""

from typing import NamedTuple

import numpy as np

from benchmarks.material.made_office import CADENCE_S, HOUR_S, HOURS
from pantau.simulation.behaviour.motion import ScriptedPerson
from pantau.simulation.day_script import ScriptedCameraDay
from pantau.simulation.truth.boxes import box_of
from pantau.transforms.detection.appearance_memory import MEMORY_S
from pantau.transforms.detection.observation_rows import DECIMALS

MISSED, DOUBLED, TREMBLE, AT_SEAT_M = 0.03, 0.03, 0.01, 0.4
"""Shares of detections that are missed and that have a second box; standard deviation of a box's sides, in its heights;
farthest from a seat on it."""

ALIKE, OTHERS_ALIKE = (0.95, 0.02), (0.6, 0.08)
"""Mean similarity and its standard deviation, of two detections of one person and of two people."""


class MadeDetections(NamedTuple):
    """Detections (n,) in order of time: seconds since the first sample, who, box (n, 4), score."""

    at: np.ndarray
    who: np.ndarray
    box: np.ndarray
    score: np.ndarray

    def taken(self, rows: np.ndarray) -> "MadeDetections":
        return MadeDetections(*(values[rows] for values in self))


def people_seen(day: ScriptedCameraDay, lap: float, seats: MadeDetections, rng: np.random.Generator) -> MadeDetections:
    """What the detector makes of everybody in the frame; the desk hides who is on a seat below the `lap`."""
    ideal = [
        (tick, number, *box_of(standing, day.hall.view), 0.0)
        for number, person in enumerate(day.people)
        for tick in _ticks(person)
        if (standing := person.at(tick)) is not None
    ]
    rows = np.array(ideal, float).reshape(-1, 7)
    rows = rows[rng.random(len(rows)) >= MISSED]
    rows[:, 6] = rng.uniform(0.45, 0.9, len(rows))
    key = rows[:, 1] * HOURS * HOUR_S + rows[:, 0]
    on_seat = np.isin(key, seats.who * HOURS * HOUR_S + seats.at)
    rows[on_seat, 5] = np.minimum(rows[on_seat, 5], lap)
    heights = rows[:, 5] - rows[:, 3]
    rows[:, 2:6] += rng.normal(0.0, TREMBLE, (len(rows), 4)) * heights[:, None]
    twice = rows[rng.random(len(rows)) < DOUBLED]
    twice[:, 5] -= 0.3 * (twice[:, 5] - twice[:, 3])
    twice[:, 6] *= 0.5
    rows = np.concatenate([rows, twice])
    rows[:, 2:6] = np.clip(rows[:, 2:6], 0, 1).round(DECIMALS)
    rows = rows[(rows[:, 4] > rows[:, 2]) & (rows[:, 5] > rows[:, 3])]
    rows = rows[np.lexsort([-rows[:, 6], rows[:, 0]])]
    return MadeDetections(rows[:, 0], rows[:, 1].astype(int), rows[:, 2:6], rows[:, 6].round(DECIMALS))


def seats_seen(day: ScriptedCameraDay) -> MadeDetections:
    """Officers on their seats; of the box the first two figures are the head."""
    rows = []
    for number, person in enumerate(day.people):
        if person.role != "officer" or person.counter is None:
            continue
        seat = np.array(day.hall.counter(person.counter).seat)
        for tick in _ticks(person):
            standing = person.at(tick)
            if standing and np.hypot(*(seat - (standing.x, standing.y))) <= AT_SEAT_M:
                x1, y1, x2, y2 = box_of(standing, day.hall.view)
                rows.append((tick, number, (x1 + x2) / 2, y1 + 0.1 * (y2 - y1), x2, y2, 0.4))
    found = np.array(sorted(rows), float).reshape(-1, 7)
    return MadeDetections(found[:, 0], found[:, 1].astype(int), found[:, 2:6].round(DECIMALS), found[:, 6])


def _ticks(person: ScriptedPerson) -> list[float]:
    start, end = (np.clip(at, 0, HOURS * HOUR_S - CADENCE_S) for at in person.span)
    return (np.arange(np.ceil(start / CADENCE_S), np.floor(end / CADENCE_S) + 1) * CADENCE_S).tolist()


class Pairs(NamedTuple):
    """Comparisons with earlier detections: of detection i, `earlier[first[i]:first[i + 1]]` and as much of `value`."""

    first: np.ndarray
    earlier: np.ndarray
    value: np.ndarray


def compared(seen: MadeDetections, rng: np.random.Generator) -> Pairs:
    oldest = np.searchsorted(seen.at, seen.at - MEMORY_S)
    counts = np.searchsorted(seen.at, seen.at) - oldest
    first = np.append(0, np.cumsum(counts))
    earlier = np.arange(first[-1]) + np.repeat(oldest - first[:-1], counts)
    same = seen.who[earlier] == np.repeat(seen.who, counts)
    mean, spread = (np.where(same, *both) for both in zip(ALIKE, OTHERS_ALIKE, strict=True))
    return Pairs(first, earlier, np.clip(rng.normal(mean, spread), 0, 1).round(2))
