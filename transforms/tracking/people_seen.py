"""The usable detections of a camera day as plain arrays, and the frames they are on."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.index_ranges import ranges
from pantau.transforms.tracking.occlusion import occludes

BETWEEN_SAMPLES = 0.5
"""A frame between two samples counts for so much of one that somebody is not there: its neighbours tell the same."""


@dataclass(frozen=True)
class PeopleSeen:
    """Detections (s,) in order of time: `names` are their indices among the day's people, `frame` those of its times.

    times: epoch seconds; heads (s, 2) and heights (s,): heights of the frame; boxes (s, 4): fractions; strong (s,):
    those that may begin a track. first (frames + 1,): of frame i are the detections from first[i] to first[i + 1];
    weight (frames,): how many samples a frame counts for.
    """

    names: np.ndarray
    frame: np.ndarray
    times: np.ndarray
    heads: np.ndarray
    heights: np.ndarray
    boxes: np.ndarray
    strong: np.ndarray
    first: np.ndarray
    frame_times: np.ndarray
    weight: np.ndarray
    own: np.ndarray

    def on(self, frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All detections on each of some frames (n,): the number among these, and the detection, both (m,)."""
        begin = self.first[frames]
        counts = self.first[frames + 1] - begin
        return np.repeat(np.arange(len(frames)), counts), ranges(begin, counts)

    def missed_until(self, earlier: np.ndarray, frames_on: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """For detections `earlier` (n,) and each of the next `frames_on` (n,) frames: the number of the detection, and
        samples since on which the person should have been seen, and was hidden, up to the frame before."""
        number = np.repeat(np.arange(len(earlier)), frames_on)
        frame = ranges(self.frame[earlier] + 1, frames_on)
        row, other = self.on(frame)
        hidden = np.zeros(len(frame), dtype=bool)
        hidden[row[occludes(self.boxes[other], self.boxes[earlier[number[row]]])]] = True
        weight = self.weight[frame]
        return frame, _before(np.where(hidden, 0.0, weight), number), _before(np.where(hidden, weight, 0.0), number)


def _before(values: np.ndarray, number: np.ndarray) -> np.ndarray:
    """(rows,) the sum over the earlier rows of the same number."""
    if not len(values):
        return values
    before = np.cumsum(values) - values
    first = np.append(True, number[1:] != number[:-1])
    return before - before[first][np.cumsum(first) - 1]


def people_seen(day: CameraDay, names: np.ndarray, strong: np.ndarray, own: np.ndarray) -> PeopleSeen:
    boxes, frame = day.person_box[names], day.person_sample[names]
    return PeopleSeen(
        names=names,
        frame=frame,
        times=day.times[frame],
        heads=np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * day.aspect, boxes[:, 1]], axis=1),
        heights=np.maximum(boxes[:, 3] - boxes[:, 1], 1e-3),
        boxes=boxes,
        strong=strong,
        first=np.searchsorted(frame, np.arange(len(day.times) + 1)),
        frame_times=day.times,
        own=own[names],
        weight=np.where(day.closer, BETWEEN_SAMPLES, 1.0),
    )
