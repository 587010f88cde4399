"""Made-up people before a level camera: heights are 0.3 of how far the feet lie below a horizon above the frame."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.transforms.zone_setup.customer_proposals import DEEP, INWARD, OUTWARD, customer_proposals
from pantau.transforms.zone_setup.seat_proposals import seat_proposals, shown_share, stature_in, upper_share, walks
from pantau.transforms.zone_setup.seen_stretch import SeenStretch
from pantau.transforms.zone_setup.stature import Stature, stature_of
from pantau.transforms.zone_setup.zone_proposals import zone_proposals

SLOPE, HORIZON = 0.3, -0.3
FRAMES = 100
CLERK = (0.34, 0.30, 0.39, 0.41)


def standing(across, down):
    """The box of somebody who stands."""
    high = SLOPE * (down - HORIZON)
    return (across - high / 8, down - high, across + high / 8, down)


def stretch_of(*tracks):
    """Each track has a box for each of some frames, two seconds apart."""
    frames = [np.arange(first, first + len(boxes)) for first, boxes in tracks]
    return SeenStretch(
        times=np.concatenate([2.0 * one for one in frames]),
        boxes=np.concatenate([np.array(boxes, dtype=float) for _, boxes in tracks]),
        tracks=np.repeat(np.arange(len(tracks)), [len(boxes) for _, boxes in tracks]),
        heads=np.zeros((0, 2)),
        seats=np.zeros(0, dtype=object),
        frames=FRAMES,
        width=1600,
        height=900,
    )


WALKERS = [
    (10 * i, [standing(0.1 + 0.08 * step, down) for step in range(10)])
    for i, down in enumerate(np.linspace(0.45, 0.98, 10))
]
SITS = (0, [CLERK] * FRAMES)
SERVED = [(40 * i, [standing(0.27, 0.62)] * 30) for i in range(2)]


def test_who_walks_is_told_by_their_steps():
    stretch = stretch_of(SITS, *WALKERS)
    assert walks(stretch).tolist() == [False] * FRAMES + [True] * 100


def test_clerks_who_turn_on_their_chairs_do_not_tell_how_tall_people_look():
    turns = [(x1 + shift, y1, x2 + shift, y2) for shift in (0, 0.05) for x1, y1, x2, y2 in [CLERK]] * (FRAMES // 2)
    clerks = [(0, [(x1 + at, y1, x2 + at, y2) for x1, y1, x2, y2 in turns]) for at in (0, 0.2)]
    stretch = stretch_of(*WALKERS, *clerks)
    walking = walks(stretch)
    by_all = stature_of(stretch.boxes[walking], stretch.tracks[walking])
    assert walking.sum() == 100 + 2 * FRAMES and (by_all is None or by_all.slope > 0.5)
    found = stature_in(stretch)
    assert (found.slope, found.horizon) == pytest.approx((SLOPE, HORIZON))


def test_where_hardly_anybody_is_seen_whole_all_who_walk_tell_it():
    wide = [(first, [(x1 - 0.1, y1, x2 + 0.1, y2) for x1, y1, x2, y2 in boxes]) for first, boxes in WALKERS]
    found = stature_in(stretch_of(*wide))
    assert (found.slope, found.horizon) == pytest.approx((SLOPE, HORIZON))


def test_a_clerk_of_whom_a_desk_hides_the_lower_part_sits_on_a_seat():
    (found,) = seat_proposals(stretch_of(*WALKERS, SITS, *SERVED))
    wide, high = 0.05, 0.11
    drawn = (0.34 - 0.28 * wide, 0.30 - 0.12 * high, 0.39 + 0.28 * wide, 0.41 - 0.16 * high)
    assert found.box == pytest.approx(drawn, abs=1e-4)
    assert (found.share, found.detections.tolist()) == (1.0, list(range(100, 200)))


def test_before_the_clerk_visitors_are_served():
    stretch = stretch_of(*WALKERS, SITS, *SERVED)
    (found,) = customer_proposals(stretch, seat_proposals(stretch))
    assert (found.seat, found.share, len(found.detections)) == (0, 0.6, 60)
    x, down = zip(*found.polygon, strict=True)
    high = SLOPE * (0.62 - HORIZON)
    assert down == pytest.approx([0.62 + DEEP * high] * 2 + [0.62 - DEEP * high] * 2, abs=1e-3)
    # It reaches farther away from the desk's middle than towards it, and its far side is the shorter one.
    assert 0.27 - x[0] == pytest.approx(OUTWARD * high * 9 / 16, abs=0.02)
    assert x[1] - 0.27 == pytest.approx(INWARD * high * 9 / 16, abs=0.02)
    assert OUTWARD > INWARD
    assert x[2] - x[3] < x[1] - x[0]


def test_who_waits_farther_from_the_desk_is_not_served_however_many_they_are():
    waits = [(20 * i, [standing(0.27, 0.8)] * 20) for i in range(5)]
    stretch = stretch_of(*WALKERS, SITS, *SERVED, *waits)
    (found,) = customer_proposals(stretch, seat_proposals(stretch))
    assert found.detections.tolist() == list(range(200, 260))


def test_the_upper_part_of_who_is_served_is_no_seat_of_its_own():
    x1, y1, x2, _ = standing(0.27, 0.62)
    upper = [(1, [(x1, y1, x2, y1 + 0.13)] * 35)]
    stretch = stretch_of(*WALKERS, SITS, *SERVED, *upper)
    assert len(seat_proposals(stretch)) == 2
    assert [one.kind for one in zone_proposals(stretch)] == ["customer", "seat"]


def test_both_are_proposed_as_one_place():
    found = zone_proposals(stretch_of(*WALKERS, SITS, *SERVED))
    assert [(one.kind, one.place) for one in found] == [("customer", 0), ("seat", 0)]
    assert len(found[1].polygon) == 4


def test_visitors_who_stand_or_pass_by_are_no_clerks():
    assert seat_proposals(stretch_of(*WALKERS, *SERVED)) == []


def test_who_stands_behind_the_desk_is_a_clerk_only_if_there_for_long():
    cut = standing(0.37, 0.5)
    cut = (*cut[:3], cut[1] + 0.72 * (cut[3] - cut[1]))
    assert len(seat_proposals(stretch_of(*WALKERS, (0, [cut] * FRAMES)))) == 1
    assert seat_proposals(stretch_of(*WALKERS, (0, [cut] * 40))) == []
    many = [(5 * i, [cut] * 5) for i in range(20)]
    assert seat_proposals(stretch_of(*WALKERS, *many)) == []


def test_a_few_frames_are_no_evidence():
    few = stretch_of((0, [CLERK] * 4))
    assert seat_proposals(replace(few, frames=4)) == []
    assert len(seat_proposals(replace(stretch_of((0, [CLERK] * 5)), frames=5))) == 1


def test_where_nobody_walks_head_and_shoulders_are_enough_and_nothing_else_is_told():
    stretch = stretch_of(SITS, *SERVED)
    seats = seat_proposals(stretch)
    assert len(seats) == 1 and customer_proposals(stretch, seats) == []


def test_an_hour_without_anybody_proposes_nothing():
    nobody = SeenStretch(
        np.zeros(0), np.zeros((0, 4)), np.zeros(0, dtype=int), np.zeros((0, 2)), np.zeros(0, dtype=object), 0, 16, 9
    )
    assert zone_proposals(nobody) == []


@given(st.floats(0, 1), st.floats(0.3, 1), st.floats(0.2, 1))
def test_what_is_shown_of_somebody_is_the_share_of_their_height(across, down, share):
    x1, y1, x2, y2 = standing(across, down)
    box = np.array([[x1, y1, x2, y1 + share * (y2 - y1)]])
    assert shown_share(box, Stature(SLOPE, HORIZON)) == pytest.approx([share])
    assert upper_share(box, 16 / 9) == pytest.approx([share * 4 * 9 / 16 / 2.3])


@settings(max_examples=20, deadline=None)
@given(st.floats(0, 0.95), st.floats(0.05, 0.6))
def test_what_is_proposed_lies_in_the_frame(left, top):
    clerk = (left, top, left + 0.05, top + 0.06)
    for one in zone_proposals(stretch_of(*WALKERS, (0, [clerk] * FRAMES), *SERVED)):
        assert all(0 <= value <= 1 for corner in one.polygon for value in corner)
