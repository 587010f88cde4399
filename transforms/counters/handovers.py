"""Who stepped up to a counter in the moment in which another left it, dressed so much alike that links mix them up.

Then the one served seems to stay, and the next in the queue seems to come up close, turn round and go, unserved. That
is what people hardly ever do, and one leaving as the next steps up what they do all day: so in doubt the two have taken
each other's place.
"""

from collections.abc import Iterator
from itertools import product

import numpy as np

from pantau.schemas.site.zones import View
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.motion import STANDING_SPREAD
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.membership import in_any

STEPPED_UP = float(np.log(6))
"""Log odds that the one served has left and the next one stepped up, where clothes do not tell them apart. Chosen: six
to one."""

SIMILARITY_ODDS = 20.0
"""Log odds for each 1 of similarity by which the detections before and after are more alike across the two. Chosen."""

COMPARED = 6
"""Detections on either side that are compared. Chosen."""

CLOSE_HEIGHTS = 1.0
"""Body heights between the heads of two people who may have taken each other's place. Chosen."""

STEP_SPREAD = 0.5
"""How the spread of the places of somebody who begins or ends a way grows, body heights a second. Chosen."""

WITHIN_S = 4.0
"""How long it takes to come from the queue to the counter, or from the counter out of its zone. Chosen."""

WAITED_S, SERVED_S = 5.0, 5.0
"""How long the one must have waited, and the other be at the counter before and after, for there to be any doubt.
Chosen."""


def with_handovers(day: CameraDay, view: View, tracks: list[Track]) -> list[Track]:
    """The tracks, those that took each other's place at a counter with their later detections exchanged.

    Where an exchange is less probable than not it is left, and the doubt is noted in `sure`.
    """
    found = list(tracks)
    whose = np.full(len(day.person_sample), -1)
    for number, track in enumerate(found):
        whose[track.detections] = number
    for counter in sorted({counter for zone in view.of("customer") for counter in zone.counters}):
        tracked = _Counter(day, view, counter)
        for last in sorted(tracked.gone_unserved(found)):
            one = int(whose[last])
            best = max(tracked.exchanges(found, one, last), default=None)
            if best is not None:
                log_odds, other, here, there = best
                found[one], found[other] = _exchanged(found[one], here, found[other], there, log_odds)
                whose[found[one].detections], whose[found[other].detections] = one, other
    return sorted(found, key=lambda track: int(track.detections[0]))


