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
"""A box so near to a known figure is of it. Measured by `benchmarks.still_figures`: of cut-outs that are exactly there
on half of the samples, 80 to 100 % of the boxes are."""

HIDDEN_S = 30.0
"""When it was not exactly there for longer, what is near it is somebody who hides it. Measured as above: of cut-outs
that are exactly there on half of the samples no box is for 24 s at most, while nobody is before them."""

MISSED = 2
"""So many samples may miss it at least, however seldom a camera is looked at. Chosen."""

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
    Who stands right before it, as large as it is, is taken for it if they leave within `HIDDEN_S`.
    """
    nobody = np.zeros(len(day.person_sample), dtype=bool)
    if not len(figures):
        return nobody
    boxes, times = StillBoxes(day), day.times[day.person_sample]
    sampled = day.times[boxes.samples]
    edges = np.ascontiguousarray(day.person_box.T)
    for place in figures:
        far = apart(place, edges, day.aspect)
        for seen in boxes.standing(place, SEED_SHARE * least_s):
            near = np.flatnonzero((far <= NEAR_HEIGHTS) & _while_seen(seen, times, sampled, day.cadence_s))
            nearest_first = near[np.lexsort([far[near], day.person_sample[near]])]
            _, first = np.unique(day.person_sample[nearest_first], return_index=True)
            nobody[nearest_first[first]] = True
    return nobody


def _while_seen(seen: np.ndarray, times: np.ndarray, sampled: np.ndarray, cadence_s: float) -> np.ndarray:
    """(p,) flags of times between two at which a figure is seen, (n,) ascending, that are no farther apart than
    `HIDDEN_S`; or by half of that before the first or after the last. `sampled` (m,): the times of the samples.

    Time that nobody observed, as between two recordings, hides nothing: it does not count.
    """
    hidden_s = max(HIDDEN_S, (MISSED + 1) * cadence_s)
    ends = np.concatenate([[seen[0] - hidden_s / 2], seen, [seen[-1] + hidden_s / 2]])
    away_s = np.diff(ends)
    away_s[1:-1] = np.minimum(away_s[1:-1], np.diff(np.searchsorted(sampled, seen)) * cadence_s)
    after = np.searchsorted(ends, times)
    within = (after > 0) & (after < len(ends))
    return within & (away_s[np.clip(after, 1, len(away_s)) - 1] <= hidden_s) | np.isin(times, seen)
