"""Where visitors queue, by what was seen: they stand still before a place where others are served, nearer to us."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.zone_setup.customer_proposals import MIDDLE, CustomerProposal, Polygon
from pantau.transforms.zone_setup.seat_proposals import HALF_HIDDEN, SeatProposal, shown_share, stature_in, walks
from pantau.transforms.zone_setup.seen_stretch import SeenStretch

NEAR, FAR = 0.6, 1.6
"""Feet of who queues lie so far below those of the served, in heights of their box: on the cameras of `hard_queue` and
`varied_queue`, detections made up, 1.0 to 1.2."""

BESIDE = 3.0
"""And so far to either side at most, in widths of the served one's box, along lines that lead away from the camera: up
to 2.2 on the same cameras."""

LEAST_SHARE = 0.05
"""Share of the frames on which somebody queues there: chosen, three minutes of an hour."""

FEW = 0.05
"""Share of people at either side beyond whom the zone is not drawn. Chosen."""

ASIDE, BEHIND, BEFORE = 0.55, 0.28, 0.22
"""How the zone reaches beyond their feet: to either side in widths of the usual box, away from the camera and towards
it in heights. Fitted to the four scripted queues of the same cameras."""


@dataclass(frozen=True)
class QueueProposal:
    """A place where visitors queue: as `CustomerProposal`, `seat` is that of the place before which they stand."""

    polygon: Polygon
    seat: int
    share: float
    detections: np.ndarray


def queue_proposals(
    stretch: SeenStretch, seats: list[SeatProposal], served: list[CustomerProposal]
) -> list[QueueProposal]:
    """The floor before each place where visitors are served, where others stand still and wait.

    Who stands between two places waits for the nearer one. None where too few people walk to tell the floor.
    """
    walking, stature = walks(stretch), stature_in(stretch)
    if stature is None or not served:
        return []
    taken = np.concatenate([one.detections for one in (*seats, *served)])
    still = np.flatnonzero(~walking & (shown_share(stretch.boxes, stature) > HALF_HIDDEN))
    still = np.setdiff1d(still, taken)
    usual = np.array([np.median(stretch.boxes[one.detections], axis=0) for one in served])
    apart = np.array([_apart(stretch.boxes[still], one, stature.horizon) for one in usual])
    nearest = np.where(np.isfinite(apart).any(axis=0), apart.argmin(axis=0), -1)
    found = []
    for number, one in enumerate(served):
        place = still[nearest == number]
        share = len(np.unique(stretch.times[place])) / stretch.frames
        if len(place) and share >= LEAST_SHARE:
            found.append(QueueProposal(_floor(stretch.boxes[place], stature.horizon), one.seat, share, place))
    return found


def _apart(boxes: np.ndarray, served: np.ndarray, horizon: float) -> np.ndarray:
    """(n,) widths of the served one's box by which people with boxes (n, 4) stand beside the line that leads to it from
    the camera; infinite where they do not queue there."""
    x1, y1, x2, y2 = served
    down, across = boxes[:, 3], (boxes[:, 0] + boxes[:, 2]) / 2
    below = (down - y2) / max(y2 - y1, 1e-3)
    level = MIDDLE + (across - MIDDLE) * (y2 - horizon) / np.maximum(down - horizon, 1e-3)
    beside = np.abs(level - (x1 + x2) / 2) / max(x2 - x1, 1e-3)
    return np.where((below >= NEAR) & (below <= FAR) & (beside <= BESIDE), beside, np.inf)


def _floor(boxes: np.ndarray, horizon: float) -> Polygon:
    """The part of the floor round the feet of boxes (n, 4), its sides leading to the horizon."""
    wide, high = np.median(boxes[:, 2:] - boxes[:, :2], axis=0)
    across, down = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3]
    far, near = np.quantile(down, (FEW, 1 - FEW)) + np.array([-BEHIND, BEFORE]) * high
    middle = float(np.median(down))
    level = MIDDLE + (across - MIDDLE) * (middle - horizon) / np.maximum(down - horizon, 1e-3)
    left, right = np.quantile(level, (FEW, 1 - FEW)) + np.array([-ASIDE, ASIDE]) * wide

    def at(side: float, line: float) -> tuple[float, float]:
        drawn = MIDDLE + (side - MIDDLE) * (line - horizon) / max(middle - horizon, 1e-3)
        return tuple(round(float(min(max(value, 0.0), 1.0)), 4) for value in (drawn, line))

    return (at(left, near), at(right, near), at(right, far), at(left, far))
