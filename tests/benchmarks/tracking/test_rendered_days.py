import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.tracking.rendered_days import Detection, TrackingScores, matched, right_roles, scores_of


def seen(person, track, samples):
    return [Detection(sample, person, track) for sample in samples]


def test_one_track_a_person_is_perfect():
    detections = seen("a", 0, range(10)) + seen("b", 1, range(5))
    assert scores_of(15, detections, [10, 5]) == TrackingScores(15, 15, 0, 1.0, 0, 0)


def test_a_switch_keeps_the_longer_part_alone():
    detections = seen("a", 0, range(6)) + seen("a", 1, range(6, 10))
    assert scores_of(10, detections, [6, 4]) == TrackingScores(10, 10, 0, pytest.approx(2 * 6 / 20), 1, 0)


def test_two_people_in_a_track_are_merged_and_the_unmatched_are_spare():
    detections = seen("a", 0, range(6)) + seen("b", 0, range(6, 9))
    assert scores_of(12, detections, [11]) == TrackingScores(12, 9, 2, pytest.approx(2 * 6 / 23), 0, 1)


def test_nobody_followed():
    assert scores_of(0, [], []) == TrackingScores(0, 0, 0, 0.0, 0, 0)


def test_roles_are_counted_by_the_true_one():
    detections = seen("officer", 0, range(6)) + seen("guest", 1, range(3)) + seen("guest", 0, range(3, 4))
    assert right_roles(detections, {"officer"}, ["staff", "visitor"]) == {"staff": (6, 6), "visitor": (3, 4)}


@given(st.permutations(range(5)))
def test_heads_are_matched_in_any_order_and_feet_do_not_matter(order):
    scripted = np.array([(0.1 + 0.2 * i, 0.2, 0.15 + 0.2 * i, 0.6) for i in range(5)])
    found = scripted[list(order)] + [0.0, 0.0, 0.0, -0.25]
    assert matched(scripted, found, 16 / 9) == [(i, order.index(i)) for i in range(5)]


def test_a_head_too_far_away_is_of_nobody():
    assert matched(np.array([(0.1, 0.2, 0.2, 0.6)]), np.array([(0.5, 0.2, 0.6, 0.6)]), 16 / 9) == []


def test_who_leans_towards_a_clerk_keeps_their_own_box():
    clerk, leaning = (0.28, 0.30, 0.36, 0.42), (0.25, 0.31, 0.35, 0.60)
    seen = np.array([(0.285, 0.31, 0.345, 0.59)])
    assert matched(np.array([clerk, leaning]), seen, 16 / 9) == [(1, 0)]
