"""How long somebody who is not seen is waited for, and how probable it is not to see them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.camera_days.ranges import ranges
from pantau.transforms.tracking.motion_state import MotionState

HIDDEN_AT_MOST_S = 60.0
"""Longest time for which somebody is waited for whom others hide."""

COVERED_SHARE, NEARER_HEIGHTS = 0.5, 0.05
"""Who is nearer by this much of a height, by the lower edge of the box, and covers this much of a place, hides it."""

MISSED, MISSED_AT_LEAST, MISSED_AFTER_S = 0.2, 0.05, 2.0
"""Probability that somebody who was just seen is not seen, or has gone: rising to the first, reached after so long."""

MISSED_AGAIN_STANDING, MISSED_AGAIN_WALKING = 0.6, 0.25
"""The same for who has been missed: what hides somebody who stands stays there; who walks comes out, or has left."""

MISSED_HIDDEN = 0.9
"""The same for who stands where somebody nearer hides the place."""

BETWEEN_SAMPLES = 0.5
"""A picture between two samples counts for so much of one that somebody is not there: its neighbours tell the same."""


@dataclass(frozen=True)
class DetectionsByFrame:
    """Pictures (n,) with somebody on them, by time, and the sightings (s,) on them, by picture.

    times: epoch seconds; closer: looked at between two samples; first (n + 1,): of picture i are the sightings from
    first[i] to first[i + 1]. picture (s,): of each sighting; boxes (s, 4): fractions.
    """

    times: np.ndarray
    closer: np.ndarray
    first: np.ndarray
    picture: np.ndarray
    boxes: np.ndarray

    def sightings_on(self, pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """All the sightings on each of some pictures (n,): the number among these, and the sighting, both (m,)."""
        first = self.first.take(pictures)
        counts = self.first.take(pictures + 1) - first
        return np.repeat(np.arange(len(pictures)), counts), ranges(first, counts)


@dataclass(frozen=True)
class AliveTracks:
    """People waited for: (rows,) a sighting and a later picture, by sighting and picture.

    unseen: pictures in between on which they should have been seen, counted as samples; hidden_s: seconds for which
    somebody nearer has hidden the place where they were last seen.
    """

    sighting: np.ndarray
    picture: np.ndarray
    unseen: np.ndarray
    hidden_s: np.ndarray

    def part(self, chosen: np.ndarray) -> "AliveTracks":
        """The rows at the indices `chosen` (n,)."""
        return AliveTracks(*(values.take(chosen) for values in vars(self).values()))

    def log_odds(self, elapsed: np.ndarray, gait: MotionState) -> np.ndarray:
        """(rows,) log probability of not having been seen since, less that of not being seen now, `elapsed` s later."""
        walking = gait.walking[self.sighting]
        again = np.log(np.where(walking, MISSED_AGAIN_WALKING, MISSED_AGAIN_STANDING))
        soon = np.log(np.clip(MISSED * elapsed / MISSED_AFTER_S, MISSED_AT_LEAST, MISSED))
        missed = np.where((self.hidden_s > 0) & ~walking, np.log(MISSED_HIDDEN), np.where(self.unseen > 0, again, soon))
        return self.unseen * again - missed


def kept_alive(pictures: DetectionsByFrame, sightings: np.ndarray, until: np.ndarray, gap_s: float) -> AliveTracks:
    """On which pictures the people of some sightings (n,), ascending, are waited for, up to the pictures `until` (n,).

    That is at most `gap_s` after they were seen, and as long as somebody hides them, which is waited for for
    `HIDDEN_AT_MOST_S`.
    """
    own, times = pictures.picture[sightings], pictures.times
    # A picture more than need be, since what is waited for too long is left out by the exact sum.
    soon = np.searchsorted(times, times + gap_s, side="right")[own]
    missed = np.minimum(until, soon) > own + 1
    found = [_next(pictures, sightings[~missed], gap_s)]
    sightings, own, until, soon = (values[missed] for values in (sightings, own, until, soon))
    near = _rows(pictures, sightings, np.minimum(until, soon), gap_s)
    hidden = np.zeros(len(pictures.picture), dtype=bool)
    hidden[near.sighting[near.hidden_s > 0]] = True
    longer = hidden[sightings] & (until > soon)
    late = np.searchsorted(times, times[own[longer]] + gap_s + HIDDEN_AT_MOST_S, side="right")
    found.append(_rows(pictures, sightings[longer], np.minimum(until[longer], late), gap_s))
    hidden[sightings[~longer]] = False
    found.append(near.part(np.flatnonzero(~hidden[near.sighting])))
    return together(found)


def together(found: Sequence[AliveTracks]) -> AliveTracks:
    """All rows, of different sightings each, as one."""
    rows = AliveTracks(*(np.concatenate(parts) for parts in zip(*(vars(one).values() for one in found), strict=True)))
    return rows.part(np.argsort(rows.sighting, kind="stable"))


def _next(pictures: DetectionsByFrame, sightings: np.ndarray, gap_s: float) -> AliveTracks:
    """Those who are waited for on the next picture alone, if there is one so soon: most are seen on it again."""
    picture = pictures.picture[sightings] + 1
    steps = np.diff(pictures.times, append=np.inf)
    sightings, picture = (values[steps[picture - 1] <= gap_s] for values in (sightings, picture))
    return AliveTracks(sightings, picture, np.zeros(len(picture)), np.zeros(len(picture)))


def _rows(pictures: DetectionsByFrame, sightings: np.ndarray, until: np.ndarray, gap_s: float) -> AliveTracks:
    own = pictures.picture[sightings]
    counts = np.maximum(np.minimum(until, len(pictures.times) - 1) - own, 0)
    sighting, picture = np.repeat(sightings, counts), ranges(own + 1, counts)
    # On all but the last of these pictures they were missed.
    missed = np.append(sighting[1:] == sighting[:-1], False)[: len(sighting)]
    hidden = np.zeros(len(sighting), dtype=bool)
    hidden[missed] = _hidden(pictures, sighting[missed], picture[missed])
    weight = np.where(pictures.closer[picture], BETWEEN_SAMPLES, 1.0)
    step = np.diff(pictures.times, prepend=pictures.times[:1])[picture]
    unseen = _since_begin(np.where(missed & ~hidden, weight, 0.0), sighting)
    hidden_s = _since_begin(np.where(hidden, step, 0.0), sighting)
    waited = pictures.times[picture] - pictures.times[pictures.picture[sighting]]
    kept = np.flatnonzero(waited - np.minimum(hidden_s, HIDDEN_AT_MOST_S) <= gap_s)
    return AliveTracks(sighting, picture, unseen, hidden_s).part(kept)


def _since_begin(values: np.ndarray, sighting: np.ndarray) -> np.ndarray:
    """(rows,) the sum over the earlier rows of the same sighting; times are multiples of 2⁻²² s, so sums are exact."""
    before = np.cumsum(values) - values
    first = np.append(True, sighting[1:] != sighting[:-1])[: len(sighting)]
    return before - before[first][np.cumsum(first) - 1] if len(values) else before


def _hidden(pictures: DetectionsByFrame, sighting: np.ndarray, picture: np.ndarray) -> np.ndarray:
    """(rows,) flags: somebody nearer to the camera covers enough of the box of a sighting on a later picture."""
    row, other = pictures.sightings_on(picture)
    found = np.zeros(len(picture), dtype=bool)
    found[row[occludes(pictures.boxes[other], pictures.boxes[sighting[row]])]] = True
    return found


def occludes(nearer: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """(n,) flags: which boxes (n, 4) cover enough of others (n, 4) and are of somebody nearer to the camera."""
    sides = np.minimum(nearer[:, 2:], boxes[:, 2:]) - np.maximum(nearer[:, :2], boxes[:, :2])
    area = np.maximum(np.prod(boxes[:, 2:] - boxes[:, :2], axis=1), 1e-9)
    covered = np.prod(np.clip(sides, 0, None), axis=1) / area
    below = nearer[:, 3] > boxes[:, 3] + NEARER_HEIGHTS * (boxes[:, 3] - boxes[:, 1])
    return (covered >= COVERED_SHARE) & below
