"""Two tracks of one person side by side, joined: a detector often draws two boxes of one body, and for a while.

A box by itself seldom tells whose it is (see `own_boxes`). Over time it shows: the boxes of one body cover about the
same place, for some frames. Of two people one behind the other one is smaller, as a child before its mother or an
officer behind a customer, or they cover less of each other's place, or stay so.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.parameters import DUPLICATE_AT_ONCE, DUPLICATE_BY_FRAME, DUPLICATE_BY_OVERLAP
from pantau.transforms.tracking.tracks import Track


@dataclass(frozen=True)
class SideBySide:
    """Pairs (n,) of tracks on common frames: first and second, indices of tracks; `overlap`, the mean of the boxes'
    intersection over union; `frames`, how many frames show both."""

    first: np.ndarray
    second: np.ndarray
    overlap: np.ndarray
    frames: np.ndarray

    @property
    def log_odds(self) -> np.ndarray:
        """(n,) log odds that both are of one person."""
        return DUPLICATE_AT_ONCE + DUPLICATE_BY_OVERLAP * self.overlap + DUPLICATE_BY_FRAME * self.frames


def join_duplicates(day: CameraDay, tracks: list[Track]) -> list[Track]:
    """The tracks, those that more probably are of one person than of two made one, in order of their first detection.

    The most probable pair first; what comes of it is looked at again. Of two boxes on one frame the better is kept.
    """
    joined = list(tracks)
    while pairs := _most_probable(side_by_side(day, joined)):
        for first, second, probability in pairs:
            joined[first] = _one_of(joined[first], joined[second], probability)
        gone = {second for _, second, _ in pairs}
        joined = [track for number, track in enumerate(joined) if number not in gone]
    return sorted(joined, key=lambda track: int(track.detections[0]))


def side_by_side(day: CameraDay, tracks: list[Track]) -> SideBySide:
    """All pairs of tracks that have boxes on one frame."""
    whose = np.full(len(day.person_sample), -1)
    for number, track in enumerate(tracks):
        whose[track.detections] = number
    one, other = day.beside
    kept = np.flatnonzero((whose[one] >= 0) & (whose[one] < whose[other]))
    one, other = one[kept], other[kept]
    pair, place = np.unique(whose[one] * len(tracks) + whose[other], return_inverse=True)
    frames = np.bincount(place, minlength=len(pair))
    overlap = np.bincount(place, _overlap(day.person_box[one], day.person_box[other]), minlength=len(pair))
    return SideBySide(*np.divmod(pair, max(len(tracks), 1)), overlap / np.maximum(frames, 1), frames)


def _overlap(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(n,) intersection over union of each pair of boxes (n, 4)."""
    sides = np.minimum(one[:, 2:], other[:, 2:]) - np.maximum(one[:, :2], other[:, :2])
    both = np.prod(np.clip(sides, 0, None), axis=1)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (one, other)]
    return both / np.maximum(areas[0] + areas[1] - both, 1e-9)


def _most_probable(pairs: SideBySide) -> list[tuple[int, int, float]]:
    """Pairs more probably of one person than of two, the most probable first, no track twice; with the probability."""
    log_odds, taken, found = pairs.log_odds, set(), []
    for pair in sorted(np.flatnonzero(log_odds > 0).tolist(), key=lambda pair: -log_odds[pair]):
        first, second = int(pairs.first[pair]), int(pairs.second[pair])
        if taken.isdisjoint((first, second)):
            taken |= {first, second}
            found.append((first, second, float(expit(log_odds[pair]))))
    return found


def _one_of(first: Track, second: Track, probability: float) -> Track:
    """Both as one track, with that doubt where it goes over to the other for the first time."""
    samples = np.concatenate([first.samples, second.samples])
    scores = np.concatenate([first.scores, second.scores])
    order = np.lexsort((-scores, samples))
    kept = order[np.unique(samples[order], return_index=True)[1]]
    values = [np.concatenate(pair)[kept] for pair in zip(vars(first).values(), vars(second).values(), strict=True)]
    track = Track(*values)
    of_second = kept >= len(first.samples)
    changes = np.flatnonzero(of_second[1:] != of_second[:-1]) + 1
    track.sure[changes[:1]] = np.minimum(track.sure[changes[:1]], probability)
    return track
