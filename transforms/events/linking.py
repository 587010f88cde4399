"""People over time: which sightings on sparse samples are of the same person.

A sample lies a second or two after the one before, so boxes of one person seldom overlap and trackers made for video
at full rate do not apply. Here a sighting belongs to whom it most probably is by how people move and look (see
`motion`). All sightings of a picture are assigned at once, so that the whole is most probable; somebody new is what is
left when no one known is probable enough. Who is hidden by somebody nearer is waited for.
"""

from collections.abc import Iterator

import numpy as np
from scipy.optimize import linear_sum_assignment

from schemas.site.thresholds import Thresholds
from transforms.events.camera_day import CameraDay
from transforms.events.motion import Known, log_density
from transforms.events.person import Person
from transforms.events.tracks import Track

NEW_PER_AREA = 0.003
"""Expected newcomers (or false sightings) on a sample, per square body height: one in half a minute or so."""

HIDDEN_AT_MOST_S = 60.0
"""Longest time for which somebody is waited for whom others hide."""

COVERED_SHARE, NEARER_HEIGHTS = 0.5, 0.05
"""Who is nearer by this much of a height, by the lower edge of the box, and covers this much of a place, hides it."""

PLAIN = 7.0
"""Log odds above which another assignment need not be weighed: one in a thousand."""


def link(day: CameraDay, thresholds: Thresholds, usable: np.ndarray) -> list[Track]:
    """The tracks of a camera day from the sightings marked in `usable` (p,), in order of their first sighting.

    A sighting below `person_score` continues a track and never begins one. A person seen on one sample only is left
    out: single sightings are what false detections look like.
    """
    boxes, scores = day.person_box, day.person_score
    heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * day.aspect, boxes[:, 1]], axis=1)
    heights = np.maximum(boxes[:, 3] - boxes[:, 1], 1e-3)
    usable = np.flatnonzero(usable & (scores >= thresholds.person_score_again))
    active: list[Person] = []
    ended: list[Person] = []
    owner: dict[int, Person] = {}
    before = -np.inf
    for sample, sightings in _by_sample(day.person_sample, usable):
        now = float(day.times[sample])
        lost = [now - one.time - min(one.hidden_s, HIDDEN_AT_MOST_S) > thresholds.track_gap_s for one in active]
        ended += [one for one, gone in zip(active, lost, strict=True) if gone]
        active = [one for one, gone in zip(active, lost, strict=True) if not gone]
        gain = _gain(day, active, owner, sightings, heads, heights, now, thresholds.walking_m_s)
        missed = set(range(len(active)))
        for who, which, sure in most_probable(gain):
            one = int(sightings[which])
            active[who].see(one, heads[one], float(heights[one]), boxes[one], sure, now)
            owner[one] = active[who]
            missed.discard(who)
        for who in missed:
            hidden = _hides(boxes[sightings], active[who].box)
            active[who].miss(not day.closer[sample], hidden, min(now - before, now - active[who].time))
        for one in map(int, sightings):
            if one not in owner and scores[one] >= thresholds.person_score:
                owner[one] = Person(now, heads[one], float(heights[one]), boxes[one], [one], [1.0], [(now, heads[one])])
                active.append(owner[one])
        before = now
    on_samples = ~day.closer[day.person_sample]
    people = [one for one in [*ended, *active] if on_samples[one.sightings].sum() > 1]
    return [
        Track(seen, day.person_sample[seen], boxes[seen], scores[seen], np.array(one.sure))
        for one in sorted(people, key=lambda one: one.sightings)
        for seen in [np.array(one.sightings)]
    ]


def _by_sample(person_sample: np.ndarray, usable: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Pairs of a sample and its usable sightings, in order of time."""
    cuts = np.flatnonzero(np.diff(person_sample[usable])) + 1
    for group in np.split(usable, cuts) if len(usable) else []:
        yield int(person_sample[group[0]]), group


def _gain(
    day: CameraDay,
    active: list[Person],
    owner: dict[int, Person],
    sightings: np.ndarray,
    heads: np.ndarray,
    heights: np.ndarray,
    now: float,
    walking_m_s: float,
) -> np.ndarray:
    """(active, sightings) log odds of each sighting being of each person, to being new and the person not seen."""
    known = Known(
        elapsed=now - np.array([one.time for one in active]),
        heads=np.array([one.head for one in active]).reshape(-1, 2),
        velocities=np.array([one.velocity for one in active]).reshape(-1, 2),
        heights=np.array([one.height for one in active]),
        stays=np.array([one.stays for one in active]),
    )
    likeness = _likeness(day, active, owner, sightings)
    density = log_density(known, heads[sightings], heights[sightings], likeness, walking_m_s)
    unseen = np.array([one.log_unseen - one.log_missed(now) for one in active])
    return density + unseen[:, None] - np.log(NEW_PER_AREA)


def _likeness(day: CameraDay, active: list[Person], owner: dict[int, Person], sightings: np.ndarray) -> np.ndarray:
    """(active, sightings) mean likeness to the two most alike sightings of each person; NaN where none was compared."""
    result = np.full((len(active), len(sightings)), np.nan)
    place = {id(person): i for i, person in enumerate(active)}
    for column, sighting in enumerate(sightings):
        found: dict[int, list[float]] = {}
        for earlier, value in zip(*day.likeness.of(int(sighting)), strict=True):
            person = owner.get(int(earlier))
            if person is not None and id(person) in place:
                found.setdefault(place[id(person)], []).append(float(value))
        for row, values in found.items():
            result[row, column] = np.mean(sorted(values)[-2:])
    return result


def most_probable(gain: np.ndarray) -> list[tuple[int, int, float]]:
    """Pairs (row, column) whose gains are greatest together, each above 0, with the probability of each.

    The probability weighs the whole against the best without that pair.
    """
    rewards = np.maximum(gain, 0.0)
    rows, columns = linear_sum_assignment(rewards, maximize=True)
    best = float(rewards[rows, columns].sum())
    found = []
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        if gain[row, column] <= 0:
            continue
        other_column = np.delete(rewards[row], column).max(initial=0.0)
        other_row = np.delete(rewards[:, column], row).max(initial=0.0)
        margin = float(gain[row, column] - other_column - other_row)
        if margin < PLAIN:
            without = rewards.copy()
            without[row, column] = 0.0
            margin = best - float(without[linear_sum_assignment(without, maximize=True)].sum())
        found.append((row, column, float(1 / (1 + np.exp(-margin)))))
    return found


def _hides(nearer: np.ndarray, box: np.ndarray) -> bool:
    """Whether any of the boxes (n, 4) covers enough of a box (4,) and is of somebody nearer to the camera."""
    sides = np.minimum(nearer[:, 2:], box[2:]) - np.maximum(nearer[:, :2], box[:2])
    covered = np.prod(np.clip(sides, 0, None), axis=1) / max(float(np.prod(box[2:] - box[:2])), 1e-9)
    below = nearer[:, 3] > box[3] + NEARER_HEIGHTS * (box[3] - box[1])
    return bool(np.any((covered >= COVERED_SHARE) & below))
