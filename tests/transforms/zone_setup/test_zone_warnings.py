from dataclasses import replace

import numpy as np
import pytest

from pantau.schemas.site.zones import View, Zone
from pantau.transforms.zone_setup.zone_warnings import FEWEST_FRAMES, ZoneWarning, small_seats, zone_warnings
from pantau.transforms.zones.membership import members
from tests.transforms.zone_setup.test_zone_proposals import FRAMES, SERVED, SITS, WALKERS, standing, stretch_of


def zone(id, kind, x1, y1, x2, y2, **more):
    counters = ("c",) if kind in ("customer", "seat", "queue") else ()
    return Zone(id=id, kind=kind, polygon=((x1, y1), (x2, y1), (x2, y2), (x1, y2)), counters=counters, **more)


DESK = zone("desk", "customer", 0.2, 0.58, 0.34, 0.66)
QUEUE = zone("queue", "queue", 0.7, 0.1, 0.9, 0.2)
SEAT = zone("seat", "seat", 0.31, 0.26, 0.42, 0.42)


def warnings(stretch, *zones):
    return zone_warnings(stretch, View(zones=zones))


def test_a_queue_in_which_nobody_was_is_told_with_the_frames_of_its_customers():
    stretch = stretch_of(SITS, *SERVED)
    assert warnings(stretch, QUEUE, DESK) == [ZoneWarning("queue", "queue_never_visited", (60, FRAMES))]
    assert warnings(stretch, zone("queue", "queue", 0.3, 0.3, 0.5, 0.5), DESK) == []


@pytest.mark.parametrize(("stays", "told"), [(FEWEST_FRAMES - 1, 0), (FEWEST_FRAMES, 1)])
def test_where_few_customers_came_nothing_is_said_of_the_queue(stays, told):
    stretch = stretch_of((0, [standing(0.27, 0.62)] * stays))
    assert len(warnings(stretch, QUEUE, DESK)) == told


def test_who_an_ignored_zone_leaves_out_is_no_customer():
    stretch = stretch_of(*SERVED)
    assert warnings(stretch, QUEUE, DESK, zone("mirror", "ignore", 0.2, 0.58, 0.34, 0.66)) == []


def cut(box, share):
    """The upper share of a box: the rest is hidden."""
    x1, y1, x2, y2 = box
    return (x1, y1, x2, y1 + share * (y2 - y1))


HIDDEN = [(40 * i, [cut(standing(0.27, 0.62), 0.7)] * 30) for i in range(2)]


def test_customers_whose_feet_are_hidden_are_told_with_the_zone_that_has_their_middles_inside():
    stretch = stretch_of(*WALKERS, SITS, *HIDDEN)
    (found,) = warnings(stretch, DESK, SEAT)
    assert (found.zone, found.word, found.figures) == ("desk", "feet_hidden", (60, 2))
    middle = 0.344 + 0.35 * 0.276
    assert min(y for _, y in found.polygon) == pytest.approx(middle - 0.005, abs=1e-4)
    drawn = DESK.model_copy(update={"polygon": found.polygon, "anchor": "centre"})
    assert members(drawn, np.array([HIDDEN[0][1][0], standing(0.27, 0.62)])).tolist() == [True, True]
    assert warnings(stretch, drawn, SEAT) == []
    higher = zone("desk", "customer", 0.2, 0.4, 0.34, 0.66)
    assert warnings(stretch, higher, SEAT) == []


def test_nothing_is_said_of_feet_that_are_seen_or_not_asked_for():
    assert warnings(stretch_of(*WALKERS, SITS, *SERVED), DESK, SEAT) == []
    stretch = stretch_of(*WALKERS, *HIDDEN)
    assert warnings(stretch, zone("desk", "customer", 0.2, 0.58, 0.34, 0.66, anchor="centre")) == []
    assert warnings(stretch, zone("desk", "waiting", 0.2, 0.58, 0.34, 0.66)) == []


def test_an_officer_behind_the_desk_is_no_customer_with_hidden_feet():
    behind = (0, [cut(standing(0.27, 0.62), 0.4)] * FRAMES)
    stretch = stretch_of(*WALKERS, behind)
    seat = zone("seat", "seat", 0.2, 0.3, 0.34, 0.5)
    assert len(warnings(stretch, DESK, SEAT)) == 1 and warnings(stretch, DESK, seat) == []
    # Before his seat is drawn nobody knows whose feet these are.
    assert warnings(stretch, DESK) == []


def test_where_too_few_walk_nothing_is_said_of_feet():
    assert warnings(stretch_of(*HIDDEN), DESK) == []


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [(300, 160, []), (250, 160, [ZoneWarning("seat", "seat_too_small", (27, 30))]), (100, 200, [])],
)
def test_a_seat_needs_pixels_along_its_longer_side(width, height, expected):
    assert small_seats([SEAT], width, height) == (expected if height != 200 else [])


def test_warnings_come_in_the_order_of_the_zones():
    stretch = replace(stretch_of(*SERVED), width=100, height=50)
    assert [one.zone for one in warnings(stretch, SEAT, QUEUE, DESK)] == ["seat", "queue"]
    assert [one.zone for one in warnings(stretch, QUEUE, DESK, SEAT)] == ["queue", "seat"]
    empty = replace(stretch, times=np.zeros(0), boxes=np.zeros((0, 4)), tracks=np.zeros(0, dtype=int))
    assert [one.zone for one in warnings(empty, QUEUE, DESK, SEAT)] == ["seat"]
