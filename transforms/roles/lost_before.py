"""Who was lost from sight right before somebody came into view there, and may be the same person."""

from collections.abc import Sequence

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.identity_switches import same_person
from pantau.transforms.tracking.motion import within_gate
from pantau.transforms.tracking.tracks import Track


def lost_before(
    day: CameraDay, tracks: Sequence[Track], gap_s: float, walking_m_s: float
) -> list[tuple[int, float] | None]:
    """(tracks,) for each the number of the track that was lost at most `gap_s` before it, and from where one can walk
    to its first detection, with the probability that both are of one person; of several the most probable one.

    The tracker has not joined them: it was not sure enough, or its best whole had another use for one of them.
    """
    firsts, lasts = (np.array([track.detections[end] for track in tracks], dtype=int) for end in (0, -1))
    begun, ended = day.times[day.person_sample[firsts]], day.times[day.person_sample[lasts]]
    order = np.argsort(ended, kind="stable")
    since = np.searchsorted(ended[order], begun - gap_s - 1e-6)
    until = np.searchsorted(ended[order], begun)
    heads, heights = _heads(day, lasts), day.person_box[lasts, 3] - day.person_box[lasts, 1]
    found: list[tuple[int, float] | None] = []
    for number, track in enumerate(tracks):
        near = order[since[number] : until[number]]
        away = _heads(day, firsts[[number]]) - heads[near]
        scale = np.maximum((heights[near] + track.boxes[0, 3] - track.boxes[0, 1]) / 2, 1e-3)
        near = near[within_gate(begun[number] - ended[near], away, scale, walking_m_s)]
        same = [(same_person(day, tracks[earlier], track), earlier) for earlier in near.tolist()]
        found.append(max(same)[::-1] if same else None)
    return found


def _heads(day: CameraDay, detections: np.ndarray) -> np.ndarray:
    """(n, 2) the middles of the upper edges, in heights of the frame."""
    x1, y1, x2, _ = day.person_box[detections].T
    return np.stack([(x1 + x2) / 2 * day.aspect, y1], axis=1)
