"""Where visitors are served, by what was seen: they stand in one place below a clerk, on the near side of the desk."""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.zone_setup.seat_proposals import (
    HALF_HIDDEN,
    SeatProposal,
    fullest_place,
    shown_share,
    stature_in,
    walks,
)
from pantau.transforms.zone_setup.seen_stretch import SeenStretch
from pantau.transforms.zone_setup.stature import Stature

NEAR, FAR = 0.4, 1.3
"""Feet of the served lie so far below the seat, in heights of their box. On the cameras of `seat_proposals` 0.78 to
1.04, and who queues from 1.33 on."""

BESIDE = 1.8
"""And so far to either side of its middle at most, in widths of their box: 0.6 to 1.2 on the same cameras."""

LEAST_SHARE = 0.05
"""Share of the frames on which somebody is served there: chosen, three minutes of an hour."""

OUTWARD, INWARD, DEEP = 0.6, 0.39, 0.16
"""How the zone reaches beyond the usual feet: away from the middle of the desk and towards it, and as far to the desk
as away from it, in heights of somebody who stands there. Fitted by `tools/customer_zone_reach.py` to 30 scripted zones
of twelve made-up camera days."""

NEARER = 0.2
"""Of the fullest place: where so many stand nearer to the desk than there, these are served, and those wait. Fitted to
the same zones, of which 25 of 30 are then met at 0.6; with 0.1 it is 22, and 23 with the fullest place alone."""

MIDDLE = 0.5
"""Lines of the floor that lead away from the camera meet on the horizon, above the middle of the frame."""

Polygon = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class CustomerProposal:
    """A place where visitors are served: a polygon in fractions of the frame, the number of the seat that it belongs
    to among those proposed, and as for `SeatProposal`."""

    polygon: Polygon
    seat: int
    share: float
    detections: np.ndarray


def customer_proposals(
    stretch: SeenStretch, seats: list[SeatProposal], nearer: float = NEARER
) -> list[CustomerProposal]:
    """The place before each seat where most visitors stood still; none where too few people walk to tell the floor."""
    walking, stature = walks(stretch), stature_in(stretch)
    if stature is None:
        return []
    clerks = np.concatenate([np.zeros(0, dtype=int), *(seat.detections for seat in seats)])
    still = np.flatnonzero(~walking & (shown_share(stretch.boxes, stature) > HALF_HIDDEN))
    still = np.setdiff1d(still, clerks)
    found = []
    for number, seat in enumerate(seats):
        near = still[_before(stretch.boxes[still], seat)]
        if not len(near):
            continue
        place = _nearest_place(stretch.boxes, near, nearer)
        share = len(np.unique(stretch.times[place])) / stretch.frames
        if share >= LEAST_SHARE:
            usual = np.median(stretch.boxes[place], axis=0)
            floor = floor_before(usual, seat.box, stature, stretch.width / stretch.height)
            found.append(CustomerProposal(floor, number, share, place))
    return found


def _before(boxes: np.ndarray, seat: SeatProposal) -> np.ndarray:
    """(n,) flags: boxes (n, 4) whose feet are where somebody stands who is served from a seat."""
    x1, y1, x2, y2 = boxes.T
    left, _, right, bottom = seat.box
    beside = np.abs((x1 + x2) / 2 - (left + right) / 2) <= BESIDE * (x2 - x1)
    below = (y2 - bottom) / np.maximum(y2 - y1, 1e-3)
    return beside & (below >= NEAR) & (below <= FAR)


def _nearest_place(boxes: np.ndarray, near: np.ndarray, nearer: float) -> np.ndarray:
    """Of some detections those that lie where many do, in the place nearest to the desk."""
    places = [fullest_place(boxes, near)]
    left = np.setdiff1d(near, places[0])
    while len(left):
        place = fullest_place(boxes, left)
        if len(place) < nearer * len(places[0]):
            break
        places.append(place)
        left = np.setdiff1d(left, place)
    return min(places, key=lambda place: np.median(boxes[place, 3]))


def floor_before(
    usual: np.ndarray,
    seat: tuple[float, float, float, float],
    stature: Stature,
    aspect: float,
    reach: tuple[float, float, float] = (OUTWARD, INWARD, DEEP),
) -> Polygon:
    """The part of the floor round the feet of the usual box, its sides leading to the horizon.

    `aspect` is the width of the frame by its height.
    """
    x1, _, x2, feet = usual
    across, tall = (x1 + x2) / 2, stature.height(feet)
    outward, inward, deep = reach
    is_left = across < (seat[0] + seat[2]) / 2
    left, right = (outward, inward) if is_left else (inward, outward)
    sides = [across - left * tall / aspect, across + right * tall / aspect]

    def at(side: float, down: float) -> tuple[float, float]:
        # The sides have their distance at the height of the feet.
        share = (feet - down) / max(feet - stature.horizon, 1e-3)
        return _inside(side + (MIDDLE - side) * share), _inside(down)

    near, far = feet + deep * tall, feet - deep * tall
    return (at(sides[0], near), at(sides[1], near), at(sides[1], far), at(sides[0], far))


def _inside(value: float) -> float:
    return round(float(min(max(value, 0.0), 1.0)), 4)
