"""Who is who, one picture after the other: for crowds, where each picture hangs on the one before."""

import numpy as np

from pantau.transforms.tracking.appearance.similarity import AppearanceSimilarity
from pantau.transforms.tracking.assignment import most_probable
from pantau.transforms.tracking.live_track import LiveTrack
from pantau.transforms.tracking.motion import LastState, densities
from pantau.transforms.tracking.occlusion import HIDDEN_AT_MOST_S, DetectionsByFrame, occludes


class FrameByFrameTracker:
    """Follows people over some pictures; `names` (s,) are the indices of the sightings in `likeness`.

    gap_s: longest time somebody may go undetected; new: expected newcomers on a sample, per square body height.
    """

    def __init__(
        self,
        pictures: DetectionsByFrame,
        heads: np.ndarray,
        heights: np.ndarray,
        strong: np.ndarray,
        likeness: AppearanceSimilarity,
        names: np.ndarray,
        gap_s: float,
        walking_m_s: float,
        new: float,
    ) -> None:
        self._pictures, self._heads, self._heights, self._strong = pictures, heads, heights, strong
        self._likeness, self._names, self._gap_s = likeness, names, gap_s
        self._walking_m_s, self._new = walking_m_s, new

    def over(self, first: int, last: int, before: np.ndarray, sure: np.ndarray) -> None:
        """Fills `before` and `sure` (s,) for the sightings on the pictures from `first` to before `last`.

        `before` has the sighting before each, or -1, and must be right for the pictures before.
        """
        pictures, times = self._pictures, self._pictures.times
        active, owner = self._known(first, before)
        for picture in range(first, last):
            now = float(times[picture])
            active = [one for one in active if now - one.time - min(one.hidden_s, HIDDEN_AT_MOST_S) <= self._gap_s]
            sightings = np.arange(pictures.first[picture], pictures.first[picture + 1])
            missed = set(range(len(active)))
            before[sightings], sure[sightings] = -1, 1.0
            for who, which, probability in most_probable(self._gain(active, owner, sightings, now)):
                one = int(sightings[which])
                before[one], sure[one] = active[who].sightings[-1], probability
                self._see(active[who], one, probability)
                owner[int(self._names[one])] = active[who]
                missed.discard(who)
            for who in missed:
                hidden = bool(occludes(pictures.boxes[sightings], active[who].box[None]).any())
                elapsed = now - float(times[picture - 1]) if picture else 0.0
                active[who].miss(not pictures.closer[picture], hidden, elapsed)
            for one in sightings.tolist():
                if before[one] < 0 and self._strong[one]:
                    active.append(self._somebody(one))
                    owner[int(self._names[one])] = active[-1]

    def _known(self, first: int, before: np.ndarray) -> tuple[list[LiveTrack], dict[int, LiveTrack]]:
        """Who may be waited for on a picture, by what was seen before it, and whose each of their sightings is."""
        pictures, people, owner = self._pictures, {}, {}
        oldest = pictures.times[first] - self._gap_s - HIDDEN_AT_MOST_S
        begin = int(pictures.first[int(np.searchsorted(pictures.times, oldest))])
        for one in range(begin, int(pictures.first[first])):
            earlier = int(before[one])
            if earlier < 0 and not self._strong[one]:
                continue
            if earlier in people:
                people[one] = people.pop(earlier)
                self._see(people[one], one, 1.0)
            else:
                people[one] = self._from(one, before)
                for past in people[one].sightings:
                    owner[int(self._names[past])] = people[one]
            owner[int(self._names[one])] = people[one]
        for one, person in people.items():
            self._miss(person, int(pictures.picture[one]) + 1, first)
        active = sorted(people.values(), key=lambda person: person.sightings)
        return active, owner

    def _miss(self, person: LiveTrack, since: int, until: int) -> None:
        pictures = self._pictures
        for picture in range(since, until):
            now = float(pictures.times[picture])
            if now - person.time - min(person.hidden_s, HIDDEN_AT_MOST_S) > self._gap_s:
                return
            near = pictures.boxes[pictures.first[picture] : pictures.first[picture + 1]]
            hidden = bool(occludes(near, person.box[None]).any())
            person.miss(not pictures.closer[picture], hidden, now - float(pictures.times[picture - 1]))

    def _from(self, one: int, before: np.ndarray) -> LiveTrack:
        """Who was seen for the last time, before a moment, on a sighting."""
        chain = [one]
        while before[chain[-1]] >= 0:
            chain.append(int(before[chain[-1]]))
        person = self._somebody(chain.pop())
        while chain:
            self._see(person, chain.pop(), 1.0)
        return person

    def _somebody(self, one: int) -> LiveTrack:
        now, head = float(self._pictures.times[self._pictures.picture[one]]), self._heads[one]
        return LiveTrack(now, head, float(self._heights[one]), self._pictures.boxes[one], [one], [1.0], [(now, head)])

    def _see(self, person: LiveTrack, one: int, sure: float) -> None:
        now = float(self._pictures.times[self._pictures.picture[one]])
        person.see(one, self._heads[one], float(self._heights[one]), self._pictures.boxes[one], sure, now)

    def _gain(
        self, active: list[LiveTrack], owner: dict[int, LiveTrack], sightings: np.ndarray, now: float
    ) -> np.ndarray:
        """(active, sightings) log odds of each sighting being of each person, to being new and the person not seen."""
        shape = len(active), len(sightings)
        known = LastState(
            elapsed=now - np.array([one.time for one in active]),
            heads=np.array([one.head for one in active]).reshape(-1, 2),
            velocities=np.array([one.velocity for one in active]).reshape(-1, 2),
            heights=np.array([one.height for one in active]),
            stays=np.array([one.stays for one in active]),
        ).part(np.repeat(np.arange(len(active)), len(sightings)))
        seen = np.tile(sightings, len(active))
        alike = self._alike(active, owner, sightings).ravel()
        density = densities(known, self._heads[seen], self._heights[seen], self._walking_m_s).log(alike).reshape(shape)
        unseen = np.array([one.log_unseen - one.log_missed(now) for one in active])
        return density + unseen[:, None] - np.log(self._new)

    def _alike(self, active: list[LiveTrack], owner: dict[int, LiveTrack], sightings: np.ndarray) -> np.ndarray:
        """(active, sightings) mean likeness to the two most alike sightings of each; NaN where none was compared."""
        result = np.full((len(active), len(sightings)), np.nan)
        place = {id(person): i for i, person in enumerate(active)}
        for column, sighting in enumerate(self._names[sightings].tolist()):
            found: dict[int, list[float]] = {}
            earlier, values = self._likeness.of(sighting)
            for other, value in zip(earlier.tolist(), values.tolist(), strict=True):
                person = owner.get(other)
                if person is not None and id(person) in place:
                    found.setdefault(place[id(person)], []).append(value)
            for row, alike in found.items():
                best = sorted(alike)[-2:]
                result[row, column] = sum(best) / len(best)
        return result
