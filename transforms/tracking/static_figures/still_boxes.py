"""What on a camera day is at one place and does not move, as exactly as detections are."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.tracks import Track

JITTER_HEIGHTS = 0.02
"""How far the edges of the box of a thing that does not move get from their medians, in heights of the box.

Measured by `benchmarks.still_figures`: of cut-outs in real clips (noise, changing light, H.264 at crf 28) 32 of 46 keep
to that on half of the samples. Of people who stand or sit as still as they do in such clips half of the boxes are
farther than 0.03 within half a minute.
"""

SEEN_SHARE = 0.5
"""Share of the samples on which it is there. Chosen: others stand before it, and the detector misses it at times."""

SEED_SHARE = 0.1
"""Share of the time for which it must be one track. Chosen: long enough that few people make one, short enough that
those who pass before a figure do not part it into shorter ones."""

GONE_S = 600.0
"""A known figure that is not seen where it stood for so long was taken away. Chosen: a group hides one for minutes."""


class StandingStill(NamedTuple):
    """When a place was held by something that does not move: the detections (m,) of the day that are it, the first and
    the last sample of these, and the share of the samples between them on which it is there."""

    detections: np.ndarray
    first: int
    last: int
    share: float


class StillBoxes:
    """What of a camera day does not move."""

    def __init__(self, day: CameraDay):
        self.day = day

    @cached_property
    def own(self) -> np.ndarray:
        """(m,) the people on samples; of what is seen between them a visitor has more than a thing."""
        return np.flatnonzero(~self.day.closer[self.day.person_sample])

    @cached_property
    def edges(self) -> np.ndarray:
        """(4, m) the edges of their boxes."""
        return np.ascontiguousarray(self.day.person_box[self.own].T)

    @cached_property
    def samples(self) -> np.ndarray:
        """(n,) of the samples that were observed."""
        return np.flatnonzero(~self.day.closer & ~self.day.still)

    def at(self, place: np.ndarray) -> StandingStill | None:
        """What is at a place, (4,) edges; `None` where nothing ever is, or on too few samples from first to last."""
        here = self._exactly(place)
        if not len(here):
            return None
        seen = np.unique(self.day.person_sample[here])
        first, last = int(seen[0]), int(seen[-1])
        between = np.count_nonzero((self.samples >= first) & (self.samples <= last))
        share = len(seen) / between
        return StandingStill(here, first, last, share) if share >= SEEN_SHARE else None

    def standing(self, place: np.ndarray, least_s: float) -> list[np.ndarray]:
        """The times of the samples on which something is exactly there, ascending; of each stretch of `least_s`, or
        more, in which it is so on most samples and never away for `GONE_S`."""
        times = self.day.times
        seen, sampled = np.unique(times[self.day.person_sample[self._exactly(place)]]), times[self.samples]
        found = []
        for there in np.split(seen, np.flatnonzero(np.diff(seen) > GONE_S) + 1):
            if len(there) and there[-1] - there[0] >= least_s:
                between = np.count_nonzero((sampled >= there[0]) & (sampled <= there[-1]))
                if len(there) / between >= SEEN_SHARE:
                    found.append(there)
        return found

    def _exactly(self, place: np.ndarray) -> np.ndarray:
        """(m,) the detections on samples that are at a place."""
        return self.own[apart(place, self.edges, self.day.aspect) <= JITTER_HEIGHTS]


def apart(place: np.ndarray, edges: np.ndarray, aspect: float) -> np.ndarray:
    """(n,) how far the edges (4, n) of boxes are from those of a place (4,) at most, in heights of the place."""
    across, along = np.abs(edges[::2] - place[::2, None]), np.abs(edges[1::2] - place[1::2, None])
    return np.maximum(across.max(axis=0) * aspect, along.max(axis=0)) / (place[3] - place[1])


def lasting_places(day: CameraDay, tracks: Sequence[Track], least_s: float) -> Iterator[np.ndarray]:
    """The (4,) median boxes of tracks of at least so many seconds, of the longest first."""
    lasting = [(float(day.times[one.samples[-1]] - day.times[one.samples[0]]), at) for at, one in enumerate(tracks)]
    for seconds, number in sorted(lasting, reverse=True):
        if seconds >= least_s:
            yield np.median(tracks[number].boxes, axis=0)
