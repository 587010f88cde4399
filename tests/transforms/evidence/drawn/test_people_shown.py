import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.site.zones import Zone
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.evidence.drawn.people_shown import FollowedTrack, Look, look_at, shown_at

MINE, OTHER = [0.2, 0.2, 0.3, 0.6], [0.6, 0.2, 0.7, 0.6]
SEAT = Zone(id="seat", kind="seat", counters=("c1",), polygon=((0.4, 0.1), (0.6, 0.1), (0.6, 0.3), (0.4, 0.3)))
NOBODY = np.zeros((0, 4))


def track(*boxes, concerned=True, times=(0.0, 1.0)):
    return FollowedTrack(np.array(times), np.array(boxes), concerned)


def found(*boxes, scores=None):
    scores = [0.9] * len(boxes) if scores is None else scores
    return Detections(np.array(boxes, np.float32).reshape(-1, 4), np.array(scores, np.float32))


def look(*boxes, tracks, seats=(), scores=None, at=0.5):
    return look_at(at, found(*boxes, scores=scores), tracks, seats, 0.37, 2.5)


def test_a_track_is_between_its_samples_and_nowhere_where_these_lie_too_far_apart():
    one = track([0.0, 0.0, 0.2, 0.4], [0.2, 0.0, 0.4, 0.4])
    assert one.at(0.25, 1.0).tolist() == pytest.approx([0.05, 0.0, 0.25, 0.4])
    assert one.at(1.0, 0.1).tolist() == [0.2, 0.0, 0.4, 0.4]
    assert one.at(0.25, 0.9) is None and one.at(-0.1, 1.0) is None and one.at(1.1, 1.0) is None


def test_a_box_is_of_the_track_that_it_fits_and_else_somebody_elses():
    seen = look(MINE, OTHER, tracks=[track(MINE, MINE)])
    assert {number: box.tolist() for number, box in seen.concerned.items()} == {0: pytest.approx(MINE)}
    assert seen.others.tolist() == [pytest.approx(OTHER)]


def test_a_box_that_fits_somebody_who_is_not_concerned_better_is_theirs():
    beside = [0.22, 0.2, 0.32, 0.6]
    seen = look(beside, tracks=[track(MINE, MINE), track(beside, beside, concerned=False)])
    assert seen.concerned == {} and seen.others.tolist() == [pytest.approx(beside)]


def test_a_box_that_fits_somebody_else_better_is_theirs_though_another_is_near_them_too():
    """Both together would fit best with the first box as of the one concerned."""
    mine, theirs = [0.24, 0.2, 0.34, 0.6], [0.21, 0.2, 0.31, 0.6]
    first, second = [0.22, 0.2, 0.32, 0.6], [0.16, 0.2, 0.26, 0.6]
    tracks = [track(mine, mine), track(theirs, theirs, concerned=False)]
    seen = look(first, second, tracks=tracks)
    assert seen.concerned == {} and seen.others.tolist() == [pytest.approx(first), pytest.approx(second)]


def test_a_weak_box_on_somebody_concerned_is_a_second_one_of_theirs_and_a_sure_one_is_not():
    on_top = [0.2, 0.3, 0.32, 0.6]
    tracks = [track(MINE, MINE)]
    assert len(look(MINE, on_top, tracks=tracks, scores=[0.9, 0.36]).others) == 0
    assert len(look(MINE, on_top, tracks=tracks, scores=[0.9, 0.37]).others) == 1
    assert len(look(MINE, OTHER, tracks=tracks, scores=[0.9, 0.2]).others) == 1


def test_a_sure_box_with_the_head_of_somebody_concerned_is_a_second_one_of_theirs_unless_a_track_has_it():
    torso, beside = [0.2, 0.2, 0.3, 0.4], [0.24, 0.2, 0.34, 0.4]
    assert len(look(MINE, torso, tracks=[track(MINE, MINE)]).others) == 0
    assert len(look(MINE, beside, tracks=[track(MINE, MINE)]).others) == 1
    tracks = [track(MINE, MINE), track(torso, torso, concerned=False)]
    assert look(MINE, torso, tracks=tracks).others.tolist() == [pytest.approx(torso)]


def test_who_sits_on_the_seat_is_its_officer_and_who_stands_before_it_is_not():
    sitting, standing = [0.45, 0.12, 0.55, 0.32], [0.45, 0.12, 0.55, 0.62]
    assert len(look(sitting, tracks=[], seats=[SEAT]).others) == 0
    assert look(standing, tracks=[], seats=[SEAT]).others.tolist() == [pytest.approx(standing)]


def test_a_visitor_within_the_bounds_of_a_seat_is_no_officer():
    behind = [0.45, 0.12, 0.5, 0.25]
    for visitor in (False, True):
        one = FollowedTrack(np.array([0.0, 1.0]), np.array([behind, behind]), False, visitor)
        assert len(look(behind, tracks=[one], seats=[SEAT]).others) == visitor


def hidden(at, looks):
    return shown_at(at, looks, [], 2.0).hidden.tolist()


def test_who_was_found_shortly_before_or_after_is_pixelated_with_a_margin():
    looks = [Look(at, np.array([OTHER]), {}) for at in (0.0, 0.4, 0.8)]
    grown = pytest.approx([0.585, 0.14, 0.715, 0.66])
    assert hidden(0.4, looks) == [grown] * 3
    assert hidden(0.8, looks) == [grown] * 2
    assert hidden(1.31, looks) == []


def test_who_is_lost_may_have_walked_from_where_they_were_found():
    """1.1 of their heights a second: 0.4 of the frame's height, and half as much of its width."""
    looks = [Look(at, np.array([OTHER]) if at == 1.0 else NOBODY, {}) for at in (0.5, 0.75, 1.0, 1.5)]
    assert hidden(0.49, looks) == []
    for at, lost_s in ((0.5, 0.5), (0.75, 0.25), (1.0, 0.0), (1.5, 0.5)):
        way = 0.44 * lost_s
        assert hidden(at, looks) == [pytest.approx([0.585 - way / 2, 0.14 - way, 0.715 + way / 2, 0.66 + way])]


def test_who_is_concerned_is_shown_between_two_looks_and_not_beyond_or_across_a_long_gap():
    here, there = np.array(MINE), np.array(OTHER)
    looks = [
        Look(0.0, NOBODY, {3: here}),
        Look(0.4, NOBODY, {3: there}),
        Look(0.9, NOBODY, {}),
        Look(1.1, NOBODY, {3: here}),
    ]
    assert shown_at(0.1, looks, [], 2.0).seen.tolist() == [pytest.approx([0.3, 0.2, 0.4, 0.6])]
    assert shown_at(0.6, looks, [], 2.0).seen.tolist() == []
    assert shown_at(1.1, looks, [SEAT], 2.0).seen.tolist() == [list(SEAT.bounds), MINE]


@given(st.lists(st.tuples(*[st.floats(0, 0.45)] * 2, *[st.floats(0.5, 1)] * 2), max_size=5), st.floats(0, 3))
def test_without_tracks_and_seats_nobody_is_shown_and_each_box_is_hidden(boxes, at):
    looks = [look(*boxes, tracks=[], at=moment) for moment in (0.0, 1.0, 2.0, 3.0)]
    shown = shown_at(at, looks, [], 2.0)
    assert len(shown.seen) == 0
    assert len(shown.hidden) == len(boxes) * sum(abs(one.at - at) <= 0.5 for one in looks)
