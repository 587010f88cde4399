"""All zones that are proposed from what was seen in a stretch, each with its evidence."""

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from pantau.schemas.site.zones import ZoneKind
from pantau.transforms.zone_setup.customer_proposals import CustomerProposal, customer_proposals
from pantau.transforms.zone_setup.queue_proposals import queue_proposals
from pantau.transforms.zone_setup.seat_proposals import SeatProposal, seat_proposals
from pantau.transforms.zone_setup.seen_stretch import SeenStretch
from pantau.transforms.zone_setup.still_proposals import still_proposals

FAR_LESS = 0.5
"""Share of the time of another seat. Chosen: two clerks at one counter are there about as long."""


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


def doubled_seats(seats: list[SeatProposal], customers: list[CustomerProposal]) -> set[int]:
    """Numbers of seats before which the very visitors of another one stand, on which somebody is far more often.

    What is seen there is the upper part of these visitors, or that clerk once more.
    """
    return {
        one.seat
        for one, other in permutations(customers, 2)
        if seats[one.seat].share < FAR_LESS * seats[other.seat].share
        and 2 * len(np.intersect1d(one.detections, other.detections)) > len(one.detections)
    }


def zone_proposals(stretch: SeenStretch) -> list[ZoneProposal]:
    """Seats, before them the places where visitors are served, and before these their queues, from left to right; then
    what never moves elsewhere, to be ignored."""
    seats = seat_proposals(stretch)
    customers = customer_proposals(stretch, seats)
    if doubled := doubled_seats(seats, customers):
        seats = [seat for number, seat in enumerate(seats) if number not in doubled]
        customers = customer_proposals(stretch, seats)
    served = {one.seat: one for one in customers}
    queues = {one.seat: one for one in queue_proposals(stretch, seats, customers)}
    found = []
    for place, seat in enumerate(seats):
        if place in served:
            one = served[place]
            found.append(ZoneProposal("customer", one.polygon, place, one.share, one.detections))
        found.append(ZoneProposal("seat", _corners(*seat.box), place, seat.share, seat.detections))
        if place in queues:
            queue = queues[place]
            found.append(ZoneProposal("queue", queue.polygon, place, queue.share, queue.detections))
    clerks = np.concatenate([np.zeros(0, dtype=int), *(seat.detections for seat in seats)])
    found += [
        ZoneProposal("ignore", _corners(*one.box), place, one.share, one.detections)
        for place, one in enumerate(still_proposals(stretch, clerks), len(seats))
    ]
    return found


def _corners(x1: float, y1: float, x2: float, y2: float) -> tuple[tuple[float, float], ...]:
    return ((x1, y1), (x2, y1), (x2, y2), (x1, y2))
