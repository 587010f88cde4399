"""A camera day of an office as it is seen, without a picture being drawn: rows of samples and observations.

The people of a simulated day are seen by a detector that misses some and trembles a little. Seeded, so that every run
has the same rows.
"""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import hypot

import numpy as np
import yaml

from schemas.site import Site, parse_site
from schemas.site.hours import WEEKDAYS
from schemas.tables import RECORDINGS
from transforms.observe.likeness import MEMORY_S
from transforms.observe.pictures import SIGHTINGS_A_MILLISECOND
from transforms.observe.rows import DECIMALS
from transforms.simulate.boxes import Box, boxes_at
from transforms.simulate.motion import Person
from transforms.simulate.scenario import CameraScene, CounterScene, Limits, Scenario
from transforms.simulate.script import CameraDay
from transforms.simulate.site import site_file

FIRST_DAY, AGENCY = date(2026, 6, 1), "office"
STARTS, HOURS, HOUR_S = time(7, 30), 10, 3600.0
"""Recorded from half past seven, half an hour before the office opens; it closes at half past three."""

MISSED, TREMBLE, AT_SEAT_M = 0.03, 0.01, 0.4
"""Share of sightings missed; standard deviation of a box's sides, in its heights; farthest from a seat on it."""

Row = dict


def office(cameras: int, visits: float) -> Scenario:
    """Halls with two counters and an officer at each, where so many parties a camera come in 7.5 service hours."""
    scenes = [
        CameraScene(
            id=f"cam-{number:03}",
            recorder="hikvision_export",
            channel=number,
            counters=tuple(
                CounterScene(id=f"cam-{number:03}-{side}", name=side, x=x, arrivals_per_hour=visits / 15)
                for side, x in (("a", -1.6), ("b", 1.6))
            ),
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
        opens_after_min=30,
        closes_before_min=120,
        limits=Limits(unattended_waiting_s=300, out_of_hours_margin_s=1800, footage_missing_s=60),
        habits={"service_median_s": 150, "service_range_s": (40, 900), "passers_per_hour": 5},
        cameras=tuple(scenes),
    )


def office_site(scenario: Scenario) -> Site:
    """The office's site file, open every day of the week."""
    content = yaml.safe_load(site_file(scenario))
    week = content["calendar"]["periods"][0]
    week["hours"] = dict.fromkeys(WEEKDAYS, next(iter(week["hours"].values())))
    return parse_site(yaml.safe_dump(content), "office-days")


def recordings_of(site: Site, camera_id: str, day: date, starts: float, hours: int) -> list[Row]:
    """A recording an hour of a camera, the first from `starts`, epoch seconds UTC, as the inventory writes them."""
    return [
        {
            **dict.fromkeys(column for column in RECORDINGS.columns if RECORDINGS.nullable(column)),
            **dict.fromkeys(("name_pattern", "clock_source", "container", "codec", "run_id"), "synthetic"),
            "recording_id": f"{camera_id}-{day:%Y%m%d}-{hour:02}",
            "site_id": site.id,
            "agency_id": AGENCY,
            "camera_id": camera_id,
            "service_date": day,
            "recording_uri": f"{camera_id}/{day:%Y%m%d}-{hour:02}.mp4",
            "recording_sha256": "0" * 64,
            "bytes": 1,
            "recorder_started_at": begun,
            "clock_offset_s": 0.0,
            "clock_uncertainty_s": 2.0,
            "started_at": begun,
            "ended_at": begun + timedelta(seconds=HOUR_S),
            "duration_s": HOUR_S,
            "timeline_source": "pts",
            "width": 1920,
            "height": 1080,
            "rotation": 0,
            "packets": 90_000,
            "inner_gaps_s": [],
            "defects": [],
        }
        for hour in range(hours)
        for begun in [datetime.fromtimestamp(starts + hour * HOUR_S, UTC)]
    ]


class Watching:
    """Whom a detector sees of a simulated day, and how alike they are to who was seen shortly before."""

    def __init__(self, day: CameraDay, first: float, rng: np.random.Generator) -> None:
        """`first`: epoch seconds UTC of the start of the day's footage."""
        self._day, self._first, self._rng = day, first, rng
        self._recent: deque[tuple[float, int, str]] = deque()

    def rows(self, tick: float) -> Iterator[Row]:
        """The rows of observations, without what places them in the warehouse, of a picture `tick` s into it."""
        while self._recent and tick - self._recent[0][0] > MEMORY_S:
            self._recent.popleft()
        number = round((self._first + tick) * 1000) * SIGHTINGS_A_MILLISECOND
        seen = boxes_at(self._day, tick)
        shown = [pair for pair in seen if self._rng.random() >= MISSED]
        earlier = list(self._recent)
        for person, box in shown:
            yield self._row(number, "person", None, box) | {
                "score": round(float(self._rng.uniform(0.5, 0.9)), DECIMALS),
                "compared_to": [other for _, other, _ in earlier],
                "likeness": [self._likeness(person, other) for _, _, other in earlier],
            }
            self._recent.append((tick, number, person.id))
            number += 1
        for person, box in seen:
            if self._on_seat(person, tick):
                head = {"head_x": (box[0] + box[2]) / 2, "head_y": box[1] + 0.1 * (box[3] - box[1]), "score": 0.4}
                yield self._row(number, "seat", f"{person.counter}-seat", box) | head
                number += 1

    def _row(self, number: int, kind: str, zone: str | None, box: Box) -> Row:
        around = np.array(box) + self._rng.normal(0.0, TREMBLE * (box[3] - box[1]), 4)
        sides = np.clip(around, 0.0, 1.0).round(DECIMALS).tolist()
        return {
            "sighting": number,
            "observation_kind": kind,
            "zone_id": zone,
            **dict(zip(("x1", "y1", "x2", "y2"), sides, strict=True)),
            "head_x": None,
            "head_y": None,
            "compared_to": [],
            "likeness": [],
        }

    def _likeness(self, person: Person, other: str) -> float:
        mean, spread = (0.95, 0.02) if person.id == other else (0.6, 0.08)
        return round(float(np.clip(self._rng.normal(mean, spread), 0.0, 1.0)), 2)

    def _on_seat(self, person: Person, tick: float) -> bool:
        standing = person.at(tick)
        if person.role != "officer" or standing is None or person.counter is None:
            return False
        x, y = self._day.hall.counter(person.counter).seat
        return hypot(standing.x - x, standing.y - y) <= AT_SEAT_M
