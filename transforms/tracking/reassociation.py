"""People found again after they were lost: too long or too far for the links, but perhaps the same."""

import numpy as np

from pantau.transforms.detection.appearance_memory import MEMORY_S
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.identity_switches import OTHERS_BELOW, alike
from pantau.transforms.tracking.motion import BODY_HEIGHT_M, ON_THE_WAY, STANDING_SPREAD
from pantau.transforms.tracking.tracks import Track


def reassociated_from(day: CameraDay, tracks: list[Track], walking_m_s: float) -> list[tuple[int, float] | None]:
    """For each track, the earlier one that it may continue, and the log odds of that by their looks; `None`: none.

    Tracks are in order of their first detection; each is continued once at most. The latest lost within walking
    distance counts, if the looks of both were compared (which is not done over long: then somebody else is far more
    probable) and do not differ. Who leaves the frame may come in again: a passage to the staff area may lie beyond its
    edge.
    """
    found: list[tuple[int, float] | None] = []
    taken: set[int] = set()
    ends = day.times[[track.samples[-1] for track in tracks]] if tracks else np.zeros(0)
    for track in tracks:
        ago = day.times[track.samples[0]] - ends
        near = np.flatnonzero((ago > 0) & (ago <= MEMORY_S)).tolist()
        lost = [k for k in near if k not in taken and _in_reach(day, tracks[k], track, float(ago[k]), walking_m_s)]
        best = None
        for k in sorted(lost, key=lambda k: -tracks[k].samples[-1]):
            similarity = alike(day, tracks[k], track)
            if similarity is not None and similarity >= OTHERS_BELOW:
                best = k, float(ON_THE_WAY.of(np.array(similarity)))
                taken.add(k)
                break
        found.append(best)
    return found


def _in_reach(day: CameraDay, earlier: Track, later: Track, seconds: float, walking_m_s: float) -> bool:
    (x1, y1, x2, y2), (u1, v1, u2, v2) = earlier.boxes[-1], later.boxes[0]
    apart = np.hypot((u1 + u2 - x1 - x2) / 2 * day.aspect, v1 - y1) / max(y2 - y1, v2 - v1)
    return bool(apart <= 3 * STANDING_SPREAD + seconds * walking_m_s / BODY_HEIGHT_M)
