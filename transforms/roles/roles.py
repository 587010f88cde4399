"""Who is of the staff and who a visitor: by the places people use, how long and in which order, never by their looks.

Each pattern is evidence, in log odds of being staff (0 even, 2 about 7 to 1, 4 about 50 to 1), and they are added
(naive Bayes). Times count by a curve that rises at first and then levels off, so that few seconds never give certainty
and hours of one pattern do not outweigh all others:

| pattern | log odds | because |
|---|---|---|
| anybody | -0.5 | of those followed more are visitors |
| came into view on the staff side, or not | ±3 | staff come through staff areas; half where the moment was not seen |
| goes on where somebody was just lost | the same ±3, by who that was | as probable as it is that both are one person |
| on a seat | +5 in a minute, up to +10 in five | visitors do not sit behind desks, and if so, not for long |
| in a staff area | up to +2 in a minute and a half | visitors go there now and then, and come out soon |
| among visitors, before being on the staff side | up to -4 within a minute | that is what visiting is |
| among visitors afterwards | up to -2 in three minutes | staff come out to help or to fetch something |
| last seen going into the staff side | +0.5 | staff go where they came from |

The values are round numbers that fit three rendered offices (seeds kept for development): of the person-time with a
probability above 0.98 99.9 % was of staff, of that below 0.1 it was 0.2 %; what lies between is rare. The seat was
given more weight since, after another office had shown an officer who took over the track of a visitor.
"""

from dataclasses import replace
from typing import Literal

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View
from pantau.transforms.roles.lost_before import lost_before
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.occlusion import feet_occluded
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Visibility
from pantau.transforms.zones.places import PlaceUse, place_use_of, places_of

Role = Literal["staff", "visitor"]

ANYBODY, CAME_FROM, WENT_IN = -0.5, 3.0, 0.5
"""Log odds of the patterns that take no time. Chosen, as the module says."""

ON_SEAT, IN_STAFF_AREA, AMONG_BEFORE, AMONG_AFTER = (10.0, 80.0), (2.0, 30.0), (-4.0, 20.0), (-2.0, 60.0)
"""Most that a pattern says, and seconds after which it has said 63 % of that. Chosen, as the module says."""


def staff_probabilities(day: CameraDay, view: View, tracks: list[Track], thresholds: Thresholds) -> np.ndarray:
    """(tracks,) probability that each is of the staff; tracks by their first detection."""
    visibility, hidden = Visibility(day), feet_occluded(day)
    sampled = [track.on_samples(day) for track in tracks]
    seen = [some if len(some.samples) else track for some, track in zip(sampled, tracks, strict=True)]
    places = places_of(seen, [hidden[one.detections] for one in seen], view)
    place_uses = [place_use_of(*one, visibility) for one in zip(seen, places, strict=True)]
    found: list[float] = []
    before = lost_before(day, tracks, thresholds.track_gap_s, thresholds.walking_m_s)
    for place_use, lost in zip(place_uses, before, strict=True):
        if lost is not None:
            earlier, same = lost
            side = same * found[earlier] + (1 - same) * place_use.from_staff_side
            place_use = replace(place_use, from_staff_side=side)
        found.append(_probability(came_from(place_use) + dwelt(place_use)))
    return np.array(found)


def came_from(place_use: PlaceUse) -> float:
    """Log odds of being staff by where somebody came into view."""
    side = 2 * place_use.from_staff_side - 1
    return ANYBODY + CAME_FROM * side * (1.0 if place_use.seen_coming else 0.5)


def dwelt(place_use: PlaceUse) -> float:
    """Log odds of being staff by how somebody spent the time, and where they went."""
    return (
        _levelling(place_use.on_seat, *ON_SEAT)
        + _levelling(place_use.in_staff_area, *IN_STAFF_AREA)
        + _levelling(place_use.among_before, *AMONG_BEFORE)
        + _levelling(place_use.among_after, *AMONG_AFTER)
        + (WENT_IN if place_use.into_staff_area else 0.0)
    )


def role_of(probability: float) -> Role:
    """The more probable role; visitor where both are as probable."""
    return "staff" if probability > 0.5 else "visitor"


def _levelling(seconds: float, most: float, within: float) -> float:
    return most * -float(np.expm1(-seconds / within))


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))
