import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.tracking.duplicate_tracks import SideBySide, join_duplicates, side_by_side
from pantau.transforms.tracking.parameters import DUPLICATE_AT_ONCE, DUPLICATE_BY_FRAME, DUPLICATE_BY_OVERLAP
from pantau.transforms.tracking.tracks import Track
from tests.transforms.staging import AT_COUNTER, WIDTH, camera_day, path

OVERLAP = (WIDTH - 0.01) / (WIDTH + 0.01)
"""Intersection over union of two boxes that are 0.01 apart."""


def tracked(*shifts, seconds, scores=(0.8, 0.5)):
    """Somebody at the counter for each shift to the right, seen from and until the seconds; a day, and their tracks."""
    people = [
        path((start, (AT_COUNTER[0] + shift, AT_COUNTER[1])), (end, None))
        for shift, (start, end) in zip(shifts, seconds, strict=True)
    ]
    day = camera_day(people, seconds=(0, 60))
    edge = day.person_box[:, 0]
    found = []
    for shift, (start, end), score in zip(shifts, seconds, scores, strict=False):
        second = day.times[day.person_sample] - day.times[0]
        mine = np.isclose(edge, AT_COUNTER[0] + shift - WIDTH / 2) & (second >= start) & (second < end)
        which = np.flatnonzero(mine)
        count = len(which)
        found.append(
            Track(which, day.person_sample[which], day.person_box[which], np.full(count, score), np.ones(count))
        )
    return day, found


def test_a_second_box_of_a_body_is_no_second_person():
    day, tracks = tracked(0.0, 0.01, seconds=((0, 60), (20, 26)))
    pairs = side_by_side(day, tracks)
    assert (pairs.first.tolist(), pairs.second.tolist(), pairs.frames.tolist()) == ([0], [1], [3])
    assert pairs.overlap[0] == pytest.approx(OVERLAP)
    (joined,) = join_duplicates(day, tracks)
    assert joined.detections.tolist() == tracks[0].detections.tolist()
    assert joined.sure.tolist() == [1.0] * 30


def test_somebody_whose_track_ends_on_the_second_box_is_followed_on():
    # Seen until 26 by the one, from 20 on by the other.
    day, tracks = tracked(0.0, 0.01, seconds=((0, 26), (20, 60)))
    log_odds = DUPLICATE_AT_ONCE + DUPLICATE_BY_OVERLAP * OVERLAP + DUPLICATE_BY_FRAME * 3
    (joined,) = join_duplicates(day, tracks)
    assert joined.samples.tolist() == list(range(30))
    assert joined.scores.tolist() == [0.8] * 13 + [0.5] * 17
    assert joined.sure[13] == pytest.approx(1 / (1 + np.exp(-log_odds)))
    assert np.delete(joined.sure, 13).tolist() == [1.0] * 29


def test_three_boxes_of_one_body_are_one_person():
    day, tracks = tracked(0.0, 0.01, 0.005, seconds=((0, 26), (20, 44), (40, 60)), scores=(0.8, 0.5, 0.6))
    (joined,) = join_duplicates(day, tracks)
    assert joined.samples.tolist() == list(range(30))


@pytest.mark.parametrize(("shift", "until"), [(0.07, 26), (0.03, 60)])
def test_two_who_stand_side_by_side_or_long_before_each_other_are_two(shift, until):
    day, tracks = tracked(0.0, shift, seconds=((0, 60), (20, until)))
    assert len(join_duplicates(day, tracks)) == 2


def test_who_is_never_on_one_frame_is_not_compared():
    day, tracks = tracked(0.0, 0.0, seconds=((0, 20), (20, 60)))
    assert len(side_by_side(day, tracks).first) == 0
    assert len(join_duplicates(day, tracks)) == 2
    assert join_duplicates(day, []) == []


def test_who_stands_there_for_long_is_somebody():
    pairs = SideBySide(np.zeros(99, int), np.ones(99, int), np.ones(99), np.arange(1, 100))
    assert (np.diff(pairs.log_odds) < 0).all()
    assert pairs.log_odds[9] > 0 > pairs.log_odds[59]


def test_a_small_box_within_a_large_one_is_somebody_at_once():
    # An officer behind a customer, or a child before its mother: a fifth of the place that both cover.
    pairs = SideBySide(np.zeros(3, int), np.ones(3, int), np.full(3, 0.2), np.array([1, 3, 30]))
    assert (pairs.log_odds < 0).all()


@given(
    st.lists(
        st.tuples(st.integers(-12, 12), st.integers(0, 25), st.integers(1, 8)),
        min_size=1,
        max_size=5,
        unique_by=lambda person: person[0],
    )
)
def test_every_frame_with_somebody_keeps_one_of_its_boxes(people):
    shifts = [shift / 200 for shift, _, _ in people]
    seconds = [(2 * begin, 2 * (begin + length)) for _, begin, length in people]
    day, tracks = tracked(*shifts, seconds=seconds, scores=[0.4 + 0.1 * n for n in range(len(people))])
    tracks = [track for track in tracks if len(track.samples)]
    joined = join_duplicates(day, tracks)
    assert {s for t in joined for s in t.samples.tolist()} == {s for t in tracks for s in t.samples.tolist()}
    for track in joined:
        assert (np.diff(track.samples) > 0).all()
        assert ((track.sure > 0) & (track.sure <= 1)).all()
    assert (side_by_side(day, joined).log_odds <= 0).all()
