"""Figures, posters, coats: what stands still where it stood still on two dates before is nobody.

They are looked for in what was seen on these dates, so a night gives the same rows however often it is run, and
whichever dates were run before. Only where something stands still at all is anything read of other dates.
"""

from collections.abc import Callable, Sequence

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.static_figures.still_boxes import (
    JITTER_HEIGHTS,
    SEED_SHARE,
    StillBoxes,
    apart,
    lasting_places,
)
from pantau.transforms.tracking.tracks import Track

NEAR_HEIGHTS = 0.15
"""A box so near to a known figure is of it. Measured on cut-outs pasted into six real clips, in changing light with
noise: 98 to 100 % of their boxes are (`JITTER_HEIGHTS` holds 65 to 100 %)."""

StoodBefore = Callable[[np.ndarray], bool]
"""Whether something stood still at a place, (4,) edges, for long on the dates before."""


def known_figures(
    day: CameraDay, tracks: Sequence[Track], least_s: float, stood_before: StoodBefore
) -> list[np.ndarray]:
    """The places, (4,) edges, at which something stands still for a tenth of `least_s`, and stood before."""
    boxes, found = StillBoxes(day), []
    for place in lasting_places(day, tracks, SEED_SHARE * least_s):
        if any(apart(place, other[:, None], day.aspect)[0] <= JITTER_HEIGHTS for other in found):
            continue
        if boxes.standing(place, SEED_SHARE * least_s) and stood_before(place):
            found.append(place)
    return found


def of_figures(day: CameraDay, figures: Sequence[np.ndarray], least_s: float) -> np.ndarray:
    """(p,) flags of the day's people: what of them is one of the figures, and so nobody.

    On a frame it is the box nearest to the figure, while that stands there, and nothing farther than `NEAR_HEIGHTS`.
    Who stands right before it, as large as it is, is taken for it: until `GONE_S` / 2 after it was last seen, and from
    as long before it is seen again.
    """
    nobody = np.zeros(len(day.person_sample), dtype=bool)
    if not len(figures):
        return nobody
    boxes, times = StillBoxes(day), day.times[day.person_sample]
    edges = np.ascontiguousarray(day.person_box.T)
    for place in figures:
        far = apart(place, edges, day.aspect)
        for start, end in boxes.standing(place, SEED_SHARE * least_s):
            near = np.flatnonzero((far <= NEAR_HEIGHTS) & (times >= start) & (times <= end))
            nearest_first = near[np.lexsort([far[near], day.person_sample[near]])]
            _, first = np.unique(day.person_sample[nearest_first], return_index=True)
            nobody[nearest_first[first]] = True
    return nobody
