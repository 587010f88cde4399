"""Who was lost from sight while waiting, and found again in the queue or at the counter."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import prod

import numpy as np

from pantau.transforms.tracking.motion import BODY_HEIGHT_M
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Dwell

NEAR_S = 5.0
"""Somebody last seen so soon after a dwell in the queue, or first seen so soon before one, was lost or found there.
Chosen."""

ASIDE_M = 1.0
"""What the place of a person may be wrong by, metres on the floor. Chosen."""


@dataclass(frozen=True)
class StitchedIdentities:
    """The person of each track: the number of the first track they were seen as, and how sure each later one is.

    `links`: of a track the times (n,) of its detections, epoch seconds, and how sure it is that each is of the person
    of the one before.
    """

    first: dict[int, int]
    sure: dict[int, float]
    links: Mapping[int, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict)

    def person(self, track: int) -> int:
        """Who a track is of."""
        return self.first.get(track, track)

    def identity_confidence(self, tracks: Iterable[int]) -> float:
        """Probability that these tracks are of whom they are taken to be."""
        return prod(self.sure.get(track, 1.0) for track in tracks)

    def linked(self, track: int, start: float, end: float) -> float:
        """Probability that whom a track shows is the same at both times."""
        times, sure = self.links.get(track, (np.zeros(0), np.zeros(0)))
        return float(sure[(start < times) & (times <= end)].prod())


def stitch_in_queue(
    tracks: list[Track],
    times: np.ndarray,
    aspect: float,
    queueing: list[Dwell],
    customers: list[Dwell],
    same: Callable[[int, int], float],
    longest_s: float,
    walking_m_s: float,
) -> StitchedIdentities:
    """Joins who was lost in a queue with who was found in one or at a counter, where nothing else is plausible.

    Considered is who was found within `longest_s` (s) and not farther away than somebody can have walked (metres a
    second, by the height of their boxes). `same(earlier track, later track)`, between 0 and 1, is how probable it is
    for two alone; the others whom either could be make it less, and it could always be somebody else altogether. Joined
    is what remains more probable than everything else together. times (n,) of the camera day, epoch seconds.
    """
    seen = {number: (float(times[t.samples[0]]), float(times[t.samples[-1]])) for number, t in enumerate(tracks)}
    begun = {
        dwell.track: dwell.span.start.at for dwell in sorted([*queueing, *customers], key=lambda s: -s.span.start.at)
    }
    ended = {dwell.track: dwell.span.end.at for dwell in sorted([*customers, *queueing], key=lambda s: s.span.end.at)}
    waited = {dwell.track for dwell in queueing if dwell.span.end.at == ended[dwell.track]}
    lost = [track for track in sorted(waited) if seen[track][1] - ended[track] <= NEAR_S]
    found = [track for track in sorted(begun) if begun[track] - seen[track][0] <= NEAR_S]
    odds = np.zeros((len(lost), len(found)))
    for row, earlier in enumerate(lost):
        for column, later in enumerate(found):
            away = seen[later][0] - seen[earlier][1]
            if 0 < away <= longest_s and (
                _metres(tracks[earlier], tracks[later], aspect) <= ASIDE_M + away * walking_m_s
            ):
                probability = same(earlier, later)
                odds[row, column] = probability / (1 - probability)
    others = np.maximum(odds.sum(axis=0)[None], odds.sum(axis=1)[:, None])
    sure = odds / (1 + others)

    first: dict[int, int] = {}
    sure_of: dict[int, float] = {}
    for row, column in sorted(np.argwhere(sure > 0.5).tolist(), key=lambda pair: seen[found[pair[1]]]):
        first[found[column]] = first.get(lost[row], lost[row])
        sure_of[found[column]] = float(sure[row, column])
    links = {number: (times[track.samples], track.sure) for number, track in enumerate(tracks)}
    return StitchedIdentities(first, sure_of, links)


def _metres(earlier: Track, later: Track, aspect: float) -> float:
    """From where one track ends to where another begins."""
    boxes = np.array([earlier.boxes[-1], later.boxes[0]])
    heads = np.stack([(boxes[:, 0] + boxes[:, 2]) / 2 * aspect, boxes[:, 1]], axis=1)
    height = float(np.mean(boxes[:, 3] - boxes[:, 1]))
    return float(np.linalg.norm(heads[1] - heads[0])) / max(height, 1e-3) * BODY_HEIGHT_M
