"""The usable detections of a camera day as plain arrays, and the frames they are on."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.index_ranges import ranges
from pantau.transforms.tracking.parameters import EDGE_HEIGHTS

BETWEEN_SAMPLES = 0.5
"""A frame between two samples counts for so much of one that somebody is not there: its neighbours tell the same.
Chosen."""


@dataclass(frozen=True)
class PeopleSeen:
    """Detections (s,) in order of time: `names` are their indices among the day's people, `frame` those of its times.

    times: epoch seconds; heads (s, 2) and heights (s,): heights of the frame; boxes (s, 4): fractions; own (s,): the
    probability that a box is somebody's own; near_edge (s,): 1 at the edge of the frame, 0 far from it. frame_times
    (f,): epoch seconds; weight (f,): for how many samples a frame counts. first (f + 1,): of frame i are the detections
    from first[i] to first[i + 1].
    """

    names: np.ndarray
    frame: np.ndarray
    times: np.ndarray
    heads: np.ndarray
    heights: np.ndarray
    boxes: np.ndarray
    own: np.ndarray
    near_edge: np.ndarray
    frame_times: np.ndarray
    weight: np.ndarray
    first: np.ndarray

    def on(self, frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All detections on each of some frames (n,): the number among these, and the detection, both (m,)."""
        begin = self.first[frames]
        counts = self.first[frames + 1] - begin
        return np.repeat(np.arange(len(frames)), counts), ranges(begin, counts)


def people_seen(day: CameraDay, names: np.ndarray, own: np.ndarray) -> PeopleSeen:
    """The detections `names` (s,) of a day, ascending; `own` (s,) is how probably each is somebody's own box."""
    boxes, frame = day.person_box[names], day.person_sample[names]
    heights = np.maximum(boxes[:, 3] - boxes[:, 1], 1e-3)
    x1, _, x2, y2 = boxes.T
    to_edge = np.maximum(np.minimum(np.minimum(x1, 1 - x2) * day.aspect, 1 - y2), 0.0) / heights
    return PeopleSeen(
        names=names,
        frame=frame,
        times=day.times[frame],
        heads=np.stack([(x1 + x2) / 2 * day.aspect, boxes[:, 1]], axis=1),
        heights=heights,
        boxes=boxes,
        own=own,
        near_edge=np.exp(-to_edge / EDGE_HEIGHTS),
        frame_times=day.times,
        weight=np.where(day.closer, BETWEEN_SAMPLES, 1.0),
        first=np.searchsorted(frame, np.arange(len(day.times) + 1)),
    )
