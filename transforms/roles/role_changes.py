"""Where somebody of another role went on under the number of somebody followed, so that staff and visitors mix.

Where it is doubtful that two detections are of one person, what people did before and after tells: a visitor does not
go on as an officer. How they look and move is weighed when they are linked, and is in how sure the link is.
"""

from collections.abc import Sequence

import numpy as np

from pantau.schemas.site.zones import View
from pantau.transforms.roles.roles import ANYBODY, after_work, came_from, dwelt
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.feet.occluded_feet import feet_occluded
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Visibility
from pantau.transforms.zones.places import Places, place_use_of, places_of

DOUBTFUL = 0.92
"""Links less sure than this are observed: those with a margin below 0.85. Officers come out and go back to their seats:
on rendered offices, with the tracker before, 10 of 12 cuts at such links were between two people, and none of 3 at
surer ones.
"""


def parted_by_role(day: CameraDay, view: View, tracks: Sequence[Track]) -> list[Track]:
    """The tracks, each cut where somebody of the other role more probably went on, in order of first detection."""
    visibility, hidden = Visibility(day), feet_occluded(day)
    places = places_of(tracks, [hidden[track.detections] for track in tracks], view)
    parts = [part for one in zip(tracks, places, strict=True) for part in _parts(*one, visibility)]
    return sorted(parts, key=lambda track: int(track.detections[0]))


def _parts(track: Track, places: Places, visibility: Visibility) -> list[Track]:
    if not (places.visiting.any() and (places.seated | places.walking).any()):
        return [track]
    doubtful = np.flatnonzero(track.sure[1:] < DOUBTFUL) + 1
    gains = [_gain(track, places, int(cut), visibility) for cut in doubtful]
    if not gains or max(gains) <= 0:
        return [track]
    cut = int(doubtful[np.argmax(gains)])
    return [
        part
        for side in (slice(None, cut), slice(cut, None))
        for part in _parts(track.part(side), places.part(side), visibility)
    ]


def _gain(track: Track, places: Places, cut: int, visibility: Visibility) -> float:
    """Log odds that another person, of the other role, goes on from a detection; below zero where the roles agree.

    The likelihoods are those of what was done by staff over that by visitors.
    """
    before, after = (
        place_use_of(track.part(side), places.part(side), visibility) for side in (slice(None, cut), slice(cut, None))
    )
    first, anew = came_from(before), ANYBODY
    if (first + dwelt(before) > 0) == (anew + dwelt(after) > 0):
        return -np.inf
    worked = before.on_seat + before.in_staff_area > 0
    one = np.logaddexp(first + dwelt(before) + dwelt(after_work(after) if worked else after), 0.0)
    two = np.logaddexp(first + dwelt(before), 0.0) + np.logaddexp(anew + dwelt(after), 0.0) - np.logaddexp(anew, 0.0)
    sure = float(np.clip(track.sure[cut], 1e-3, 1 - 1e-3))
    return float(two - one + np.log((1 - sure) / sure))
