"""Who is who, one frame after the other: for crowds, where each frame hangs on the one before."""

import numpy as np

from pantau.transforms.tracking.appearance.similarity import AppearanceSimilarity
from pantau.transforms.tracking.assignment import most_probable
from pantau.transforms.tracking.live_track import LiveTrack
from pantau.transforms.tracking.motion import LastState, densities
from pantau.transforms.tracking.occlusion import HIDDEN_AT_MOST_S, DetectionsByFrame, occludes


class FrameByFrameTracker:
    """Follows people over some frames; `names` (s,) are the indices of the detections in `similarity`.

    gap_s: longest time somebody may go undetected; new: expected newcomers on a sample, per square body height.
    """

    def __init__(
        self,
        frames: DetectionsByFrame,
        heads: np.ndarray,
        heights: np.ndarray,
        strong: np.ndarray,
        similarity: AppearanceSimilarity,
        names: np.ndarray,
        gap_s: float,
        walking_m_s: float,
        new: float,
    ) -> None:
        self._frames, self._heads, self._heights, self._strong = frames, heads, heights, strong
        self._similarity, self._names, self._gap_s = similarity, names, gap_s
        self._walking_m_s, self._new = walking_m_s, new

    def over(self, first: int, last: int, before: np.ndarray, sure: np.ndarray) -> None:
        """Fills `before` and `sure` (s,) for the detections on the frames from `first` to before `last`.

        `before` has the detection before each, or -1, and must be right for the frames before.
        """
        frames, times = self._frames, self._frames.times
        active, owner = self._known(first, before)
        for frame in range(first, last):
            now = float(times[frame])
            active = [one for one in active if now - one.time - min(one.hidden_s, HIDDEN_AT_MOST_S) <= self._gap_s]
            detections = np.arange(frames.first[frame], frames.first[frame + 1])
            missed = set(range(len(active)))
            before[detections], sure[detections] = -1, 1.0
            for who, which, probability in most_probable(self._gain(active, owner, detections, now)):
                one = int(detections[which])
                before[one], sure[one] = active[who].detections[-1], probability
                self._see(active[who], one, probability)
                owner[int(self._names[one])] = active[who]
                missed.discard(who)
            for who in missed:
                hidden = bool(occludes(frames.boxes[detections], active[who].box[None]).any())
                elapsed = now - float(times[frame - 1]) if frame else 0.0
                active[who].miss(not frames.closer[frame], hidden, elapsed)
            for one in detections.tolist():
                if before[one] < 0 and self._strong[one]:
                    active.append(self._somebody(one))
                    owner[int(self._names[one])] = active[-1]

    def _known(self, first: int, before: np.ndarray) -> tuple[list[LiveTrack], dict[int, LiveTrack]]:
        """Who may be waited for on a frame, by what was seen before it, and whose each of their detections is."""
        frames, people, owner = self._frames, {}, {}
        oldest = frames.times[first] - self._gap_s - HIDDEN_AT_MOST_S
        begin = int(frames.first[int(np.searchsorted(frames.times, oldest))])
        for one in range(begin, int(frames.first[first])):
            earlier = int(before[one])
            if earlier < 0 and not self._strong[one]:
                continue
            if earlier in people:
                people[one] = people.pop(earlier)
                self._see(people[one], one, 1.0)
            else:
                people[one] = self._from(one, before)
                for past in people[one].detections:
                    owner[int(self._names[past])] = people[one]
            owner[int(self._names[one])] = people[one]
        for one, person in people.items():
            self._miss(person, int(frames.frame[one]) + 1, first)
        active = sorted(people.values(), key=lambda person: person.detections)
        return active, owner

    def _miss(self, person: LiveTrack, since: int, until: int) -> None:
        frames = self._frames
        for frame in range(since, until):
            now = float(frames.times[frame])
            if now - person.time - min(person.hidden_s, HIDDEN_AT_MOST_S) > self._gap_s:
                return
            near = frames.boxes[frames.first[frame] : frames.first[frame + 1]]
            hidden = bool(occludes(near, person.box[None]).any())
            person.miss(not frames.closer[frame], hidden, now - float(frames.times[frame - 1]))

    def _from(self, one: int, before: np.ndarray) -> LiveTrack:
        """Who was seen for the last time, before a moment, on a detection."""
        chain = [one]
        while before[chain[-1]] >= 0:
            chain.append(int(before[chain[-1]]))
        person = self._somebody(chain.pop())
        while chain:
            self._see(person, chain.pop(), 1.0)
        return person

    def _somebody(self, one: int) -> LiveTrack:
        now, head = float(self._frames.times[self._frames.frame[one]]), self._heads[one]
        return LiveTrack(now, head, float(self._heights[one]), self._frames.boxes[one], [one], [1.0], [(now, head)])

    def _see(self, person: LiveTrack, one: int, sure: float) -> None:
        now = float(self._frames.times[self._frames.frame[one]])
        person.see(one, self._heads[one], float(self._heights[one]), self._frames.boxes[one], sure, now)

    def _gain(
        self, active: list[LiveTrack], owner: dict[int, LiveTrack], detections: np.ndarray, now: float
    ) -> np.ndarray:
        """(active, detections) log odds that it is of the person, to being new and the person not seen."""
        shape = len(active), len(detections)
        known = LastState(
            elapsed=now - np.array([one.time for one in active]),
            heads=np.array([one.head for one in active]).reshape(-1, 2),
            velocities=np.array([one.velocity for one in active]).reshape(-1, 2),
            heights=np.array([one.height for one in active]),
            stays=np.array([one.stays for one in active]),
        ).part(np.repeat(np.arange(len(active)), len(detections)))
        seen = np.tile(detections, len(active))
        alike = self._alike(active, owner, detections).ravel()
        density = densities(known, self._heads[seen], self._heights[seen], self._walking_m_s).log(alike).reshape(shape)
        unseen = np.array([one.log_unseen - one.log_missed(now) for one in active])
        return density + unseen[:, None] - np.log(self._new)

    def _alike(self, active: list[LiveTrack], owner: dict[int, LiveTrack], detections: np.ndarray) -> np.ndarray:
        """(active, detections) mean similarity to the two most alike of each; NaN where none was compared."""
        result = np.full((len(active), len(detections)), np.nan)
        place = {id(person): i for i, person in enumerate(active)}
        for column, detection in enumerate(self._names[detections].tolist()):
            found: dict[int, list[float]] = {}
            earlier, values = self._similarity.of(detection)
            for other, value in zip(earlier.tolist(), values.tolist(), strict=True):
                person = owner.get(other)
                if person is not None and id(person) in place:
                    found.setdefault(place[id(person)], []).append(value)
            for row, alike in found.items():
                best = sorted(alike)[-2:]
                result[row, column] = sum(best) / len(best)
        return result
