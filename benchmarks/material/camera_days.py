"""A camera day of an office as the observer would write it, without a frame being drawn.

Seeded, so that every run has the same rows.
"""

import numpy as np
import pyarrow as pa

from benchmarks.material.made_office import CADENCE_S, FIRST_DAY, HOUR_S, HOURS, office, office_site
from benchmarks.material.made_people import MadeDetections, Pairs, compared, people_seen, seats_seen
from pantau.schemas.table import Table
from pantau.schemas.tables import OBSERVATIONS, SAMPLES
from pantau.simulation.day_script import write_script
from pantau.transforms.detection.sampling.sampled_frames import DETECTIONS_A_MILLISECOND
from pantau.transforms.detection.scene_signature import scene_signature

HEARTBEAT_S = 10.0
"""Seconds from look to look where nothing stirs and nobody is."""


SCENE = scene_signature(np.indices((19, 33)).sum(axis=0).astype(np.uint8) % 3 * 40)
"""Of a made-up hall, the same on all frames."""


def draw_hours(visits: float, seed: int) -> list[tuple[pa.Table, pa.Table]]:
    """Samples and observations of each recorded hour of the first camera of an office with so many visits a day."""
    scenario, rng = office(1, visits), np.random.default_rng(seed)
    camera = write_script(scenario, seed).camera(scenario.cameras[0].id)
    first = scenario.started_at.timestamp()
    (seat,) = office_site(scenario).cameras[0].view(FIRST_DAY).of("seat")
    seats = seats_seen(camera)
    people = people_seen(camera, seat.bounds[3], seats, rng)
    pairs = compared(people, rng)
    ticks = np.arange(0, HOURS * HOUR_S, CADENCE_S)
    count = np.bincount((people.at / CADENCE_S).astype(int), minlength=len(ticks))
    drawn = []
    for hour in range(HOURS):
        of_hour = (ticks >= hour * HOUR_S) & (ticks < (hour + 1) * HOUR_S)
        drawn.append(
            (
                _samples(ticks[of_hour] - hour * HOUR_S, count[of_hour]),
                _observations(people, seats, pairs, first, hour * HOUR_S),
            )
        )
    return drawn


def quiet_hour() -> tuple[pa.Table, pa.Table]:
    """The same of an hour with nobody."""
    ticks = np.arange(0, HOUR_S, CADENCE_S)
    return _samples(ticks, np.zeros(len(ticks), int)), OBSERVATIONS.schema.empty_table()


def _numbers(at: np.ndarray, first: float, rank: np.ndarray) -> np.ndarray:
    return np.round((first + at) * 1000).astype(np.int64) * DETECTIONS_A_MILLISECOND + rank


def _samples(offset: np.ndarray, people: np.ndarray) -> pa.Table:
    empty = (people == 0) & (np.append(0, people[:-1]) == 0) & (np.append(people[1:], 0) == 0)
    still = empty & (offset % HEARTBEAT_S != 0)
    return filled(
        SAMPLES,
        len(offset),
        offset_s=offset,
        basis=np.where(still, "still", "looked"),
        key_frame=True,
        width=1920,
        height=1080,
        brightness=120.0,
        sharpness=300.0,
        scene=SCENE,
        change=1.0,
        change_median=1.0,
        change_height=0.2,
        change_people=np.where(people > 0, 1.0, np.nan),
        seats_looked=True,
        people=people,
    )


def _observations(people: MadeDetections, seats: MadeDetections, pairs: Pairs, first: float, since: float) -> pa.Table:
    """The rows of the recording that begins at `since`, those on seats numbered behind the people of a frame."""
    low, high = np.searchsorted(people.at, [since, since + HOUR_S])
    every = people.at[: int(high)]
    numbers = _numbers(every, first, np.arange(len(every)) - np.searchsorted(every, every))
    chosen = slice(int(low), int(high))
    mine, cut = people.taken(chosen), slice(pairs.first[low], pairs.first[high])
    lists = pairs.first[low : high + 1] - pairs.first[low]
    seated = seats.taken((seats.at >= since) & (seats.at < since + HOUR_S))
    nobody = np.full(len(mine.at), None, object)
    shown = filled(
        OBSERVATIONS,
        len(mine.at),
        offset_s=mine.at - since,
        detection=numbers[chosen],
        observation_kind="person",
        **dict(zip(("x1", "y1", "x2", "y2"), mine.box.T, strict=True)),
        head_x=nobody,
        head_y=nobody,
        score=mine.score,
        carried_forward=False,
        compared_to=lists_of(lists, numbers[pairs.earlier[cut]]),
        appearance_similarity=lists_of(lists, pairs.value[cut]),
    )
    behind = np.full(len(seated.at), DETECTIONS_A_MILLISECOND - 1)
    none = np.zeros(len(seated.at) + 1, int)
    sitting = filled(
        OBSERVATIONS,
        len(seated.at),
        offset_s=seated.at - since,
        detection=_numbers(seated.at, first, behind),
        observation_kind="seat",
        zone_id="cam-001-a-seat",
        x1=seated.box[:, 0],
        y1=seated.box[:, 1],
        x2=seated.box[:, 2],
        y2=seated.box[:, 3],
        head_x=seated.box[:, 0],
        head_y=seated.box[:, 1],
        score=seated.score,
        carried_forward=False,
        compared_to=lists_of(none, np.zeros(0, np.int64)),
        appearance_similarity=lists_of(none, np.zeros(0)),
    )
    return pa.concat_tables([shown, sitting]).sort_by([("detection", "ascending")])


def lists_of(first: np.ndarray, values: np.ndarray) -> pa.Array:
    """Lists, the i-th of `values[first[i]:first[i + 1]]`."""
    return pa.ListArray.from_arrays(pa.array(first, pa.int32()), pa.array(values))


def filled(table: Table, rows: int, **columns: object) -> pa.Table:
    """Columns given as arrays or as one value for all rows; what is left out is filled in later."""
    arrays = []
    for field in table.schema:
        value = columns.get(field.name)
        several = isinstance(value, (np.ndarray, pa.Array))
        array = (
            pa.array(value, from_pandas=True)
            if several
            else pa.array([value] * rows, None if value is not None else field.type)
        )
        arrays.append(array.cast(field.type))
    return pa.Table.from_arrays(arrays, schema=pa.schema([field.with_nullable(True) for field in table.schema]))
