"""People over time: which sightings on sparse samples are of the same person.

A sample lies a second or two after the one before, so boxes of one person seldom overlap and trackers made for video
at full rate do not apply. Here a sighting belongs to whom it most probably is by how people behave: who stands tends
to go on standing, who walks tends to walk on or to stop on the way, nobody gets farther than they can walk, and clothes
keep their colours. All sightings of a sample are assigned at once, so that the whole is most probable; somebody new is
what is left when no one known is probable enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from schemas.site.thresholds import Thresholds
from transforms.events.camera_day import CameraDay

BODY_HEIGHT_M = 1.6
"""Mean height of an adult in Indonesia, by which distances in body heights become metres."""

STANDING_SPREAD = 0.12
"""Sway and detector noise of somebody who stands, standard deviation in body heights."""

WALKING_SPREAD = 0.45
"""How far from the straight way somebody who walks is after a second or two, likewise."""

STANDING_SPEED = 0.12
"""Body heights a second below which the last step was no walking."""

STEP_S = 1.0
"""Shortest time over which a velocity is reckoned; over less, sway and detector noise look like walking."""

STAY_AFTER_STANDING, STAY_AFTER_WALKING, STAY_AT_FIRST = 0.9, 0.3, 0.5
"""Probability of being in the same place on the next sample."""

GOES_ON = 0.9
"""Probability that somebody who walks goes on the same way, or stops on it, and does not turn."""

NEW_PER_AREA = 0.003
"""Expected newcomers (or false sightings) on a sample, per square body height: one in half a minute or so."""

MISSED = 0.2
"""Probability that somebody who is there is not seen on a sample, or has gone."""

MISSED_AGAIN_STANDING, MISSED_AGAIN_WALKING = 0.6, 0.25
"""The same for every further sample: what hides somebody who stands stays there; who walks comes out, or has left."""

SIZE_SPREAD = 0.3
"""Standard deviation of the logarithm of the box height, between two sightings of one person."""


@dataclass(frozen=True)
class LikenessOdds:
    """Log odds of being the same person: 0 at a likeness of `even`, `slope` more for each 1 above it, within limits."""

    even: float
    slope: float
    most: float
    least: float

    def of(self, likeness: np.ndarray) -> np.ndarray:
        """Log odds of each likeness; 0 where it is NaN."""
        return np.nan_to_num(np.clip(self.slope * (likeness - self.even), self.least, self.most), nan=0.0)


IN_PLACE = LikenessOdds(even=0.88, slope=30.0, most=2.5, least=-6.0)
ON_THE_WAY = LikenessOdds(even=0.77, slope=12.0, most=2.0, least=-5.0)
"""Somebody who stands shows the same side in the same light, who walks turns.

Measured on rendered offices, and on real clips of people who stand and walk: in place 95 % above 0.93 (real: 0.83), on
the way half above 0.86 (real: 0.8); different people half below 0.46 (real: 0.65), one in ten above 0.8 (real: 0.87).
"""


@dataclass(frozen=True)
class Track:
    """One person for as long as they can be followed on one camera. Never kept beyond the camera day.

    sightings (n,) indexes the camera day's people; samples (n,) its times; boxes (n, 4) fractions; scores (n,).
    """

    sightings: np.ndarray
    samples: np.ndarray
    boxes: np.ndarray
    scores: np.ndarray

    def part(self, chosen: np.ndarray) -> "Track":
        """The sightings that are marked in `chosen` (n,), or indexed by it."""
        return Track(self.sightings[chosen], self.samples[chosen], self.boxes[chosen], self.scores[chosen])

    def on_samples(self, day: CameraDay) -> "Track":
        """The sightings on samples, without those between them; a few of these say no more than one."""
        return self.part(~day.closer[self.samples])


@dataclass(eq=False)
class _Person:
    samples: int
    time: float
    head: np.ndarray
    height: float
    sightings: list[int]
    way: list[tuple[float, np.ndarray]]
    velocity: np.ndarray = field(default_factory=lambda: np.zeros(2))
    stays: float = STAY_AT_FIRST


def link(day: CameraDay, thresholds: Thresholds, usable: np.ndarray) -> list[Track]:
    """The tracks of a camera day from the sightings marked in `usable` (p,), in order of their first sighting.

    A sighting below `person_score` continues a track and never begins one. A person seen on one sample only is left
    out: single sightings are what false detections look like.
    """
    boxes, scores = day.person_box, day.person_score
    heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * day.aspect, boxes[:, 1]], axis=1)
    heights = np.maximum(boxes[:, 3] - boxes[:, 1], 1e-3)
    usable = np.flatnonzero(usable & (scores >= thresholds.person_score_again))
    samples = np.cumsum(~day.closer)
    active: list[_Person] = []
    ended: list[_Person] = []
    owner: dict[int, _Person] = {}
    for sample, sightings in _by_sample(day.person_sample, usable):
        now, before = float(day.times[sample]), int(samples[sample - 1]) if sample else 0
        ended += [person for person in active if now - person.time > thresholds.track_gap_s]
        active = [person for person in active if now - person.time <= thresholds.track_gap_s]
        gain = (
            _log_density(
                active,
                heads[sightings],
                heights[sightings],
                _likeness(day, active, owner, sightings),
                now,
                thresholds.walking_m_s,
            )
            + _log_missed(active, before)[:, None]
            - np.log(NEW_PER_AREA * MISSED)
        )
        for who, which in _most_probable(gain):
            sighting = int(sightings[which])
            _continue(active[who], sighting, heads[sighting], float(heights[sighting]), int(samples[sample]), now)
            owner[sighting] = active[who]
        for sighting in map(int, sightings):
            if sighting not in owner and scores[sighting] >= thresholds.person_score:
                head, seen = heads[sighting], int(samples[sample])
                owner[sighting] = _Person(seen, now, head, float(heights[sighting]), [sighting], [(now, head)])
                active.append(owner[sighting])
    on_samples = ~day.closer[day.person_sample]
    people = sorted(person.sightings for person in [*ended, *active] if on_samples[person.sightings].sum() > 1)
    return [Track(seen, day.person_sample[seen], boxes[seen], scores[seen]) for seen in map(np.array, people)]


def _by_sample(person_sample: np.ndarray, usable: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Pairs of a sample and its usable sightings, in order of time."""
    cuts = np.flatnonzero(np.diff(person_sample[usable])) + 1
    for group in np.split(usable, cuts) if len(usable) else []:
        yield int(person_sample[group[0]]), group


