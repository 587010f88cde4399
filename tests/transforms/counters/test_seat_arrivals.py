from dataclasses import replace

import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.counters.seat_arrivals import PACE, REACH_S, RISING_S, SEEN_S, officers_of, reached
from pantau.transforms.tracking.tracker import link
from pantau.transforms.zones.spans import Edge
from tests.transforms.staging import MIDNIGHT, SEAT, camera_day, path

START = MIDNIGHT + 8 * 3600
SEAT_1 = SEAT.model_copy(update={"polygon": ((0.5, 0.1), (0.6, 0.1), (0.6, 0.35), (0.5, 0.35))})
SEAT_2 = SEAT.model_copy(update={"id": "seat-2", "polygon": ((0.62, 0.1), (0.72, 0.1), (0.72, 0.35), (0.62, 0.35))})
ASPECT, HEIGHT = 16 / 9, 0.3
PLACE = (0.55, 0.38)


def leaving(second):
    """In place until `second`, then on the way to the side."""
    return lambda t: (PLACE[0] - _gone(t - second), PLACE[1]) if t < second + 3 else None


def coming(second):
    """On the way from the side, in place from `second` on."""
    return lambda t: (PLACE[0] - _gone(second - t), PLACE[1]) if t > second - 3 else None


def _gone(seconds):
    return max(0.0, seconds) * PACE * HEIGHT / ASPECT


def edge(day, leaves, lo, hi, seats=(SEAT_1,)):
    tracks = link(day, Thresholds(), day.person_score > 0)
    officers = officers_of(day, tracks, [SEAT_1, SEAT_2], Thresholds().person_score)
    found = reached(seats, day, officers, Edge(START + (lo + hi) / 2, START + lo, START + hi), leaves)
    return pytest.approx((found.at - START, found.lo - START, found.hi - START), abs=1e-4)


def test_the_way_tells_when_somebody_left_and_when_somebody_came():
    day = camera_day([leaving(100.4)], seconds=(0, 120))
    assert edge(day, True, 100, 102) == (101.0, 100, 102)
    day = camera_day([coming(101.6)], seconds=(0, 120))
    assert edge(day, False, 100, 102) == (101.0, 100, 102)


def test_frames_between_two_samples_tell_better():
    day = camera_day([leaving(101.1)], seconds=(0, 120), closer=[(100, 102)])
    assert edge(day, True, 100, 102) == (101.7, 101.7 - SEEN_S, 101.7 + SEEN_S)


def test_the_way_tells_too_where_the_seat_itself_spoke_too_long_or_not_long_enough():
    day = camera_day([leaving(100.4)], seconds=(0, 120))
    assert edge(day, True, 102, 104) == (101.0, 100, 102)
    assert edge(day, True, 98, 100) == (101.0, 100, 102)


def test_who_is_seen_nowhere_else_left_in_the_middle():
    day = camera_day([path((0, PLACE), (101, None))], seconds=(0, 120))
    assert edge(day, True, 100, 102) == (101 + REACH_S, 100, 102 + REACH_S)


def test_where_nobody_is_seen_on_the_seat_the_middle_stands():
    day = camera_day(seconds=(0, 120))
    assert edge(day, True, 100, 102) == (101 + REACH_S, 100, 102 + REACH_S)
    assert edge(day, False, 100, 102) == (101 - REACH_S, 100 - REACH_S, 102)


def test_where_samples_do_not_decide_the_way_tells_nothing():
    day = camera_day([leaving(100.4)], seconds=(0, 120))
    assert edge(day, True, 100, 104) == (102 + REACH_S, 100, 104 + REACH_S)
    assert edge(day, False, 98, 102) == (100 - REACH_S, 98 - REACH_S, 102)


def test_a_sample_on_which_no_seat_was_looked_at_hides_nothing():
    day = camera_day([leaving(102.4)], seconds=(0, 120))
    day = replace(day, seats_looked=day.times != START + 102)
    assert edge(day, True, 100, 104) == (103.0, 102, 104)


def test_a_faint_detection_does_not_keep_the_seat_taken():
    day = camera_day([path((0, PLACE), (110, None))], seconds=(0, 120))
    day = replace(day, person_score=np.where(day.times[day.person_sample] > START + 100, 0.3, 0.8))
    assert edge(day, True, 100, 102) == (101 + REACH_S, 100, 102 + REACH_S)


def test_whoever_sits_on_another_seat_is_not_on_the_way():
    day = camera_day([path((0, PLACE), (101, None)), path((0, (0.67, 0.38)))], seconds=(0, 120))
    assert edge(day, True, 100, 102) == (101 + REACH_S, 100, 102 + REACH_S)


def test_the_last_of_two_seats_to_be_left_counts():
    others = path((0, (0.67, 0.38)), (105, None))
    day = camera_day([leaving(100.4), others], seconds=(0, 120))
    at, lo, hi = 105 + REACH_S, 104, 106 + REACH_S
    assert (at, lo, hi) == edge(day, True, 104, 106, (SEAT_1, SEAT_2))


def test_getting_up_takes_its_time():
    day = camera_day([leaving(100.4)], seconds=(0, 120))
    boxes, late = day.person_box.copy(), day.times[day.person_sample] > START + 100.4
    # Sits until then: the box is half as tall, and the head stays where the standing one's is.
    boxes[~late, 3] -= 0.15
    assert edge(replace(day, person_box=boxes), True, 100, 102) == (101.0 + RISING_S, 100, 102)
