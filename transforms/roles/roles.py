"""Who is of the staff and who a visitor: by the places people use, how long and in which order, never by their looks.

Each pattern is evidence, in log odds of being staff (0 even, 2 about 7 to 1, 4 about 50 to 1), and they are added
(naive Bayes). Times count by a curve that rises at first and then levels off, so that few seconds never give certainty
and hours of one pattern do not outweigh all others:

| pattern | log odds | because |
|---|---|---|
| anybody | -0.5 | of those followed more are visitors |
| came into view on the staff side, or not | ±3 | staff come through staff areas; half where the moment was not seen |
| on a seat | +5 in a minute, up to +10 in five | visitors do not sit behind desks, and if so, not for long |
| in a staff area | up to +2 in a minute and a half | visitors go there now and then, and come out soon |
| among visitors, before being on the staff side | up to -4 within a minute | that is what visiting is |
| among visitors afterwards | up to -2 in three minutes | staff come out to help or to fetch something |
| last seen going into the staff side | +0.5 | staff go where they came from |

Somebody found again in the open after having been lost did not come from where they appear: there, what was known of
them before stands for where they came from, as far as it is probable that they are the same.

The values are round numbers that fit three rendered offices (seeds kept for development): of the person-time with a
probability above 0.98 99.9 % was of staff, of that below 0.1 it was 0.2 %; what lies between is rare. The seat was
given more weight since, after another office had shown an officer who took over the track of a visitor.
"""

from dataclasses import replace
from typing import Literal

import numpy as np

from pantau.schemas.site.zones import View
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.feet.occluded_feet import feet_occluded
from pantau.transforms.tracking.reassociation import reassociated_from
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Visibility
from pantau.transforms.zones.places import PlaceUse, place_use_of, places_of

Role = Literal["staff", "visitor"]

ANYBODY = -0.5
CAME_FROM = 3.0
WENT_IN = 0.5
ON_SEAT, IN_STAFF_AREA, AMONG_BEFORE, AMONG_AFTER = (10.0, 80.0), (2.0, 30.0), (-4.0, 20.0), (-2.0, 60.0)
"""Most that a pattern says, and seconds after which it has said 63 % of that."""

SAME = -1.0
"""Log odds that somebody found is who was lost shortly before, without their looks.

On rendered offices 9 of 13 of those who looked most alike were the same, and 4 of 24 of the others.
"""


def staff_probabilities(day: CameraDay, view: View, tracks: list[Track], walking_m_s: float) -> np.ndarray:
    """(tracks,) probability that each is of the staff. Tracks are in order of their first detection."""
    visibility, hidden = Visibility(day), feet_occluded(day)
    result = np.zeros(len(tracks))
    sampled = [track.on_samples(day) for track in tracks]
    seen = [some if len(some.samples) else track for some, track in zip(sampled, tracks, strict=True)]
    places = places_of(seen, [hidden[one.detections] for one in seen], view)
    place_uses = [place_use_of(*one, visibility) for one in zip(seen, places, strict=True)]
    for number, (place_use, resumed) in enumerate(
        zip(place_uses, reassociated_from(day, tracks, walking_m_s), strict=True)
    ):
        # Odds of staff to visitors: summed over being somebody new, and being who was lost.
        new = _probability(came_from(place_use))
        staff, visitor = new * np.exp(dwelt(place_use)), 1 - new
        if resumed:
            earlier, looks = resumed
            same, before = _probability(SAME + looks), result[earlier]
            staff = (1 - same) * staff + same * before * np.exp(dwelt(after_work(place_use)))
            visitor = (1 - same) * visitor + same * (1 - before)
        result[number] = staff / (staff + visitor)
    return result


def after_work(place_use: PlaceUse) -> PlaceUse:
    """The same time, spent by somebody who had been on the staff side before."""
    return replace(place_use, among_before=0.0, among_after=place_use.among_before + place_use.among_after)


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
