import numpy as np
import pytest

from pantau.schemas.site.zones import Zone
from pantau.transforms.zone_setup.customer_proposals import customer_proposals
from pantau.transforms.zone_setup.queue_proposals import LEAST_SHARE, queue_proposals
from pantau.transforms.zone_setup.seat_proposals import seat_proposals
from pantau.transforms.zone_setup.zone_proposals import zone_proposals
from pantau.transforms.zones.membership import members
from tests.transforms.zone_setup.test_zone_proposals import FRAMES, HORIZON, SERVED, SITS, WALKERS, standing, stretch_of

FEET = 0.62
LINE = FEET + 1.1 * (standing(0.27, FEET)[3] - standing(0.27, FEET)[1])
"""How far down those queue who stand a step before the served of these tests."""


def behind(across, down=LINE):
    """Where somebody stands down the frame, on the line that leads away from the camera to a place at `FEET`."""
    return 0.5 + (across - 0.5) * (down - HORIZON) / (FEET - HORIZON)


def waits(across, down=LINE, frames=30, first=0):
    return (first, [standing(behind(across, down), down)] * frames)


def queues(*tracks):
    stretch = stretch_of(*WALKERS, SITS, *SERVED, *tracks)
    seats = seat_proposals(stretch)
    return stretch, queue_proposals(stretch, seats, customer_proposals(stretch, seats))


def test_who_stands_still_before_the_served_queues_there():
    stretch, (found,) = queues(waits(0.25), waits(0.29, first=10))
    assert (found.seat, found.share, len(found.detections)) == (0, 0.4, 60)
    drawn = Zone(id="q", kind="queue", counters=("c",), polygon=found.polygon)
    assert members(drawn, stretch.boxes[found.detections]).all()
    # Nobody who is served stands in it, and its sides lead to the horizon.
    assert not members(drawn, stretch.boxes[100 + FRAMES :][:60]).any()
    (x1, near), (x2, _), (x3, far), (x4, _) = found.polygon
    for low, high in ((x1, x4), (x2, x3)):
        assert (low - 0.5) / (near - HORIZON) == pytest.approx((high - 0.5) / (far - HORIZON), abs=2e-3)


@pytest.mark.parametrize(
    "track",
    [
        waits(0.25, down=FEET + 0.1),
        waits(0.6),
        waits(0.25, frames=int(LEAST_SHARE * FRAMES) - 1),
        (0, [standing(0.02 + 0.09 * step, LINE) for step in range(10)]),
    ],
    ids=["beside the served", "far aside", "too seldom", "walking by"],
)
def test_who_stands_elsewhere_or_passes_by_does_not_queue(track):
    assert queues(track)[1] == []


def test_each_waits_for_the_nearer_of_two_places():
    clerk, served = (0.60, 0.30, 0.65, 0.41), [(40 * i, [standing(0.55, FEET)] * 30) for i in range(2)]
    stretch, found = queues((0, [clerk] * FRAMES), *served, waits(0.3), waits(0.5))
    assert [one.seat for one in found] == [0, 1]
    across = [float(np.mean(stretch.boxes[one.detections][:, [0, 2]])) for one in found]
    assert across == pytest.approx([behind(0.3), behind(0.5)])


def test_queues_are_proposed_with_the_seat_and_the_place_of_their_counter():
    stretch, _ = queues(waits(0.25))
    assert [(one.kind, one.place) for one in zone_proposals(stretch)] == [("customer", 0), ("seat", 0), ("queue", 0)]


def test_where_too_few_walk_no_floor_is_known():
    stretch = stretch_of(SITS, *SERVED, waits(0.25))
    assert queue_proposals(stretch, [], customer_proposals(stretch, [])) == []
