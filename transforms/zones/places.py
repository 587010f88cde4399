"""Where somebody spent their time: on seats and in staff areas, or among the visitors; and where they came from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pantau.schemas.site.zones import View, Zone
from pantau.transforms.tracking.tracks import Track, boxes_of, for_each
from pantau.transforms.zones.dwells import Visibility
from pantau.transforms.zones.membership import in_any, members

SEATED_HEIGHTS = 1.4
"""Height of a clerk's box over that of the seat (head to lap) at most; who stands before or behind a seat is taller.
Chosen."""

FIRST_DETECTIONS = 3
"""Detections that tell from which side somebody came; a single one may be wrong about the feet. Chosen."""


@dataclass(frozen=True)
class PlaceUse:
    """The pattern of one person. Times are in seconds.

    on_seat, in_staff_area: the staff area without the time on seats. among_before, among_after: in customer, queue and
    waiting zones before they were seen twice in a staff area or on a seat, and after that. from_staff_side: the share
    of the first detections that lie in a staff area or on a seat, a half where somebody hides all feet. seen_coming:
    the camera showed the moment before the first. into_staff_area: last seen there, and the camera showed the moment
    after.
    """

    on_seat: float
    in_staff_area: float
    among_before: float
    among_after: float
    from_staff_side: float
    seen_coming: bool
    into_staff_area: bool


@dataclass(frozen=True)
class Places:
    """Flags (n,) of the detections of a track: on a seat; in a customer, queue or waiting zone; in a staff area with
    the feet in view; and those whose feet somebody hides."""

    seated: np.ndarray
    visiting: np.ndarray
    walking: np.ndarray
    hidden: np.ndarray

    def part(self, chosen: slice) -> "Places":
        """Those of some of the detections."""
        return Places(*(flags[chosen] for flags in vars(self).values()))


def places_of(tracks: Sequence[Track], hidden: Sequence[np.ndarray], view: View) -> list[Places]:
    """Where tracks were in the zones of a view; `hidden` flags the detections of each whose feet somebody hides.

    A box that ends where somebody nearer begins says nothing about where the feet are: it may reach into the frame of
    the staff area, and its owner stand at the counter.
    Who is on a seat is not among the visitors, even where the lower edge of the box, cut by the desk, lies in the zone
    of the customers.
    """
    boxes = boxes_of(tracks)
    seated = on_seats(view.of("seat"), boxes)
    visiting = in_any(view.of("customer", "queue", "waiting"), boxes) & ~seated
    covered = np.concatenate([np.zeros(0, dtype=bool), *hidden])
    walking = in_any(view.of("staff"), boxes) & ~seated & ~visiting & ~covered
    flags = (for_each(tracks, one) for one in (seated, visiting, walking, covered))
    return [Places(*one) for one in zip(*flags, strict=True)]


def place_use_of(track: Track, places: Places, visibility: Visibility) -> PlaceUse:
    """The pattern of a track that was in these places."""
    seated, visiting, walking, hidden = vars(places).values()
    working = seated | walking
    places = np.flatnonzero(working)
    change = int(places[1]) if len(places) > 1 else len(working)
    first = working[seated | ~hidden][:FIRST_DETECTIONS]
    seconds = _seconds(visibility.times[track.samples], visibility.reach)
    return PlaceUse(
        on_seat=float(seconds[seated].sum()),
        in_staff_area=float(seconds[walking].sum()),
        among_before=float(seconds[:change][visiting[:change]].sum()),
        among_after=float(seconds[change:][visiting[change:]].sum()),
        from_staff_side=float(first.mean()) if len(first) else 0.5,
        seen_coming=not visibility.appearance(int(track.samples[0])).censored,
        into_staff_area=bool(working[-1]) and not visibility.disappearance(int(track.samples[-1])).censored,
    )


def _seconds(times: np.ndarray, reach: float) -> np.ndarray:
    """(n,) the time for which each detection speaks: half of the way to its neighbours, none counted beyond `reach`."""
    seconds, steps = np.zeros(len(times)), np.minimum(times[1:] - times[:-1], reach)
    seconds[1:] = steps
    seconds[:-1] += steps
    return seconds / 2


def on_seats(seats: Sequence[Zone], boxes: np.ndarray) -> np.ndarray:
    """(n,) flags: which boxes (n, 4) have their middle in a seat, and are no taller than somebody in it can be."""
    found = np.zeros(len(boxes), dtype=bool)
    for seat in seats:
        tallest = SEATED_HEIGHTS * (seat.bounds[3] - seat.bounds[1])
        middle = members(seat, boxes, "centre")
        found |= middle & (boxes[:, 3] - boxes[:, 1] <= tallest)
    return found
