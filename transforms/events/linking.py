"""People over time: which sightings on sparse samples are of the same person.

A sample lies a second or two after the one before it, so boxes of one person seldom overlap and trackers made for video
at full rate do not apply. What holds at this cadence: people at a counter stay where they are, and people who walk can
be no farther away than they can walk. So who stands still is linked first, and the others by where they can have got;
both by optimal assignment.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from schemas.site.thresholds import Thresholds
from transforms.events.camera_day import CameraDay

BODY_HEIGHT_M = 1.6
"""Mean height of an adult in Indonesia, by which picture distances become metres."""

STILL_HEIGHTS = 0.35
"""Sway and detector noise of somebody standing still, in body heights."""

STILL_LOG_SIZE, MOVING_LOG_SIZE = 0.45, 0.7
"""Largest change of the box height between sightings, as a natural logarithm: half hidden by a desk is about 0.7."""


@dataclass(frozen=True)
class Track:
    """One person for as long as they can be followed on one camera. Never kept beyond the camera day.

    samples (n,) indexes the camera day's times, ascending; boxes (n, 4) fractions; scores (n,).
    """

    samples: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray


@dataclass
class _Person:
    time: float
    head: np.ndarray
    height: float
    velocity: np.ndarray
    sightings: list[int]


def link(day: CameraDay, thresholds: Thresholds, usable: np.ndarray) -> list[Track]:
    """The tracks of a camera day from the sightings marked in `usable` (p,), in order of their first sighting.

    A sighting below `person_score` continues a track and never begins one. A person seen once only is left out: single
    sightings are what false detections look like.
    """
    boxes, scores = day.person_box, day.person_score
    heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * day.aspect, boxes[:, 1]], axis=1)
    heights = np.maximum(boxes[:, 3] - boxes[:, 1], 1e-3)
    usable = usable & (scores >= thresholds.person_score_again)
    active: list[_Person] = []
    ended: list[_Person] = []
    for sample, sightings in _by_sample(day.person_sample, np.flatnonzero(usable)):
        now = float(day.times[sample])
        ended += [person for person in active if now - person.time > thresholds.track_gap_s]
        active = [person for person in active if now - person.time <= thresholds.track_gap_s]
        pairs = _assign(active, heads[sightings], heights[sightings], now, thresholds.walking_m_s)
        for who, which in pairs:
            _continue(active[who], int(sightings[which]), heads[sightings[which]], heights[sightings[which]], now)
        taken = {which for _, which in pairs}
        active += [
            _Person(now, heads[s], float(heights[s]), np.zeros(2), [int(s)])
            for which, s in enumerate(sightings)
            if which not in taken and scores[s] >= thresholds.person_score
        ]
    people = sorted(p.sightings for p in [*ended, *active] if len(p.sightings) > 1)
    return [Track(day.person_sample[seen], boxes[seen], scores[seen]) for seen in map(np.array, people)]


def _by_sample(person_sample: np.ndarray, usable: np.ndarray):
    """Pairs of a sample and its usable sightings, in order of time."""
    order = usable[np.argsort(person_sample[usable], kind="stable")]
    cuts = np.flatnonzero(np.diff(person_sample[order])) + 1
    for group in np.split(order, cuts) if len(order) else []:
        yield int(person_sample[group[0]]), group


def _assign(
    active: list[_Person], heads: np.ndarray, heights: np.ndarray, now: float, walking_m_s: float
) -> list[tuple[int, int]]:
    """Pairs of (active person, sighting): first those who stayed, then those who can have walked there."""
    if not active or not len(heads):
        return []
    elapsed = now - np.array([person.time for person in active])[:, None]
    known = np.array([person.head for person in active])
    velocity = np.array([person.velocity for person in active])
    size = np.array([person.height for person in active])[:, None]
    scale = (size + heights[None, :]) / 2
    change = np.abs(np.log(heights[None, :] / size))
    moved = np.linalg.norm(heads[None] - known[:, None], axis=2) / scale
    expected = known[:, None] + velocity[:, None] * elapsed[..., None]
    astray = np.linalg.norm(heads[None] - expected, axis=2) / scale
    reach = STILL_HEIGHTS + elapsed * walking_m_s / BODY_HEIGHT_M

    pairs = _optimal(moved + change / 2, (moved <= STILL_HEIGHTS) & (change <= STILL_LOG_SIZE))
    free = np.ones(moved.shape, dtype=bool)
    for who, which in pairs:
        free[who, :] = free[:, which] = False
    walked = free & (moved <= reach) & (change <= MOVING_LOG_SIZE)
    return pairs + _optimal(np.minimum(moved, astray) + change / 2, walked)


def _optimal(cost: np.ndarray, allowed: np.ndarray) -> list[tuple[int, int]]:
    forbidden = 1e6
    rows, columns = linear_sum_assignment(np.where(allowed, cost, forbidden))
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if allowed[r, c]]


def _continue(person: _Person, sighting: int, head: np.ndarray, height: float, now: float) -> None:
    elapsed = max(now - person.time, 1e-3)
    person.velocity = (head - person.head) / elapsed
    person.time, person.head, person.height = now, head, float(height)
    person.sightings.append(sighting)
