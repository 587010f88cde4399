"""All zones that are proposed from what was seen in a stretch, each with its evidence."""

from dataclasses import dataclass

import numpy as np

from pantau.schemas.site.zones import ZoneKind
from pantau.transforms.zone_setup.customer_proposals import customer_proposals
from pantau.transforms.zone_setup.queue_proposals import queue_proposals
from pantau.transforms.zone_setup.seat_proposals import seat_proposals
from pantau.transforms.zone_setup.seen_stretch import SeenStretch


@dataclass(frozen=True)
class ZoneProposal:
    """A zone that may be drawn: polygon in fractions of the frame, and the share of frames on which somebody was there.

    place: the same number for zones of one counter. detections: numbers of the boxes of the stretch that speak for it.
    """

    kind: ZoneKind
    polygon: tuple[tuple[float, float], ...]
    place: int
    share: float
    detections: np.ndarray


def zone_proposals(stretch: SeenStretch) -> list[ZoneProposal]:
    """Seats, before them the places where visitors are served, and before these their queues, from left to right."""
    seats = seat_proposals(stretch)
    customers = customer_proposals(stretch, seats)
    served = {one.seat: one for one in customers}
    queues = {one.seat: one for one in queue_proposals(stretch, seats, customers)}
    found = []
    for place, seat in enumerate(seats):
        x1, y1, x2, y2 = seat.box
        if place in served:
            one = served[place]
            found.append(ZoneProposal("customer", one.polygon, place, one.share, one.detections))
        corners = ((x1, y1), (x2, y1), (x2, y2), (x1, y2))
        found.append(ZoneProposal("seat", corners, place, seat.share, seat.detections))
        if place in queues:
            queue = queues[place]
            found.append(ZoneProposal("queue", queue.polygon, place, queue.share, queue.detections))
    return found
