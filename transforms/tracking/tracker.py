"""People over time: which detections on sparse samples are of the same person.

A sample lies a second or two after the one before, so boxes of one person seldom overlap and trackers made for video
at full rate do not apply. Here detections are joined in the order of how plain it is that they are of one person: first
those on consecutive frames that nobody could take for another's, then, over gaps too, what is most probable together
(see `stitching`). How probable a pair is by itself says `links`.
"""

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.motion_state import roots
from pantau.transforms.tracking.own_boxes import own_probability
from pantau.transforms.tracking.people_seen import people_seen
from pantau.transforms.tracking.stitching import stitched
from pantau.transforms.tracking.tracks import Track

LEAST_OWN = 0.05
"""Boxes that are somebody's own with less probability are left out: nearly all are second boxes of others. Chosen."""


def link(day: CameraDay, thresholds: Thresholds, usable: np.ndarray) -> list[Track]:
    """The tracks of a camera day from the detections marked in `usable` (p,), in order of their first detection.

    A detection below `person_score` continues a track and never begins one. A person seen on one sample only is left
    out: single detections are what false detections look like.
    """
    own = own_probability(day)
    names = np.flatnonzero(usable & (day.person_score >= thresholds.person_score_again) & (own > LEAST_OWN))
    if not len(names):
        return []
    people = people_seen(day, names, own[names])
    before, sure = stitched(people, day.similarity, thresholds.track_gap_s, thresholds.walking_m_s)
    strong, on_sample = day.person_score[names] >= thresholds.person_score, ~day.closer[people.frame]
    found = []
    for group in _groups(before):
        begun = group[np.maximum.accumulate(strong[group])]
        if on_sample[begun].sum() > 1:
            seen = names[begun]
            found.append(
                Track(seen, day.person_sample[seen], day.person_box[seen], day.person_score[seen], sure[begun])
            )
    return sorted(found, key=lambda track: int(track.detections[0]))


def _groups(before: np.ndarray) -> list[np.ndarray]:
    """The detections of each person, in order, where `before` (s,) has the one before each, or -1."""
    first = roots(before)
    order = np.argsort(first, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(first[order])) + 1)
