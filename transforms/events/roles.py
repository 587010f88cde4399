"""Who is a visitor and who is of the staff: by the zones people use and in which order, never by their looks."""

from typing import Literal

import numpy as np

from schemas.site.zones import View
from transforms.events.linking import Track
from transforms.events.membership import members

Role = Literal["staff", "visitor"]

SEATED_HEIGHTS = 1.4
"""Height of a clerk's box over that of the seat (head to lap) at most; who stands before a seat is taller."""

VISITOR_FIRST_S = 4.0
"""Somebody who spent this long among the visitors before entering a staff area is a visitor, not an officer passing."""


def roles_of(tracks: list[Track], view: View, times: np.ndarray) -> list[Role]:
    """The role of each track.

    Staff is who appears in a staff area or on a seat without having spent `VISITOR_FIRST_S` in a customer, queue or
    waiting zone before. Everybody else is a visitor: officers are only those whom the drawn zones say so of.
    """
    return [_role(track, view, times) for track in tracks]


def _role(track: Track, view: View, times: np.ndarray) -> Role:
    visiting = among(track.boxes, view, "customer", "queue", "waiting")
    working = (among(track.boxes, view, "staff") | _seated(track.boxes, view)) & ~visiting
    if working.sum() < 2:
        return "visitor"
    entered = int(np.flatnonzero(working)[0])
    steps = np.diff(times[track.samples[: entered + 1]])
    return "visitor" if float(steps[visiting[:entered]].sum()) >= VISITOR_FIRST_S else "staff"


def _seated(boxes: np.ndarray, view: View) -> np.ndarray:
    """(n,) flags: boxes with their middle in a seat, and no taller than somebody in it can be."""
    height = boxes[:, 3] - boxes[:, 1]
    seated = np.zeros(len(boxes), dtype=bool)
    for seat in view.of("seat"):
        tallest = SEATED_HEIGHTS * (seat.bounds[3] - seat.bounds[1])
        seated |= members(seat.model_copy(update={"anchor": "centre"}), boxes) & (height <= tallest)
    return seated


def among(boxes: np.ndarray, view: View, *kinds) -> np.ndarray:
    """(n,) flags: which boxes are in any zone of these kinds."""
    inside = [members(zone, boxes) for zone in view.of(*kinds)]
    return np.any(inside, axis=0) if inside else np.zeros(len(boxes), dtype=bool)
