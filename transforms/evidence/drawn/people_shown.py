"""Who may be shown on each frame of a stretch, from looks at its frames and the tracks of the day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from pantau.schemas.site.zones import Zone
from pantau.transforms.detection.models.detections import Detections, overlap

SAME_BODY = 0.3
"""Intersection over union from which a box seen now may be that of a track between two of its samples. Chosen: half of
what two boxes of one body share on one frame (`DetectorSpec.highest_overlap`), since tracks are interpolated."""

MOSTLY = 0.5
"""Share of a box in the bounds of a seat, from which it is whoever sits there: who stands before the seat reaches below
it. A box that would start no track and lies so far in that of somebody concerned is a second one of theirs, and so is
one of which the upper part, as tall as the shorter box, shares so much of both: bodies with one head are one. Chosen:
more than not."""

SEEN_AGAIN_S = 0.6
"""Somebody concerned who is not found for so long is drawn between where they were found. Chosen: people sway, and walk
no farther than their own width."""

AROUND_S = 0.5
"""Whoever else was found anywhere so long before or after a frame is pixelated there too. Chosen: detectors lose people
for a few frames, and somebody who walks at 1.8 m/s (`thresholds.walking_m_s`) is within a metre of both places."""

MARGIN = 0.15
"""Boxes of others grow by so much of their own width and height on each side: a box may cut off hair and elbows, and
between two looks 0.1 s apart, somebody of 1.7 m who walks comes no farther than 0.05 of their height. Chosen."""

HEIGHTS_A_SECOND = 1.1
"""Whoever is lost on a frame, as behind somebody or taken for one with them, may have come so many of their heights a
second from where they were found before or after: somebody of 1.7 m who walks at 1.8 m/s (`thresholds.walking_m_s`)."""


@dataclass(frozen=True)
class FollowedTrack:
    """A track around a stretch: times (n,), epoch seconds, and boxes (n, 4), fractions; whether it is concerned, and
    whether it is a visitor, who is no officer wherever they are."""

    times: np.ndarray
    boxes: np.ndarray
    concerned: bool
    visitor: bool = False

    def at(self, moment: float, reach_s: float) -> np.ndarray | None:
        """(4,): where it is, between two samples at most `reach_s` apart; None where that is not known."""
        after = int(np.searchsorted(self.times, moment))
        if after < len(self.times) and self.times[after] == moment:
            return self.boxes[after]
        if not 0 < after < len(self.times) or self.times[after] - self.times[after - 1] > reach_s:
            return None
        return _between(moment, self.times[after - 1], self.boxes[after - 1], self.times[after], self.boxes[after])


@dataclass(frozen=True)
class Look:
    """What was found on a frame: its time, epoch seconds; boxes (n, 4) of others; the box (4,) of each concerned track
    that was found, by its number."""

    at: float
    others: np.ndarray
    concerned: dict[int, np.ndarray]


@dataclass(frozen=True)
class ShownPeople:
    """Boxes of a frame, in fractions of it: (n, 4) to be seen, and (m, 4) that are pixelated wherever they lie."""

    seen: np.ndarray
    hidden: np.ndarray


def look_at(
    moment: float,
    found: Detections,
    tracks: Sequence[FollowedTrack],
    seats: Sequence[Zone],
    sure: float,
    reach_s: float,
) -> Look:
    """Who is who among the boxes found on a frame.

    All tracks compete for them, so that a box that fits somebody else better is theirs. A box that is nobody's is
    another's. `sure`: the score that starts a track. `reach_s`: as far apart as two samples may be between which
    somebody is followed.
    """
    boxes = found.boxes.astype(float)
    placed = [(number, box) for number, track in enumerate(tracks) if (box := track.at(moment, reach_s)) is not None]
    shared = overlap(np.array([box for _, box in placed]).reshape(-1, 4), boxes)
    whose = {
        int(box): placed[place][0]
        for place, box in zip(*linear_sum_assignment(-shared), strict=True)
        if shared[place, box] >= SAME_BODY
    }
    best = [placed[place][0] for place in shared.argmax(axis=0)] if placed else []
    # Of two that fit, the assignment gives the worse one a box of the better one, who gets another.
    concerned = {
        number: boxes[box] for box, number in whose.items() if tracks[number].concerned and tracks[best[box]].concerned
    }
    places = [np.array(seat.bounds) for seat in seats]
    others = []
    for box, score in enumerate(found.scores):
        theirs = whose.get(box) in concerned
        second = box not in whose and any(_is_second(boxes[box], score < sure, mine) for mine in concerned.values())
        visits = box in whose and tracks[whose[box]].visitor
        sits = not visits and any(_share_in(boxes[box], place) >= MOSTLY for place in places)
        if not (theirs or second or sits):
            others.append(boxes[box])
    return Look(moment, np.array(others).reshape(-1, 4), concerned)


def shown_at(moment: float, looks: Sequence[Look], seats: Sequence[Zone], aspect: float) -> ShownPeople:
    """Who is to be seen on a frame, and where somebody else is or may be.

    `looks` are in order of time; `aspect` is the frame's width by its height.
    """
    times = np.array([look.at for look in looks])
    first, last = np.searchsorted(times, [moment - AROUND_S, moment + AROUND_S + 1e-9])
    near = looks[first:last]
    hidden = [np.zeros((0, 4))]
    if near:
        now = min(near, key=lambda look: abs(look.at - moment)).others
        for look in near:
            lost = ~(overlap(look.others, now) >= SAME_BODY).any(axis=1)
            hidden.append(_grown(look.others, lost * abs(look.at - moment), aspect))
    seen = [seat.bounds for seat in seats]
    for number in sorted({number for look in near for number in look.concerned}):
        mine = [look for look in near if number in look.concerned]
        before = [look for look in mine if look.at <= moment]
        after = [look for look in mine if look.at >= moment]
        if before and after and after[0].at - before[-1].at <= SEEN_AGAIN_S:
            one, other = before[-1], after[0]
            seen.append(_between(moment, one.at, one.concerned[number], other.at, other.concerned[number]))
    return ShownPeople(np.array(seen).reshape(-1, 4), np.concatenate(hidden))


def _between(moment: float, t0: float, first: np.ndarray, t1: float, last: np.ndarray) -> np.ndarray:
    share = (moment - t0) / (t1 - t0) if t1 > t0 else 0.0
    return first + share * (last - first)


def _is_second(box: np.ndarray, is_weak: bool, mine: np.ndarray) -> bool:
    """Whether a box (4,) that is no track's is one more of the body that has the box `mine`."""
    if is_weak and _share_in(box, mine) >= MOSTLY:
        return True
    tall = min(box[3] - box[1], mine[3] - mine[1])
    upper = [np.array([[*one[:3], one[1] + tall]]) for one in (box, mine)]
    return bool(overlap(*upper)[0, 0] >= MOSTLY)


def _grown(boxes: np.ndarray, lost_s: np.ndarray, aspect: float) -> np.ndarray:
    """Boxes (n, 4) with their margin, and as far as somebody walks who was lost for some seconds (n,)."""
    way = HEIGHTS_A_SECOND * lost_s * (boxes[:, 3] - boxes[:, 1])
    sides = MARGIN * (boxes[:, 2:] - boxes[:, :2]) + np.stack([way / aspect, way], axis=1)
    return np.concatenate([boxes[:, :2] - sides, boxes[:, 2:] + sides], axis=1)


def _share_in(box: np.ndarray, bounds: np.ndarray) -> float:
    """Share of a box that lies in another."""
    sides = np.minimum(box[2:], bounds[2:]) - np.maximum(box[:2], bounds[:2])
    area = float(np.prod(box[2:] - box[:2]))
    return float(np.prod(np.clip(sides, 0, None))) / area if area else 0.0
