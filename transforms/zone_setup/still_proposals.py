"""What never moves and is taken for somebody: a figure, a poster. Events are to ignore it."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.static_figures.still_boxes import JITTER_HEIGHTS, SEEN_SHARE, apart
from pantau.transforms.zone_setup.seen_stretch import SeenStretch

LEAST_S = 300.0
"""From first to last. Chosen: ten times as long as it takes until half of the boxes of people who stand still, on real
clips, are farther from their place than those of things (`JITTER_HEIGHTS`)."""

REACH_HEIGHTS = 2 * JITTER_HEIGHTS
"""So far beyond its box the zone is drawn: its feet are to lie in it on every frame."""


@dataclass(frozen=True)
class StillProposal:
    """Its box in fractions of the frame, on which share of the frames it is there, and the numbers of its boxes."""

    box: tuple[float, float, float, float]
    share: float
    detections: np.ndarray


def still_proposals(stretch: SeenStretch, known: np.ndarray) -> list[StillProposal]:
    """Boxes at one place, as exactly as detections are, on half of the frames; the one seen most often first.

    known: numbers of detections that speak for somebody, as of clerks on their seats; what shares its place with more
    of these than half is left out.
    """
    found: list[StillProposal] = []
    if not stretch.frames:
        return found
    of_known = np.zeros(len(stretch.boxes), dtype=bool)
    of_known[known] = True
    for number in np.unique(stretch.tracks):
        place = np.median(stretch.boxes[stretch.tracks == number], axis=0)
        here = np.flatnonzero(apart(place, stretch.boxes.T, stretch.width / stretch.height) <= JITTER_HEIGHTS)
        taken = any(np.isin(here, one.detections).any() for one in found)
        if not len(here) or taken or of_known[here].mean() > 0.5 or np.ptp(stretch.times[here]) < LEAST_S:
            continue
        share = len(np.unique(stretch.times[here])) / stretch.frames
        if share >= SEEN_SHARE:
            found.append(StillProposal(_reaching(place, stretch.width / stretch.height), share, here))
    return sorted(found, key=lambda one: -one.share)


def _reaching(place: np.ndarray, aspect: float) -> tuple[float, float, float, float]:
    down = REACH_HEIGHTS * (place[3] - place[1])
    edges = place + np.array([-down / aspect, -down, down / aspect, down])
    left, top, right, bottom = (round(float(edge), 4) for edge in np.clip(edges, 0.0, 1.0))
    return left, top, right, bottom
