"""A camera day of an office as the observer would write it, without a picture being drawn.

The people of a simulated day are seen by a detector that misses some of them, sees some twice and trembles a little.
Seeded, so that every run has the same rows.
"""

from datetime import date, time
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import yaml

from schemas.site import Site, parse_site
from schemas.site.hours import WEEKDAYS
from schemas.table import Table
from schemas.tables import OBSERVATIONS, SAMPLES
from transforms.observe.likeness import MEMORY_S
from transforms.observe.pictures import SIGHTINGS_A_MILLISECOND
from transforms.observe.rows import DECIMALS
from transforms.simulate.boxes import box_of
from transforms.simulate.habits import Habits
from transforms.simulate.motion import Person
from transforms.simulate.scenario import CameraScene, CounterScene, Limits, Scenario
from transforms.simulate.script import CameraDay, write_script
from transforms.simulate.site import site_file

FIRST_DAY, AGENCY = date(2026, 6, 1), "office"
STARTS, HOURS, HOUR_S, CADENCE_S = time(7, 0), 10, 3600, 1.0
"""Recorded from seven to five, a sample a second; the office is open from eight to four."""

USUAL_VISITS = 75.0
"""Parties a day that come to a counter."""

MISSED, DOUBLED, TREMBLE, AT_SEAT_M, HEARTBEAT_S = 0.03, 0.03, 0.01, 0.4, 10.0
"""Shares of sightings that are missed and that have a second box; standard deviation of a box's sides, in its heights;
farthest from a seat on it; seconds from look to look where nothing stirs and nobody is."""

ALIKE, OTHERS_ALIKE = (0.95, 0.02), (0.6, 0.08)
"""Mean likeness and its standard deviation, of two sightings of one person and of two people."""


class Seen(NamedTuple):
    """Sightings (n,) in order of time: seconds since the first sample, who, box (n, 4), score."""

    at: np.ndarray
    who: np.ndarray
    box: np.ndarray
    score: np.ndarray

    def taken(self, rows: np.ndarray) -> "Seen":
        return Seen(*(values[rows] for values in self))


def office(cameras: int, visits: float = USUAL_VISITS) -> Scenario:
    """Halls with one counter and an officer, to which so many parties come in eight service hours."""
    scenes = [
        CameraScene(
            id=f"cam-{number:03}",
            recorder="hikvision_export",
            channel=number,
            counters=(CounterScene(id=f"cam-{number:03}-a", name="a", x=-1.6, arrivals_per_hour=visits / 8),),
        )
        for number in range(1, cameras + 1)
    ]
    return Scenario(
        name="office-days",
        site="office",
        title="Office",
        agency={"id": AGENCY, "name": "Office"},
        date=FIRST_DAY,
        starts=STARTS,
        minutes=HOURS * 60,
        opens_after_min=60,
        closes_before_min=60,
        limits=Limits(unattended_waiting_s=300, out_of_hours_margin_s=1800, footage_missing_s=60),
        habits=Habits(service_median_s=270, service_range_s=(40, 1200), passers_per_hour=20),
        cameras=tuple(scenes),
    )


def office_site(scenario: Scenario) -> Site:
    """The office's site file, open every day of the week, looked at once a second."""
    content = yaml.safe_load(site_file(scenario))
    week = content["calendar"]["periods"][0]
    week["hours"] = dict.fromkeys(WEEKDAYS, next(iter(week["hours"].values())))
    content["observer"] = {**content.get("observer", {}), "cadence_s": CADENCE_S}
    return parse_site(yaml.safe_dump(content), "office-days")


def draw_hours(visits: float, seed: int) -> list[tuple[pa.Table, pa.Table]]:
    """Samples and observations of each recorded hour of the first camera of an office with so many visits a day."""
    scenario, rng = office(1, visits), np.random.default_rng(seed)
    camera = write_script(scenario, seed).camera(scenario.cameras[0].id)
    first = scenario.started_at.timestamp()
    (seat,) = office_site(scenario).cameras[0].view(FIRST_DAY).of("seat")
    seats = _seats(camera)
    people = _people(camera, seat.bounds[3], seats, rng)
    pairs = _compared(people, rng)
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


def _people(day: CameraDay, lap: float, seats: Seen, rng: np.random.Generator) -> Seen:
    """What the detector makes of everybody in the picture; the desk hides who is on a seat below the `lap`."""
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
    return Seen(rows[:, 0], rows[:, 1].astype(int), rows[:, 2:6], rows[:, 6].round(DECIMALS))


