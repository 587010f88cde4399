import numpy as np
import pytest

from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Visibility
from pantau.transforms.zones.places import PlaceUse, on_seats, place_use_of, places_of
from tests.transforms.staging import (
    AT_COUNTER,
    HEIGHT,
    IN_HALL,
    IN_QUEUE,
    IN_STAFF_AREA,
    SEAT,
    VIEW,
    WIDTH,
    camera_day,
    path,
)

SEEN = np.zeros(100, dtype=bool)
SIGHT = Visibility(camera_day(seconds=(0, 100)))


def standing(*places):
    return np.array([(x - WIDTH / 2, y - HEIGHT, x + WIDTH / 2, y) for x, y in places])


def of(track, hidden, view=VIEW, visibility=SIGHT):
    return place_use_of(track, places_of([track], [hidden], view)[0], visibility)


def place_use(boxes, first=10, hidden=()):
    number = np.arange(len(boxes))
    track = Track(number, number + first, boxes, np.full(len(boxes), 0.8), np.ones(len(boxes)))
    return of(track, np.isin(number, hidden))


def test_time_is_counted_by_place_and_in_its_order():
    walk = standing(IN_HALL, IN_QUEUE, IN_QUEUE, IN_HALL, IN_STAFF_AREA, IN_STAFF_AREA, AT_COUNTER, AT_COUNTER)
    # Each detection speaks for two seconds, the first and the last for one.
    assert place_use(walk) == PlaceUse(
        on_seat=0.0,
        in_staff_area=4.0,
        among_before=4.0,
        among_after=3.0,
        from_staff_side=0.0,
        seen_coming=True,
        into_staff_area=False,
    )


def test_a_single_detection_in_the_staff_area_may_be_a_jump_of_the_feet():
    walk = place_use(standing(IN_QUEUE, IN_STAFF_AREA, IN_QUEUE, IN_QUEUE))
    assert (walk.among_before, walk.among_after, walk.from_staff_side) == (4.0, 0.0, pytest.approx(1 / 3))


def test_from_door_to_door():
    walk = place_use(standing(IN_STAFF_AREA, IN_STAFF_AREA, IN_HALL, IN_STAFF_AREA))
    assert (walk.from_staff_side, walk.into_staff_area) == (pytest.approx(2 / 3), True)


def test_who_is_hidden_from_the_waist_is_not_in_the_staff_area():
    # Somebody at the counter behind somebody nearer: the box ends where the other begins, and reaches into the frame
    # of the staff area.
    cut = standing(IN_STAFF_AREA, IN_STAFF_AREA, IN_STAFF_AREA, AT_COUNTER)
    some = place_use(cut, hidden=(0, 1))
    assert (some.in_staff_area, some.from_staff_side, some.among_before) == (2.0, 0.5, 1.0)
    every = place_use(cut, hidden=(0, 1, 2, 3))
    assert (every.in_staff_area, every.from_staff_side) == (0.0, 0.5)


def test_coming_and_going_are_not_seen_where_the_recording_begins_and_ends():
    there = standing(*[IN_STAFF_AREA] * 50)
    assert (place_use(there, first=0).seen_coming, place_use(there, first=0).into_staff_area) == (False, False)


def test_a_pause_counts_no_longer_than_the_camera_day_reaches():
    boxes, samples = standing(IN_QUEUE, IN_QUEUE), np.array([10, 14])
    track = Track(np.arange(2), samples, boxes, np.full(2, 0.8), np.ones(2))
    assert of(track, SEEN[:2]).among_before == 5.0


def test_who_is_no_taller_than_a_seat_allows_and_in_it_is_on_it():
    seated, standing_before = [0.5, 0.1, 0.6, 0.35], [0.5, 0.0, 0.6, 0.5]
    assert on_seats([SEAT], np.array([seated, standing_before])).tolist() == [True, False]
    assert on_seats([], np.array([seated])).tolist() == [False]


def test_a_clerk_cut_by_the_desk_is_on_the_seat_and_not_among_the_customers():
    # The desk's edge, and with it the lower edge of the box, lies in the customers' zone.
    seat = SEAT.model_copy(update={"polygon": ((0.5, 0.45), (0.6, 0.45), (0.6, 0.65), (0.5, 0.65))})
    view = VIEW.model_copy(update={"zones": (*VIEW.zones[:2], seat)})
    boxes = np.tile([0.51, 0.45, 0.59, 0.68], (4, 1))
    track = Track(np.arange(4), np.arange(4) + 10, boxes, np.full(4, 0.8), np.ones(4))
    found = of(track, SEEN[:4], view)
    assert (found.on_seat, found.among_before, found.from_staff_side) == (6.0, 0.0, 1.0)


def test_people_followed_through_a_camera_day_keep_their_times():
    day = camera_day([path((20, IN_QUEUE), (60, IN_STAFF_AREA), (80, None))], seconds=(0, 100))
    number = np.arange(len(day.person_sample))
    track = Track(number, day.person_sample, day.person_box, day.person_score, np.ones(len(number)))
    found = of(track, SEEN[number], visibility=Visibility(day))
    assert (found.among_before, found.in_staff_area, found.into_staff_area) == (39.0, 19.0, True)
