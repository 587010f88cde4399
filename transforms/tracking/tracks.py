"""One person for as long as they can be followed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay


@dataclass(frozen=True)
class Track:
    """One person for as long as they can be followed on one camera. Never kept beyond the camera day.

    detections (n,) indexes the camera day's people; samples (n,) its times; boxes (n, 4) fractions; scores (n,);
    sure (n,) is the probability that each detection is of the person of the one before.
    """

    detections: np.ndarray
    samples: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray
    sure: np.ndarray

    def part(self, chosen: np.ndarray) -> "Track":
        """The detections that are marked in `chosen` (n,), or indexed by it."""
        return Track(*(values[chosen] for values in vars(self).values()))

    def on_samples(self, day: CameraDay) -> "Track":
        """The detections on samples, without those between them; a few of these say no more than one."""
        closer = day.closer[self.samples]
        return self.part(~closer) if closer.any() else self


def clear_score(scores: np.ndarray) -> float:
    """The score that two of some detections reach, of those of one person; 0 of one alone, which may be of a thing."""
    return float(np.sort(scores)[-2]) if len(scores) > 1 else 0.0


def for_each(tracks: Sequence[Track], values: np.ndarray) -> list[np.ndarray]:
    """The values (detections of all tracks, …), one track after the other, as those of each track."""
    return np.split(values, np.cumsum([len(track.samples) for track in tracks])[:-1]) if tracks else []


def boxes_of(tracks: Sequence[Track]) -> np.ndarray:
    """(detections of all tracks, 4): their boxes, one track after the other."""
    return np.concatenate([np.zeros((0, 4)), *(track.boxes for track in tracks)])


def samples_of(tracks: Sequence[Track]) -> np.ndarray:
    """(detections of all tracks,): their samples, one track after the other."""
    return np.concatenate([np.zeros(0, dtype=int), *(track.samples for track in tracks)])
