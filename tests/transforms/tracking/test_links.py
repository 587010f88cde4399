import numpy as np
import pytest

from pantau.transforms.tracking.candidate_pairs import CandidatePairs
from pantau.transforms.tracking.links import Tracklets, link_log_odds
from pantau.transforms.tracking.motion_state import motion_state_of
from pantau.transforms.tracking.parameters import STILL_MISSED
from pantau.transforms.tracking.people_seen import people_seen
from tests.transforms.staging import AT_COUNTER, camera_day, path

AT_EDGE = (0.96, 0.8)


def odds(*, places=(AT_COUNTER, AT_COUNTER, AT_COUNTER, AT_COUNTER), own=0.98, missed=0.0, alike=np.nan, before=None):
    """Of the second and the third of four detections 2 s apart, the first two of one person and the last two."""
    day = camera_day([path(*((2 * i, place) for i, place in enumerate(places)))], seconds=(0, 8))
    people = people_seen(day, np.arange(4), np.broadcast_to(own, 4))
    until = motion_state_of(people.times, people.heads, people.heights, np.array([-1, 0, -1, 2]))
    back = motion_state_of(
        -people.times[::-1], people.heads[::-1], people.heights[::-1], np.array([-1, 0, -1, 2])
    ).part(np.arange(4)[::-1])
    pairs = CandidatePairs(np.array([1]), np.array([2]), np.array([missed]))
    return float(link_log_odds(people, pairs, Tracklets(until, back, people.own), np.array([alike]), 1.8)[0])


def test_who_stands_in_one_place_is_one_person_and_less_surely_so_after_a_gap():
    assert odds() > odds(missed=1.0) > odds(missed=2.0) > 0


def test_being_missed_for_long_grows_less_strange():
    first, later = odds(missed=1.0) - odds(missed=2.0), odds(missed=20.0) - odds(missed=21.0)
    assert later < first and later == pytest.approx(-np.log(STILL_MISSED), abs=0.02)


def test_looks_speak_for_and_against():
    assert odds(alike=0.98) > odds() > odds(alike=0.4)


def test_weak_boxes_are_rather_second_ones():
    assert odds(own=[0.98, 0.98, 0.98, 0.98]) > odds(own=[0.98, 0.98, 0.1, 0.98])
    # Whoever was there on one that is none is gone soon.
    assert odds(own=[0.98, 0.98, 0.98, 0.98]) > odds(own=[0.98, 0.1, 0.98, 0.98])


def test_who_walks_out_and_who_walks_in_are_two_and_who_stands_at_the_edge_is_one():
    out, at_edge, farther_in = (0.92, 0.8), AT_EDGE, (0.92, 0.8)
    passing = odds(places=(out, at_edge, at_edge, farther_in), missed=1.0)
    standing = odds(places=(at_edge, at_edge, at_edge, at_edge), missed=1.0)
    amid = odds(places=((0.52, 0.8), AT_COUNTER, AT_COUNTER, (0.52, 0.8)), missed=1.0)
    assert standing > amid > passing


def test_the_way_after_a_gap_tells_as_the_way_before_it():
    steps = [(0.2 + 0.1 * i, 0.8) for i in range(4)]
    on = odds(places=steps)
    turned = odds(places=(*steps[:3], steps[1]))
    assert on > turned


def test_who_pauses_between_two_steps_goes_on_rather_than_back():
    here, there = (0.42, 0.8), (0.62, 0.8)
    on, back = odds(places=(here, AT_COUNTER, AT_COUNTER, there)), odds(places=(here, AT_COUNTER, AT_COUNTER, here))
    assert on > back > 0


def test_weak_boxes_in_a_tracklet_with_strong_ones_are_of_somebody():
    weak, strong = [0.98, 0.1, 0.1, 0.98], [0.98, 0.98, 0.98, 0.98]
    assert odds(own=strong) > odds(own=weak)
    # A second box goes on as a second box, a person as a person.
    assert odds(own=[0.1, 0.1, 0.1, 0.1]) + odds(own=strong) > odds(own=[0.1, 0.1, 0.98, 0.98]) + odds(
        own=[0.98, 0.98, 0.1, 0.1]
    )
