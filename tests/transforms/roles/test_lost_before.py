import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.roles.lost_before import lost_before
from pantau.transforms.roles.roles import staff_probabilities
from pantau.transforms.tracking.identity_switches import same_person
from pantau.transforms.tracking.tracks import Track
from tests.transforms.staging import AT_COUNTER, IN_HALL, IN_QUEUE, IN_STAFF_AREA, VIEW, camera_day, path

LIMITS = Thresholds()
BEHIND = (0.7, 0.49)
BESIDE = (0.7, 0.75)
"""A step from it, on the visitors' side."""


def tracks_of(day, *edges):
    """All that was detected, parted at seconds of the day, as tracks that nobody has joined."""
    parts = np.split(
        np.arange(len(day.person_sample)), np.searchsorted(day.times[day.person_sample] - day.times[0], edges)
    )
    return [
        Track(part, day.person_sample[part], day.person_box[part], day.person_score[part], np.ones(len(part)))
        for part in parts
    ]


def test_who_was_lost_a_moment_before_within_a_walk_may_be_the_same():
    day = camera_day([path((0, BESIDE), (60, None), (64, BEHIND), (90, None))], seconds=(0, 100))
    first, second = tracks_of(day, 60)
    assert lost_before(day, [first, second], 8.0, 1.8) == [None, (0, same_person(day, first, second))]
    assert same_person(day, first, second) > 0.8
    assert lost_before(day, [first, second], 4.0, 1.8) == [None, None]
    day = camera_day([path((0, IN_QUEUE), (60, None), (64, BEHIND), (90, None))], seconds=(0, 100))
    assert lost_before(day, tracks_of(day, 60), 8.0, 1.8)[1][0] == 0
    assert lost_before(day, tracks_of(day, 60), 8.0, 0.1) == [None, None]
    assert lost_before(day, [], 8.0, 1.8) == []


def test_who_is_still_seen_is_somebody_else():
    day = camera_day([path((0, BESIDE), (66, None))], seconds=(0, 100))
    (whole,) = tracks_of(day)
    later = whole.part(whole.samples >= 30)
    earlier = whole.part(whole.samples < 32)
    assert lost_before(day, [earlier, later], 8.0, 1.8) == [None, None]


def test_a_visitor_found_again_behind_the_counter_does_not_become_staff():
    day = camera_day([path((4, IN_HALL), (20, BESIDE), (60, None), (64, BEHIND), (90, None))], seconds=(0, 100))
    together = staff_probabilities(day, VIEW, tracks_of(day, 60), LIMITS)
    (alone,) = staff_probabilities(day, VIEW, tracks_of(day, 60)[1:], LIMITS)
    assert together[0] < 0.1 and together[1] < 0.3 < 0.9 < alone


def test_an_officer_found_again_among_the_visitors_does_not_become_one():
    day = camera_day([path((0, BEHIND), (60, None), (64, BESIDE), (70, AT_COUNTER), (80, None))], seconds=(0, 100))
    together = staff_probabilities(day, VIEW, tracks_of(day, 60), LIMITS)
    (alone,) = staff_probabilities(day, VIEW, tracks_of(day, 60)[1:], LIMITS)
    assert together[0] > 0.9 and together[1] > 0.5 > 0.1 > alone


def test_who_was_not_lost_nearby_is_judged_by_themselves():
    day = camera_day(
        [path((0, IN_HALL), (20, AT_COUNTER), (40, None), (64, IN_STAFF_AREA), (90, None))], seconds=(0, 100)
    )
    together = staff_probabilities(day, VIEW, tracks_of(day, 50), LIMITS)
    alone = staff_probabilities(day, VIEW, tracks_of(day, 50)[1:], LIMITS)
    assert together[1] == pytest.approx(alone[0])