def _likeness(day: CameraDay, active: list[_Person], owner: dict[int, _Person], sightings: np.ndarray) -> np.ndarray:
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


def _most_probable(gain: np.ndarray) -> list[tuple[int, int]]:
    """Pairs of (row, column) whose gains are greatest together, each above 0: more probable than a newcomer."""
    rows, columns = linear_sum_assignment(np.maximum(gain, 0.0), maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if gain[r, c] > 0]


def _log_missed(active: list[_Person], samples: int) -> np.ndarray:
    """(active,) logarithm of the probability of the samples, of `samples` so far, since each person was last seen."""
    missed = samples - np.array([person.samples for person in active], dtype=int)
    walking = np.array([person.stays == STAY_AFTER_WALKING for person in active], dtype=bool)
    return missed * np.log(np.where(walking, MISSED_AGAIN_WALKING, MISSED_AGAIN_STANDING))


def _log_density(
    active: list[_Person], heads: np.ndarray, heights: np.ndarray, alike: np.ndarray, now: float, walking_m_s: float
) -> np.ndarray:
    """(active, sightings) logarithm of the density, per square body height, of each person being there looking so."""
    elapsed = now - np.array([person.time for person in active])[:, None]
    known = np.array([person.head for person in active]).reshape(-1, 1, 2)
    step = np.array([person.velocity for person in active]).reshape(-1, 1, 2) * elapsed[..., None]
    size = np.array([person.height for person in active])[:, None]
    scale = (size + heights[None]) / 2
    stay = np.array([person.stays for person in active])[:, None]

    away = heads[None] - known
    moved = np.linalg.norm(away, axis=2) / scale
    reach = 3 * STANDING_SPREAD + elapsed * walking_m_s / BODY_HEIGHT_M
    standing = _normal(moved, STANDING_SPREAD)
    anywhere = np.where(moved <= reach, 1 / (np.pi * reach**2), 0.0)
    # Who walks goes on, or stops somewhere on the way.
    covered = np.clip((away * step).sum(axis=2) / np.maximum((step**2).sum(axis=2), 1e-12), 0, 1)
    astray = np.linalg.norm(away - covered[..., None] * step, axis=2) / scale
    walks = np.linalg.norm(step, axis=2) > STANDING_SPEED * elapsed * size
    onward = np.where(walks, GOES_ON * _normal(astray, WALKING_SPREAD) + (1 - GOES_ON) * anywhere, anywhere)
    onward = np.where(moved <= reach, onward, 0.0)
    growth = -((np.log(heights[None] / size) / SIZE_SPREAD) ** 2) / 2
    in_place = stay * standing * np.exp(IN_PLACE.of(alike))
    return np.log(in_place + (1 - stay) * onward * np.exp(ON_THE_WAY.of(alike)) + 1e-12) + growth


def _normal(distance: np.ndarray, spread: float) -> np.ndarray:
    """Density of a round normal distribution in the plane."""
    return np.exp(-((distance / spread) ** 2) / 2) / (2 * np.pi * spread**2)


def _continue(person: _Person, sighting: int, head: np.ndarray, height: float, samples: int, now: float) -> None:
    since, place = next((past for past in reversed(person.way) if now - past[0] >= STEP_S - 1e-3), person.way[0])
    elapsed = max(now - since, 1e-3)
    walked = float(np.linalg.norm(head - place)) > STANDING_SPEED * max(elapsed, STEP_S) * height
    person.velocity = (head - place) / elapsed if walked else np.zeros(2)
    person.stays = STAY_AFTER_WALKING if walked else STAY_AFTER_STANDING
    person.samples, person.time, person.head, person.height = samples, now, head, height
    person.way = [past for past in person.way if past[0] >= since] + [(now, head)]
    person.sightings.append(sighting)
