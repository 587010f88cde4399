"""People found again after they were lost: too long or too far for the links, but in all probability the same."""

import numpy as np

from transforms.events.camera_day import CameraDay
from transforms.events.exchanges import OTHERS_BELOW, alike
from transforms.events.linking import BODY_HEIGHT_M, ON_THE_WAY, STANDING_SPREAD, Track

RESUMED_S = 20.0
"""Longest time between being lost in the open and being found there."""

PICTURE_EDGE = 0.02
"""Boxes nearer than this to a side or the bottom of the picture are of people who may have come in, or gone out."""


def resumed_from(day: CameraDay, tracks: list[Track], walking_m_s: float) -> list[tuple[int, float] | None]:
    """For each track, the earlier one that it may continue, and the log odds of that by their looks; `None`: none.

    Tracks are in order of their first sighting. Somebody who comes in at the edge of the picture continues none; each
    is continued once at most, by the first within `RESUMED_S` and walking distance who does not look different. The log
    odds are 0 where looks were not compared.
    """
    found: list[tuple[int, float] | None] = []
    taken: set[int] = set()
    for number, track in enumerate(tracks):
        best = None
        if not _at_edge(track.boxes[0]):
            lost = [(_lost_for(day, tracks[k], track), k) for k in range(number) if k not in taken]
            for seconds, k in sorted((s, k) for s, k in lost if 0 < s <= RESUMED_S):
                if not _at_edge(tracks[k].boxes[-1]) and _in_reach(day, tracks[k], track, seconds, walking_m_s):
                    likeness = alike(day, tracks[k], track)
                    if likeness is None or likeness >= OTHERS_BELOW:
                        best = k, 0.0 if likeness is None else float(ON_THE_WAY.of(np.array(likeness)))
                        taken.add(k)
                        break
        found.append(best)
    return found


def _lost_for(day: CameraDay, earlier: Track, later: Track) -> float:
    return float(day.times[later.samples[0]] - day.times[earlier.samples[-1]])


def _in_reach(day: CameraDay, earlier: Track, later: Track, seconds: float, walking_m_s: float) -> bool:
    (x1, y1, x2, y2), (u1, v1, u2, v2) = earlier.boxes[-1], later.boxes[0]
    apart = np.hypot((u1 + u2 - x1 - x2) / 2 * day.aspect, v1 - y1) / max(y2 - y1, v2 - v1)
    return bool(apart <= 3 * STANDING_SPREAD + seconds * walking_m_s / BODY_HEIGHT_M)


def _at_edge(box: np.ndarray) -> bool:
    return bool(box[0] < PICTURE_EDGE or box[2] > 1 - PICTURE_EDGE or box[3] > 1 - PICTURE_EDGE)