def _seats(day: CameraDay) -> Seen:
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
    return Seen(found[:, 0], found[:, 1].astype(int), found[:, 2:6].round(DECIMALS), found[:, 6])


def _ticks(person: Person) -> list[float]:
    start, end = (np.clip(at, 0, HOURS * HOUR_S - CADENCE_S) for at in person.span)
    return (np.arange(np.ceil(start / CADENCE_S), np.floor(end / CADENCE_S) + 1) * CADENCE_S).tolist()


class Pairs(NamedTuple):
    """Comparisons with earlier sightings: of sighting i, `earlier[first[i]:first[i + 1]]` and as much of `value`."""

    first: np.ndarray
    earlier: np.ndarray
    value: np.ndarray


def _compared(seen: Seen, rng: np.random.Generator) -> Pairs:
    oldest = np.searchsorted(seen.at, seen.at - MEMORY_S)
    counts = np.searchsorted(seen.at, seen.at) - oldest
    first = np.append(0, np.cumsum(counts))
    earlier = np.arange(first[-1]) + np.repeat(oldest - first[:-1], counts)
    same = seen.who[earlier] == np.repeat(seen.who, counts)
    mean, spread = (np.where(same, *both) for both in zip(ALIKE, OTHERS_ALIKE, strict=True))
    return Pairs(first, earlier, np.clip(rng.normal(mean, spread), 0, 1).round(2))


def _numbers(at: np.ndarray, first: float, rank: np.ndarray) -> np.ndarray:
    return np.round((first + at) * 1000).astype(np.int64) * SIGHTINGS_A_MILLISECOND + rank


def _samples(offset: np.ndarray, people: np.ndarray) -> pa.Table:
    empty = (people == 0) & (np.append(0, people[:-1]) == 0) & (np.append(people[1:], 0) == 0)
    still = empty & (offset % HEARTBEAT_S != 0)
    return _table(
        SAMPLES,
        len(offset),
        offset_s=offset,
        basis=np.where(still, "still", "looked"),
        key_frame=True,
        width=1920,
        height=1080,
        brightness=120.0,
        sharpness=300.0,
        change=1.0,
        people=people,
    )


def _observations(people: Seen, seats: Seen, pairs: Pairs, first: float, since: float) -> pa.Table:
    """The rows of the recording that begins at `since`, those on seats numbered behind the people of a picture."""
    low, high = np.searchsorted(people.at, [since, since + HOUR_S])
    every = people.at[: int(high)]
    numbers = _numbers(every, first, np.arange(len(every)) - np.searchsorted(every, every))
    chosen = slice(int(low), int(high))
    mine, cut = people.taken(chosen), slice(pairs.first[low], pairs.first[high])
    lists = pairs.first[low : high + 1] - pairs.first[low]
    seated = seats.taken((seats.at >= since) & (seats.at < since + HOUR_S))
    nobody = np.full(len(mine.at), None, object)
    shown = _table(
        OBSERVATIONS,
        len(mine.at),
        offset_s=mine.at - since,
        sighting=numbers[chosen],
        observation_kind="person",
        **dict(zip(("x1", "y1", "x2", "y2"), mine.box.T, strict=True)),
        head_x=nobody,
        head_y=nobody,
        score=mine.score,
        carried=False,
        compared_to=_lists(lists, numbers[pairs.earlier[cut]]),
        likeness=_lists(lists, pairs.value[cut]),
    )
    behind = np.full(len(seated.at), SIGHTINGS_A_MILLISECOND - 1)
    none = np.zeros(len(seated.at) + 1, int)
    sitting = _table(
        OBSERVATIONS,
        len(seated.at),
        offset_s=seated.at - since,
        sighting=_numbers(seated.at, first, behind),
        observation_kind="seat",
        zone_id="cam-001-a-seat",
        x1=seated.box[:, 0],
        y1=seated.box[:, 1],
        x2=seated.box[:, 2],
        y2=seated.box[:, 3],
        head_x=seated.box[:, 0],
        head_y=seated.box[:, 1],
        score=seated.score,
        carried=False,
        compared_to=_lists(none, np.zeros(0, np.int64)),
        likeness=_lists(none, np.zeros(0)),
    )
    return pa.concat_tables([shown, sitting]).sort_by([("sighting", "ascending")])


def _lists(first: np.ndarray, values: np.ndarray) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(first, pa.int32()), pa.array(values))


def _table(table: Table, rows: int, **columns: object) -> pa.Table:
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
