import numpy as np
import pytest

from pantau.schemas.site.zones import Zone
from pantau.transforms.zones.membership import members

SQUARE = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))


def inside(box, anchor=None, polygon=SQUARE):
    zone = Zone(id="z", kind="staff", polygon=polygon, anchor=anchor)
    return members(zone, np.array([box], dtype=float)).tolist() == [True]


@pytest.mark.parametrize(
    ("box", "feet", "centre", "overlap"),
    [
        ((0.45, 0.1, 0.55, 0.5), True, False, False),
        ((0.45, 0.4, 0.55, 0.6), False, True, True),
        ((0.45, 0.2, 0.55, 0.8), False, True, False),
        ((0.55, 0.45, 0.63, 0.55), True, True, True),
        ((0.61, 0.3, 0.7, 0.5), False, False, False),
    ],
)
def test_anchors(box, feet, centre, overlap):
    assert inside(box) == inside(box, "feet")
    # a point on the lower edge of the zone is not inside of it
    assert (inside(box, "feet"), inside(box, "centre"), inside(box, "overlap")) == (feet, centre, overlap)


def test_half_of_the_box_is_enough_overlap():
    assert inside((0.5, 0.4, 0.7, 0.6), "overlap")
    assert not inside((0.501, 0.4, 0.701, 0.6), "overlap")


def test_feet_at_the_edge_of_the_frame_are_in_a_zone_that_reaches_it():
    assert inside((0.4, 0.5, 0.6, 1.0), polygon=((0.3, 0.8), (0.7, 0.8), (0.7, 1.0), (0.3, 1.0)))


def test_nobody_is_a_member_of_nothing():
    zone = Zone(id="z", kind="staff", polygon=SQUARE)
    assert members(zone, np.zeros((0, 4))).tolist() == []
