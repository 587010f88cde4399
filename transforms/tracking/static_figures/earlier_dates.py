"""What was seen of a camera on the two dates before: whether something stood still at a place on each of them."""

from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import islice
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pantau.schemas.tables import COVERAGE, DELETIONS, OBSERVATIONS, SAMPLES
from pantau.transforms.detection.observer import Observer
from pantau.transforms.hours import camera_hours
from pantau.transforms.tables.observed_files import observed_dates
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.partition_files import partitions_of, read_noted, read_table
from pantau.transforms.tables.visible_files import standing_files
from pantau.transforms.tracking.static_figures.left_out import left_out
from pantau.transforms.tracking.static_figures.still_boxes import JITTER_HEIGHTS, SEEN_SHARE, apart

DATES = 2
"""What stood still on so many dates, one after the other, is nobody on the next. Chosen: on one it may be somebody who
needs help; nobody is at the same place on two, for hours, to a fiftieth of their height."""

DATES_BACK = 31
"""So many days before are looked through for them. Chosen: longer than an office is closed."""

OF_SAMPLES = ("offset_s", "basis", "brightness", "sharpness", "change_median")


class SeenDate(NamedTuple):
    """What a camera saw on a date (`day`) in service hours, by the recorder's clock.

    seeing: seconds for which samples speak that show something. looked (n,): the times of those that were looked at,
    ascending. people (p,), edges (4, p): of all people on these, the time and the box.
    """

    day: date
    seeing: float
    looked: np.ndarray
    people: np.ndarray
    edges: np.ndarray


class EarlierDates:
    """The newest dates before one that the present observer saw enough of, of the same view: once zones were drawn
    anew, since the camera was moved, boxes are elsewhere too.

    Enough is `least_s` of service hours: a closed day in the dark, a date that is half observed yet, a cover or a
    frozen frame tell neither that something stood there nor that it did not.
    """

    def __init__(self, warehouse: str, observer: Observer, camera_id: str, day: date, aspect: float, least_s: float):
        self.warehouse, self.observer, self.camera_id, self.day = warehouse, observer, camera_id, day
        self.aspect, self.least_s = aspect, least_s
        self.camera, self.cadence_s = observer.site.camera(camera_id), observer.site.observer.cadence_s

    def __call__(self, place: np.ndarray) -> bool:
        """Whether something stood still at a place, (4,) edges as fractions, on all of them, for `least_s` each.

        Once what was seen on them is gone, as retention deletes it before a date that is held: whether the run before
        left that out.
        """
        if len(self._dates) == DATES and not self._asked_others:
            return all(self._stood(place, seen) for seen in self._dates)
        return bool((apart(place, self._left_out, self.aspect) <= JITTER_HEIGHTS).any())

    @cached_property
    def _dates(self) -> list[SeenDate]:
        since = self.camera.view_since(self.day)
        dates = (one for one in reversed(observed_dates(self.warehouse, (SAMPLES,))) if since <= one < self.day)
        near = (one for one in dates if (self.day - one).days <= DATES_BACK)
        return list(islice((seen for one in near if (seen := self._seen(one)).seeing >= self.least_s), DATES))

    @cached_property
    def _asked_others(self) -> bool:
        """Whether the run before asked newer dates than these, which retention has deleted since."""
        if not standing_files(self.warehouse, COVERAGE, service_date=self.day):
            return False
        between = (self.day - timedelta(days) for days in range(1, (self.day - self._dates[-1].day).days))
        deleted = (
            row for day in between for row in read_table(self.warehouse, DELETIONS, service_date=day).to_pylist()
        )
        return any(row["camera_id"] == self.camera_id for row in deleted)

    @cached_property
    def _left_out(self) -> np.ndarray:
        return left_out(self.warehouse, self.camera_id, self.day)

    def _seen(self, day: date) -> SeenDate:
        hours = camera_hours(self.observer.site, self.camera, day)
        seeing, looked, of_people, edges = 0.0, [np.zeros(0)], [np.zeros(0)], [np.zeros((4, 0))]
        served = {"service_date": day, "camera_id": self.camera_id}
        for partition in partitions_of(self.warehouse, SAMPLES, **served) if hours else ():
            notes, samples = read_noted(self.warehouse, partition, list(OF_SAMPLES))
            if not notes or notes.get("model_hash") != self.observer.version(self.camera_id, day):
                continue
            start = datetime.fromisoformat(notes["recorder_started_at"]).timestamp()
            times = start + samples["offset_s"].to_numpy()
            shows = self._shows(samples, day) & np.any([(times >= a) & (times < b) for a, b in hours], axis=0)
            here = times[shows & pc.not_equal(samples["basis"], "still").to_numpy()]
            _, people = read_noted(
                self.warehouse,
                Partition(OBSERVATIONS, partition.values),
                ["offset_s", "observation_kind", "x1", "y1", "x2", "y2"],
            )
            people = people.filter(pc.equal(people["observation_kind"], "person"))
            at = start + people["offset_s"].to_numpy()
            kept = np.isin(at, here)
            seeing += float(np.count_nonzero(shows)) * self.cadence_s
            looked.append(here)
            of_people.append(at[kept])
            edges.append(np.stack([people[name].to_numpy() for name in ("x1", "y1", "x2", "y2")])[:, kept])
        return SeenDate(
            day, seeing, np.sort(np.concatenate(looked)), np.concatenate(of_people), np.concatenate(edges, axis=1)
        )

    def _shows(self, samples: pa.Table, day: date) -> np.ndarray:
        """(n,) flags of the samples of a recording that have light and detail and are not the frame before again."""
        limits = self.observer.site.thresholds_on(day)
        light, detail, change = (
            samples[name].to_numpy(zero_copy_only=False).astype(float)
            for name in ("brightness", "sharpness", "change_median")
        )
        dark = (light < limits.covered_brightness) | (detail < limits.covered_sharpness)
        return ~dark & ~(change <= limits.frozen_change)

    def _stood(self, place: np.ndarray, date_seen: SeenDate) -> bool:
        """Between two recordings nobody saw that it stood, so its samples must speak for half of the time too."""
        seen = np.unique(date_seen.people[apart(place, date_seen.edges, self.aspect) <= JITTER_HEIGHTS])
        if len(seen) * self.cadence_s < SEEN_SHARE * self.least_s or seen[-1] - seen[0] < self.least_s:
            return False
        between = np.count_nonzero((date_seen.looked >= seen[0]) & (date_seen.looked <= seen[-1]))
        return len(seen) >= SEEN_SHARE * between
