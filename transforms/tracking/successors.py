"""A guess at who is who: the nearest on one of the pictures before, if both are each other's nearest."""

import numpy as np

from pantau.transforms.tracking.occlusion import DetectionsByFrame

PICTURES = 3
"""How many pictures back somebody is looked for."""

FARTHEST = 1.0
"""Body heights."""


def nearest_before(pictures: DetectionsByFrame, heads: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """(s,) for each sighting, heads (s, 2) and heights (s,), one on a picture before, of which it is the only one."""
    before, taken = np.full(len(heads), -1), np.zeros(len(heads), dtype=bool)
    for back in range(1, PICTURES + 1):
        later, earlier = _pairs(pictures, back, np.flatnonzero(before < 0))
        free = np.flatnonzero(~taken.take(earlier))
        later, earlier = later.take(free), earlier.take(free)
        way = heads.take(later, axis=0) - heads.take(earlier, axis=0)
        apart = np.sqrt(way[:, 0] ** 2 + way[:, 1] ** 2) / heights.take(later)
        near = np.flatnonzero(apart <= FARTHEST)
        later, earlier, apart = later.take(near), earlier.take(near), apart.take(near)
        nearest_later, nearest_earlier = np.full(len(heads), FARTHEST), np.full(len(heads), FARTHEST)
        np.minimum.at(nearest_later, later, apart)
        np.minimum.at(nearest_earlier, earlier, apart)
        mutual = (apart == nearest_later[later]) & (apart == nearest_earlier[earlier])
        before[later[mutual]] = earlier[mutual]
        taken[earlier[mutual]] = True
    return before


def _pairs(pictures: DetectionsByFrame, back: int, sightings: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of one of the `sightings` (n,) and one so many pictures before."""
    later = sightings[pictures.picture[sightings] >= back]
    number, earlier = pictures.sightings_on(pictures.picture[later] - back)
    return later.take(number), earlier
