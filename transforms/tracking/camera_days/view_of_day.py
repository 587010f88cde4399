"""Where a camera looked on a day, beside where its zones were drawn."""

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.detection.camera_view.moved_times import MovedStretch, moved_stretches, view_checks
from pantau.transforms.detection.camera_view.static_scene import StaticScene, scene_of, view_scene
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.intervals import Interval, Intervals


class ViewOfDay(NamedTuple):
    """What the view was compared with, and when it was not where it is there.

    scene: what frames have in common on which it stands, of this date or of one before; `None` where there are too few.
    """

    reference: ViewReference
    stretches: tuple[MovedStretch, ...]
    scene: StaticScene | None = None

    def moved(self, bounds: Interval) -> Intervals:
        """The time in which it is not known to have stood, of a day's `bounds`, epoch seconds."""
        return [
            (bounds[0] if one.stood_s is None else one.stood_s, bounds[1] if one.back_s is None else one.back_s)
            for one in self.stretches
        ]


def view_of_day(
    times: np.ndarray,
    samples: pa.Table,
    reference: ViewReference | None,
    service_hours: Intervals,
    thresholds: Thresholds,
) -> ViewOfDay | None:
    """By the samples of a day (rows of that table) at `times` (n,), ascending epoch seconds.

    Out of service hours a frame in which nothing of the view is found again says nothing: at night cameras see by
    infrared light, in which a hall has other marks.
    """
    if reference is None:
        return None
    taken = np.flatnonzero(samples["view_points"].is_valid().to_numpy())
    checks = view_checks(reference.points, times[taken], samples["view_points"].drop_null().to_pylist())
    stands = [check.word == "same" and within(check.at_s, service_hours) for check in checks]
    scene = scene_of(reference.scene) if reference.scene else view_scene(samples["scene"].take(pa.array(taken[stands])))
    known = [
        check._replace(word="unknown") if check.word == "another" and not within(check.at_s, service_hours) else check
        for check in checks
    ]
    return ViewOfDay(reference, tuple(moved_stretches(known, thresholds.camera_moved_s)), scene)


def within(at_s: float, intervals: Intervals) -> bool:
    """Whether a moment lies in one of some intervals."""
    return any(start <= at_s < end for start, end in intervals)


def inside(times: np.ndarray, intervals: Intervals) -> np.ndarray:
    """(n,) flags of the times that lie within intervals, and not at their ends."""
    flags = np.zeros(len(times), dtype=bool)
    for start, end in intervals:
        flags |= (times > start) & (times < end)
    return flags
