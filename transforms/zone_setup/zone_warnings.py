"""What of drawn zones will not work, by who was seen: told before a night is run on them.

A warning is no refusal: who was seen in one hour may be unusual.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely

from pantau.schemas.site.zones import View, Zone
from pantau.transforms.zone_setup.customer_proposals import Polygon
from pantau.transforms.zone_setup.seat_proposals import PARTLY_HIDDEN, shown_share, stature_in
from pantau.transforms.zone_setup.seen_stretch import SeenStretch
from pantau.transforms.zones.membership import in_any, members
from pantau.transforms.zones.places import on_seats

FEWEST_FRAMES = 30
"""On so many frames somebody must be seen before anything is said of a place: chosen, a minute at the usual cadence."""

SMALLEST_SEAT_PX = 30
"""Longer side of a seat, pixels of the recording. Of 20 hand-boxed officers of real clips the seat model finds 18 where
it has 40, 17 at 30, 14 at 25, 11 at 20 and 4 at 15 (`benchmarks/seat_sizes.py`)."""

FEW, MARGIN = 0.05, 0.005
"""Share of people at either side beyond whom the zone is not drawn; share of the frame by which it is wider than the
rest. Chosen."""

WarningWord = Literal["queue_never_visited", "feet_hidden", "seat_too_small"]


@dataclass(frozen=True)
class ZoneWarning:
    """What may be wrong with the zone of that name, with the figures that say so.

    queue_never_visited: (frames with customers of its counters, frames looked at). feet_hidden: (frames with people
    who would stand in the zone if their feet were not hidden, frames with somebody's feet in it); polygon: the zone
    drawn up to the middles of their bodies, for the anchor `centre`. seat_too_small: (pixels of its longer side, pixels
    needed).
    """

    zone: str
    word: WarningWord
    figures: tuple[int, int]
    polygon: Polygon | None = None


def zone_warnings(stretch: SeenStretch, view: View) -> list[ZoneWarning]:
    """All warnings about the zones of a view, in their order."""
    found = [*never_visited(stretch, view), *hidden_feet(stretch, view)]
    found += small_seats(view.of("seat"), stretch.width, stretch.height)
    order = {zone.id: number for number, zone in enumerate(view.zones)}
    return sorted(found, key=lambda one: order[one.zone])


def never_visited(stretch: SeenStretch, view: View) -> list[ZoneWarning]:
    """Queues in which nobody was, while customers of their counters were seen."""
    boxes, times = _counted(stretch, view)
    found = []
    for queue in view.of("queue"):
        served = [zone for zone in view.of("customer") if set(zone.counters) & set(queue.counters)]
        frames = _frames(times[in_any(served, boxes)])
        if frames >= FEWEST_FRAMES and not members(queue, boxes).any():
            found.append(ZoneWarning(queue.id, "queue_never_visited", (frames, stretch.frames)))
    return found


def hidden_feet(stretch: SeenStretch, view: View) -> list[ZoneWarning]:
    """Customer zones asked for feet, where on most frames a desk or a trolley hides those of who stands there.

    Of such people less is seen than of somebody who stands with their head there; that one's feet would be in the zone,
    the lower edge of what is seen is above it. Who is on a seat or in a staff area is none of them; so nothing is said
    of a counter before one of these is drawn, nor where too few people walk to tell how tall somebody is.
    """
    stature = stature_in(stretch)
    if stature is None:
        return []
    boxes, times = _counted(stretch, view)
    officers = on_seats(view.of("seat"), boxes) | in_any(view.of("staff"), boxes)
    cut = ~officers & (shown_share(boxes, stature) <= PARTLY_HIDDEN)
    whole = boxes.copy()
    whole[:, 3] = (boxes[:, 1] - stature.slope * stature.horizon) / (1 - stature.slope)
    found = []
    for zone in view.of("customer"):
        behind = [*view.of("seat", counter=zone.counters[0]), *view.of("staff")]
        if zone.anchor not in (None, "feet") or not behind:
            continue
        inside = members(zone, boxes) & ~officers
        hidden = cut & ~inside & members(zone, whole)
        frames, seen = _frames(times[hidden]), _frames(times[inside])
        if frames >= FEWEST_FRAMES and frames > seen:
            found.append(ZoneWarning(zone.id, "feet_hidden", (frames, seen), _drawn_up(zone, boxes[hidden])))
    return found


def small_seats(seats: Sequence[Zone], width: int, height: int) -> list[ZoneWarning]:
    """Seats that have too few pixels, in recordings of that size, for the seat model to find who sits there."""
    found = []
    for seat in seats:
        x1, y1, x2, y2 = seat.bounds
        side = max((x2 - x1) * width, (y2 - y1) * height)
        if side < SMALLEST_SEAT_PX:
            found.append(ZoneWarning(seat.id, "seat_too_small", (int(side), SMALLEST_SEAT_PX)))
    return found


def _counted(stretch: SeenStretch, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Boxes (n, 4) and times (n,) of those whom no `ignore` zone leaves out."""
    kept = ~in_any(view.of("ignore"), stretch.boxes)
    return stretch.boxes[kept], stretch.times[kept]


def _drawn_up(zone: Zone, boxes: np.ndarray) -> Polygon:
    """The convex hull of the zone and of the middles of boxes (n, 4), but for a few of them."""
    low, high = np.quantile((boxes[:, :2] + boxes[:, 2:]) / 2, (FEW, 1 - FEW), axis=0)
    (x1, y1), (x2, y2) = low - MARGIN, high + MARGIN
    corners = [*zone.polygon, (x1, y1), (x2, y1), (x2, y2), (x1, y2)]
    hull = shapely.convex_hull(shapely.MultiPoint(np.clip(corners, 0, 1)))
    return tuple((round(x, 4), round(y, 4)) for x, y in hull.exterior.coords[:-1])


def _frames(times: np.ndarray) -> int:
    return len(np.unique(times))
