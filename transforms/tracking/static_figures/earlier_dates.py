"""What was seen of a camera on the two dates before: whether something stood still at a place on each of them."""

from datetime import date, datetime
from functools import cached_property
from itertools import islice

import numpy as np
import pyarrow.compute as pc

from pantau.schemas.tables import OBSERVATIONS, SAMPLES
from pantau.transforms.detection.observer import Observer
from pantau.transforms.tables.observed_files import observed_dates
from pantau.transforms.tables.partition import Partition
from pantau.transforms.tables.partition_files import partitions_of, read_noted
from pantau.transforms.tracking.static_figures.still_boxes import JITTER_HEIGHTS, SEEN_SHARE, apart

DATES = 2
"""What stood still on so many dates, one after the other, is nobody on the next. Chosen: on one it may be somebody who
needs help; nobody is at the same place on two, for hours, to a fiftieth of their height."""

DATES_BACK = 31
"""So many days before are looked through for them. Chosen: longer than an office is closed."""


class EarlierDates:
    """The newest dates before one on which the present observer looked, of the same view: once zones were drawn anew,
    since the camera was moved, boxes are elsewhere too."""

    def __init__(self, warehouse: str, observer: Observer, camera_id: str, day: date, aspect: float, least_s: float):
        self.warehouse, self.observer, self.camera_id, self.day = warehouse, observer, camera_id, day
        self.aspect, self.least_s = aspect, least_s

    def __call__(self, place: np.ndarray) -> bool:
        """Whether something stood still at a place, (4,) edges as fractions, on all of them, for `least_s` each."""
        return len(self._dates) == DATES and all(self._stood(place, *seen) for seen in self._dates)

    @cached_property
    def _dates(self) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        since = self.observer.site.camera(self.camera_id).view_since(self.day)
        dates = (one for one in reversed(observed_dates(self.warehouse, (SAMPLES,))) if since <= one < self.day)
        near = (one for one in dates if (self.day - one).days <= DATES_BACK)
        return list(islice((seen for one in near if len((seen := self._seen(one))[0])), DATES))

    def _seen(self, day: date) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of a date the times (n,) of the samples that were looked at, by the recorder's clock; and of all people the
        time (p,) and the edges (4, p)."""
        times, of_people, edges = [np.zeros(0)], [np.zeros(0)], [np.zeros((4, 0))]
        for partition in partitions_of(self.warehouse, SAMPLES, service_date=day, camera_id=self.camera_id):
            notes, samples = read_noted(self.warehouse, partition, ["offset_s", "basis"])
            if not notes or notes.get("model_hash") != self.observer.version(self.camera_id, day):
                continue
            start = datetime.fromisoformat(notes["recorder_started_at"]).timestamp()
            _, people = read_noted(
                self.warehouse,
                Partition(OBSERVATIONS, partition.values),
                ["offset_s", "observation_kind", "x1", "y1", "x2", "y2"],
            )
            people = people.filter(pc.equal(people["observation_kind"], "person"))
            looked = samples.filter(pc.not_equal(samples["basis"], "still"))
            times.append(start + looked["offset_s"].to_numpy())
            of_people.append(start + people["offset_s"].to_numpy())
            edges.append(np.stack([people[name].to_numpy() for name in ("x1", "y1", "x2", "y2")]))
        return np.sort(np.concatenate(times)), np.concatenate(of_people), np.concatenate(edges, axis=1)

    def _stood(self, place: np.ndarray, times: np.ndarray, of_people: np.ndarray, edges: np.ndarray) -> bool:
        seen = np.unique(of_people[apart(place, edges, self.aspect) <= JITTER_HEIGHTS])
        if not len(seen) or seen[-1] - seen[0] < self.least_s:
            return False
        between = np.count_nonzero((times >= seen[0]) & (times <= seen[-1]))
        return len(seen) >= SEEN_SHARE * between
