"""Camera days made by hand: people who stand and walk where a test says, seen perfectly at a cadence."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

import numpy as np

from pantau.schemas.site.zones import View, Zone
from pantau.transforms.intervals import Intervals
from pantau.transforms.tracking.appearance.similarity import AppearanceSimilarity, of_lists
from pantau.transforms.tracking.camera_days.camera_day import CameraDay

DAY = date(2026, 11, 2)
MIDNIGHT = datetime(2026, 11, 1, 17, tzinfo=UTC).timestamp()
"""Local midnight of `DAY` in Asia/Jakarta."""

Where = Callable[[float], tuple[float, float] | None]
"""Feet of a person, fractions of the frame, at a second of the day; None when out of sight."""

HEIGHT, WIDTH = 0.3, 0.08

QUEUE = Zone(id="queue", kind="queue", counters=("c1",), polygon=((0.0, 0.6), (0.3, 0.6), (0.3, 1.0), (0.0, 1.0)))
CUSTOMER = Zone(
    id="customer", kind="customer", counters=("c1",), polygon=((0.5, 0.6), (0.7, 0.6), (0.7, 0.9), (0.5, 0.9))
)
SEAT = Zone(id="seat", kind="seat", counters=("c1",), polygon=((0.5, 0.1), (0.6, 0.1), (0.6, 0.3), (0.5, 0.3)))
STAFF = Zone(id="staff", kind="staff", counters=("c1",), polygon=((0.4, 0.35), (0.9, 0.35), (0.9, 0.5), (0.4, 0.5)))
VIEW = View(zones=(QUEUE, CUSTOMER, SEAT, STAFF))

IN_QUEUE, AT_COUNTER, IN_HALL, IN_STAFF_AREA = (0.15, 0.8), (0.6, 0.75), (0.4, 0.95), (0.7, 0.45)


def path(*points: tuple[float, tuple[float, float] | None]) -> Where:
    """Somebody who is at each place from its second on, standing; `None` is out of sight."""

    def where(second: float) -> tuple[float, float] | None:
        place = None
        for since, at in points:
            if second >= since:
                place = at
        return place

    return where


def camera_day(
    people: Sequence[Where] = (),
    seated: Callable[[float], bool] = lambda second: False,
    seconds: tuple[float, float] = (0.0, 600.0),
    cadence_s: float = 2.0,
    gaps: Intervals = (),
    start: float = MIDNIGHT + 8 * 3600,
    score: float | Callable[[float], float] = 0.8,
    closer: Intervals = (),
    covered: Intervals = (),
    seats_looked: Callable[[float], bool] = lambda second: True,
) -> CameraDay:
    """A camera day whose recording begins at `start`, seconds counted from there; `gaps` are not recorded, and frames
    while the camera is `covered` show nobody.

    In the windows of `closer`, between two samples each, are frames half a second apart.
    """
    samples = np.arange(seconds[0], seconds[1], cadence_s)
    samples = np.array([t for t in samples if not any(a <= t < b for a, b in gaps)])
    ticks = np.sort(np.concatenate([samples, *(np.arange(a + 0.5, b - 0.25, 0.5) for a, b in closer)]))
    owner, boxes, seats, who = [], [], [], []
    for sample, second in enumerate(ticks):
        for number, person in enumerate(people):
            if (feet := person(float(second))) is not None and not any(a <= second < b for a, b in covered):
                owner.append(sample)
                who.append(number)
                boxes.append((feet[0] - WIDTH / 2, feet[1] - HEIGHT, feet[0] + WIDTH / 2, feet[1]))
        if seated(float(second)) and seats_looked(float(second)) and not any(a <= second < b for a, b in covered):
            seats.append(sample)
    edges = [seconds[0], *(edge for gap in gaps for edge in gap), seconds[1]]
    recorded = [(start + a, start + b) for a, b in zip(edges[::2], edges[1::2], strict=True)]
    recording = {
        "started_at": datetime.fromtimestamp(start + seconds[0], UTC),
        "ended_at": datetime.fromtimestamp(start + seconds[1], UTC),
        "recording_uri": "cam1.mp4",
        "recording_sha256": "0" * 64,
        "clock_uncertainty_s": 1.0,
        **dict.fromkeys(("clock_step_s", "unlike_neighbours", "repeats_s", "repeats_of", "repeats_later_s")),
    }
    return CameraDay(
        bounds=(MIDNIGHT, MIDNIGHT + 86400),
        cadence_s=cadence_s,
        aspect=16 / 9,
        recordings=(recording,),
        times=start + ticks,
        recording=np.zeros(len(ticks), dtype=int),
        offset=ticks - seconds[0],
        closer=~np.isin(ticks, samples),
        still=np.zeros(len(ticks), dtype=bool),
        seats_looked=np.array([tick in samples and seats_looked(float(tick)) for tick in ticks], dtype=bool),
        sampled=start + np.array(samples, dtype=float),
        skipped=np.zeros(len(samples), dtype=bool),
        person_sample=np.array(owner, dtype=int),
        person_box=np.array(boxes, dtype=float).reshape(-1, 4),
        person_score=np.array([score(ticks[one]) if callable(score) else score for one in owner], dtype=float),
        similarity=_similarity(who, owner, ticks),
        seat_sample=np.array(seats, dtype=int),
        seat_zone=np.full(len(seats), "seat", dtype=object),
        seat_score=np.full(len(seats), 0.5),
        seat_head=np.tile([0.55, 0.15], (len(seats), 1)),
        recorded=recorded,
        not_observed=[],
        unreadable=[],
        covered=[(start + a, start + b) for a, b in covered],
        frozen=[],
    )


def _similarity(who: list[int], owner: list[int], ticks: np.ndarray) -> AppearanceSimilarity:
    """Everybody is dressed differently: 0.97 alike to themselves, 0.6 to others, over the last fourteen seconds."""
    earlier, value, first = [], [], [0]
    for i, (person, sample) in enumerate(zip(who, owner, strict=True)):
        for j in range(i):
            if owner[j] < sample and ticks[sample] - ticks[owner[j]] <= 14:
                earlier.append(j)
                value.append(0.97 if who[j] == person else 0.6)
        first.append(len(earlier))
    return of_lists(np.array(first), np.array(earlier, dtype=int), np.array(value, dtype=float))
