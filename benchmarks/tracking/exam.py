"""A made camera day through the product: samples, the windows that it asks for, their frames, events."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.tracking.judging.results import FoundDay, Identity
from benchmarks.tracking.made.made_days import MadeDay
from pantau.simulation.truth.truth_tables import truth_tables
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay
from pantau.transforms.events import find_events as finding
from pantau.transforms.events.event_rows import Provenance
from pantau.transforms.refinement import refinement_windows as refining

NOWHERE = Provenance("exam", "exam", "exam", "exam")
MERGED_FROM = 3
"""Samples from which on a second person in a track counts as merged into it."""


@contextmanager
def returned(module: Any, name: str) -> Iterator[list]:
    """What a function of a module returns while the context is open, call by call."""
    original, results = getattr(module, name), []

    def noting(*arguments: Any, **named: Any) -> Any:
        results.append(original(*arguments, **named))
        return results[-1]

    with patch.object(module, name, noting):
        yield results


@dataclass
class Sitting:
    """A day that is taken several times; `tracked` is who was followed on it with everything, once that was done."""

    day: MadeDay
    tracked: TrackedCameraDay | None = None

    def taken(self, tracked: bool = False) -> FoundDay:
        """What is found of the day, and what is true of it; with `tracked`, of the people as they were followed."""
        day = self.day
        if tracked and self.tracked:
            # Anew, since it remembers what was asked of it.
            known = replace(self.tracked)
            with patch.object(finding, "track_camera_day", lambda *_: known):
                events = finding.find_events(day.site, day.place, NOWHERE, known.day)
        else:
            windows, _ = refining.refinement_windows(day.site, day.place, day.camera_day())
            with returned(finding, "track_camera_day") as results:
                events = finding.find_events(day.site, day.place, NOWHERE, day.camera_day(windows))
            known = results[-1]
            self.tracked = self.tracked or known
        camera = day.camera.scene.id
        truth = {
            name: [row for row in rows if row["camera_id"] == camera] for name, rows in truth_tables(day.script).items()
        }
        return FoundDay(day.scenario.name, day.name, day.first_s, truth, vars(events), identity_of(day, known))


def taken(day: MadeDay) -> FoundDay:
    """What is found of a day, and what is true of it."""
    return Sitting(day).taken()


def identity_of(day: MadeDay, tracked: TrackedCameraDay) -> Identity:
    """How well people were followed on samples; each detection knows whom it shows. Second boxes are of nobody."""
    seen = tracked.day
    made = day.detections_of(seen)
    who = np.where(day.people.first[made], day.people.who[made], -1)
    on_sample = ~seen.closer[seen.person_sample]
    times = day.ticks_of(seen.times[~seen.closer])
    scripted = int(np.isin(day.views.tick, times).sum())
    together: Counter[tuple[int, int]] = Counter()
    length, ways = 0, {}
    for number, track in enumerate(tracked.tracks):
        mine = track.detections[on_sample[track.detections]]
        length += len(mine)
        for detection in mine[who[mine] >= 0].tolist():
            person = int(who[detection])
            together[person, number] += 1
            ways.setdefault(person, []).append((int(seen.person_sample[detection]), number))
    table = np.zeros((len(day.camera.people), len(tracked.tracks)), dtype=int)
    for (person, number), count in together.items():
        table[person, number] = count
    followed = int(table.sum())
    return Identity(
        scripted=scripted,
        followed=followed,
        spare=length - followed,
        right=int(table[linear_sum_assignment(table, maximize=True)].sum()),
        switches=sum(a[1] != b[1] for way in ways.values() for a, b in pairwise(sorted(way))),
        merged=int(np.maximum((table >= MERGED_FROM).sum(axis=0) - 1, 0).sum()),
    )
