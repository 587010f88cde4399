"""Where clerks sit, by what was seen: somebody who keeps in one place, and of whom a desk hides the lower part.

Minutes suffice: a clerk is there for most of them. Those who stand or sit in front of a counter are seen as a whole,
and change.
"""

from dataclasses import dataclass

import numpy as np

from pantau.transforms.zone_setup.seen_stretch import SeenStretch
from pantau.transforms.zone_setup.stature import Stature, stature_of

WALKS = 0.12
"""Of somebody's height, from one sample to the next: from it on they walk. Chosen: who sits keeps within 0.1."""

NEXT_SAMPLE = 1.25
"""Times the usual step: detections of a track that are farther apart in time tell nothing of a walk. Chosen."""

HALF_HIDDEN, PARTLY_HIDDEN = 0.6, 0.85
"""Height of a box over that of somebody who stands with their head there. On nine cameras of six rendered offices,
clerks who sit have 0.36 to 0.52, clerks who stand behind the desk 0.68 to 0.79; visitors 0.85 to 1.15 who stand, 0.54
to 0.91 who sit. Measured again by `benchmarks/zone_proposals.py`."""

LEAST_SHARE, LONG_SHARE = 0.2, 0.5
"""Share of the frames on which somebody is there: the one of half hidden, the other of partly hidden people. Chosen."""

LEAST_FRAMES = 5
"""And on so many frames at least: chosen, ten seconds at the usual cadence."""

ONE_TRACK = 0.3
"""Partly hidden people are a clerk where one track has so much of what is seen there: chosen, visitors change."""

UPRIGHT = 2.3
"""Height by width of the box of somebody who stands, on the frame as it is shown: the median on the same cameras."""

STANDS = 0.7
"""Height by width over `UPRIGHT` of a box from which on nothing hides the lower part of somebody who walks: half way
between what clerks and visitors have on the same cameras, as by height. Chosen on `varied_office:21`, where clerks who
turn on their chairs else bend the line of heights; judged on other seeds."""

SAME_PLACE = 0.4
"""Intersection over union of two boxes of somebody who keeps in one place. Chosen."""

COMPARED = 800
"""Detections that are compared with each other, spread evenly over the stretch: more do not change the places."""

SIDE, ABOVE, BELOW = 0.28, 0.12, 0.16
"""How a seat is drawn round the usual box of who sits there, in widths and heights of the box: wider and higher, and
less far down, where hands lie on the desk. Fitted to the 20 scripted seats of the same nine cameras."""


@dataclass(frozen=True)
class SeatProposal:
    """A place for a seat: x1, y1, x2, y2, fractions of the frame; the share of frames on which somebody was there.

    detections: numbers of the boxes of the stretch that speak for it.
    """

    box: tuple[float, float, float, float]
    share: float
    detections: np.ndarray


def seat_proposals(stretch: SeenStretch) -> list[SeatProposal]:
    """Places where clerks sit or stand behind a desk, from left to right.

    Where so few people walk that it cannot be told how tall somebody is who stands, only those are found of whom hardly
    more is seen than head and shoulders.
    """
    boxes = stretch.boxes
    if not stretch.frames or not len(boxes):
        return []
    walking, stature = walks(stretch), stature_in(stretch)
    shown = shown_share(boxes, stature) if stature else upper_share(boxes, stretch.width / stretch.height)
    left = np.flatnonzero(~walking & (shown <= (PARTLY_HIDDEN if stature else HALF_HIDDEN)))
    found = []
    while len(left):
        place = fullest_place(boxes, left)
        left = np.setdiff1d(left, place)
        frames = len(np.unique(stretch.times[place]))
        share = frames / stretch.frames
        if share < LEAST_SHARE or frames < LEAST_FRAMES:
            break
        if _is_clerk(stretch, place, float(np.median(shown[place])), share):
            found.append(SeatProposal(_seat(np.median(boxes[place], axis=0)), share, place))
    return sorted(found, key=lambda one: one.box)


def walks(stretch: SeenStretch) -> np.ndarray:
    """(n,) flags: the detections from or to which somebody walks."""
    aspect = stretch.width / stretch.height
    x1, y1, x2, y2 = stretch.boxes.T
    steps = np.hypot(np.diff((x1 + x2) / 2) * aspect, np.diff(y1)) / np.maximum(y2 - y1, 1e-3)[1:]
    apart, same = np.diff(stretch.times), np.diff(stretch.tracks) == 0
    if same.any():
        same &= apart <= NEXT_SAMPLE * np.median(apart[same])
    flags = np.zeros(len(stretch.boxes), dtype=bool)
    flags[1:] |= same & (steps > WALKS)
    flags[:-1] |= same & (steps > WALKS)
    return flags


def stature_in(stretch: SeenStretch) -> Stature | None:
    """How tall people look who walk: by those of whom nothing is hidden or, where these are too few, by all of them."""
    walking = walks(stretch)
    whole = walking & (upper_share(stretch.boxes, stretch.width / stretch.height) >= STANDS)
    found = (stature_of(stretch.boxes[flags], stretch.tracks[flags]) for flags in (whole, walking))
    return next((one for one in found if one is not None), None)


def shown_share(boxes: np.ndarray, stature: Stature) -> np.ndarray:
    """(n,) heights of boxes (n, 4) over those of people who stand with their heads at the same places."""
    feet = (boxes[:, 1] - stature.slope * stature.horizon) / (1 - stature.slope)
    return (boxes[:, 3] - boxes[:, 1]) / np.maximum(feet - boxes[:, 1], 1e-3)


def upper_share(boxes: np.ndarray, aspect: float) -> np.ndarray:
    """(n,) as `shown_share`, by the shape of the boxes alone; `aspect` is the width of the frame by its height."""
    x1, y1, x2, y2 = boxes.T
    return (y2 - y1) / np.maximum((x2 - x1) * aspect, 1e-3) / UPRIGHT


def _is_clerk(stretch: SeenStretch, place: np.ndarray, shown: float, share: float) -> bool:
    if shown <= HALF_HIDDEN:
        return True
    longest = np.unique(stretch.tracks[place], return_counts=True)[1].max() / len(place)
    return share >= LONG_SHARE and longest >= ONE_TRACK


def fullest_place(boxes: np.ndarray, among: np.ndarray) -> np.ndarray:
    """Of some detections, those that lie where most others do."""
    few = among[np.unique(np.linspace(0, len(among) - 1, COMPARED).astype(int))]
    middle = few[np.argmax((_overlaps(boxes[few], boxes[few]) >= SAME_PLACE).sum(axis=1))]
    return among[_overlaps(boxes[[middle]], boxes[among])[0] >= SAME_PLACE]


def _overlaps(some: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(n, m) intersection over union of boxes (n, 4) and (m, 4)."""
    low = np.maximum(some[:, None, :2], others[None, :, :2])
    high = np.minimum(some[:, None, 2:], others[None, :, 2:])
    both = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = [np.prod(part[:, 2:] - part[:, :2], axis=1) for part in (some, others)]
    return both / np.maximum(areas[0][:, None] + areas[1][None, :] - both, 1e-12)


def _seat(box: np.ndarray) -> tuple[float, float, float, float]:
    x1, y1, x2, y2 = box
    wide, high = x2 - x1, y2 - y1
    drawn = (x1 - SIDE * wide, y1 - ABOVE * high, x2 + SIDE * wide, y2 - BELOW * high)
    return tuple(round(float(min(max(value, 0.0), 1.0)), 4) for value in drawn)