class _Counter:
    """A counter with its queue on a camera day."""

    def __init__(self, day: CameraDay, view: View, counter: str) -> None:
        self._day = day
        self._times = day.times[day.person_sample]
        boxes = day.person_box
        self._heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * day.aspect, boxes[:, 1]], axis=1)
        self._heights = boxes[:, 3] - boxes[:, 1]
        queues = [zone for zone in view.of("queue", "waiting") if counter in zone.counters]
        self._queueing = in_any(queues, boxes)
        self._at_counter = in_any(view.of("customer", counter=counter), boxes)

    def gone_unserved(self, tracks: list[Track]) -> Iterator[int]:
        """The last detections in the queue of those who then went without coming to the counter for long."""
        for track in tracks:
            queueing = track.detections[self._queueing[track.detections]]
            if not len(queueing):
                continue
            times = self._times[track.detections]
            first, last = self._times[queueing[[0, -1]]]
            later = self._at_counter[track.detections[times > last + WITHIN_S]]
            if last - first >= WAITED_S and times[-1] > last and not later.any():
                yield int(queueing[-1])

    def exchanges(self, tracks: list[Track], one: int, left: int) -> Iterator[tuple[float, int, int, int]]:
        """Log odds of exchanges with somebody at the counter of the one who was last seen in the queue on the detection
        `left`: with whom, and where the detections of both are parted.
        """
        gone = tracks[one].detections
        times, last = self._times[gone], float(self._times[left])
        ends = self._times[np.array([track.detections[[0, -1]] for track in tracks])]
        for other in np.flatnonzero((ends[:, 0] <= last - SERVED_S) & (ends[:, 1] >= last + SERVED_S)).tolist():
            track = tracks[other]
            served = self._times[track.detections]
            if other == one or not self._dwells(track.detections, served, last):
                continue
            near = [slice(*np.searchsorted(t, [last - WITHIN_S, last + WITHIN_S + 1e-6])) for t in (times, served)]
            for at in np.unique(np.concatenate([times[near[0]], served[near[1]]])):
                here, there = (int(np.searchsorted(t, at, side="right")) for t in (times, served))
                if min(here, there, len(served) - there) < 2 or here == len(times):
                    continue
                log_odds = self._log_odds(gone, here, track.detections, there)
                if log_odds is not None:
                    yield log_odds, other, here, there

    def _dwells(self, detections: np.ndarray, times: np.ndarray, last: float) -> bool:
        """Whether somebody is at the counter before and after the other one leaves the queue."""
        there = self._at_counter[detections]
        before = there[(times >= last - WITHIN_S - SERVED_S) & (times <= last - WITHIN_S)]
        after = there[(times >= last + WITHIN_S) & (times <= last + WITHIN_S + SERVED_S)]
        return bool(len(before) and len(after) and before.mean() > 0.5 and after.mean() > 0.5)

    def _log_odds(self, gone: np.ndarray, here: int, stayed: np.ndarray, there: int) -> float | None:
        """Log odds of an exchange after so many detections of either; `None` where they cannot have, or none was
        compared."""
        left, went, stood, stands = gone[:here], gone[here:], stayed[:there], stayed[there:]
        apart = np.linalg.norm(self._heads[left[-1]] - self._heads[stood[-1]])
        if apart > CLOSE_HEIGHTS * (self._heights[left[-1]] + self._heights[stood[-1]]) / 2:
            return None
        crossed, kept = ((stood, went), (left, stands)), ((stood, stands), (left, went))
        similarity = [[self._alike(*pair) for pair in pairs] for pairs in (crossed, kept)]
        if None in (*similarity[0], *similarity[1]):
            return None
        steps = [sum(self._step(*pair) for pair in pairs) for pairs in (crossed, kept)]
        return STEPPED_UP + SIMILARITY_ODDS * (sum(similarity[0]) - sum(similarity[1])) + steps[0] - steps[1]

    def _step(self, before: np.ndarray, after: np.ndarray) -> float:
        """Logarithm of how probable the way from the last detection before to the first one after is, but for what is
        the same for all."""
        one, other = before[-1], after[0]
        apart = np.linalg.norm(self._heads[other] - self._heads[one]) / self._heights[[one, other]].mean()
        spread = STANDING_SPREAD + STEP_SPREAD * (self._times[other] - self._times[one])
        return float(-((apart / spread) ** 2) / 2 - 2 * np.log(spread))

    def _alike(self, before: np.ndarray, after: np.ndarray) -> float | None:
        earlier, later = zip(*product(before[-COMPARED:], after[:COMPARED]), strict=True)
        similarity = self._day.similarity.between(np.array(later), np.array(earlier))
        told = similarity[~np.isnan(similarity)]
        return float(told.mean()) if len(told) else None


def _exchanged(one: Track, here: int, other: Track, there: int, log_odds: float) -> tuple[Track, Track]:
    """Both tracks with their later detections exchanged if that is more probable than not, and the doubt in `sure`."""
    probability = 1 / (1 + np.exp(-abs(log_odds)))
    heads = one.part(np.arange(here)), other.part(np.arange(there))
    tails = one.part(np.arange(here, len(one.detections))), other.part(np.arange(there, len(other.detections)))
    if log_odds > 0:
        tails = tails[1], tails[0]
    return _joined(heads[0], tails[0], probability), _joined(heads[1], tails[1], probability)


def _joined(before: Track, after: Track, probability: float) -> Track:
    """One track, with so much doubt where the two are joined."""
    sure = np.append(before.sure, after.sure)
    sure[len(before.sure)] = min(sure[len(before.sure)], probability)
    values = (np.concatenate([a, b]) for a, b in zip(vars(before).values(), vars(after).values(), strict=True))
    return Track(*list(values)[:-1], sure)
