import numpy as np
import pytest

from pantau.schemas.site.zones import View
from pantau.transforms.roles.role_changes import DOUBTFUL, parted_by_role
from pantau.transforms.tracking.tracks import Track
from tests.transforms.staging import AT_COUNTER, CUSTOMER, HEIGHT, IN_HALL, SEAT, VIEW, WIDTH, camera_day

ROOM = VIEW.zones[3].model_copy(update={"counters": ()})
SEAT_1 = SEAT.model_copy(update={"polygon": ((0.5, 0.1), (0.6, 0.1), (0.6, 0.35), (0.5, 0.35))})
OFFICE = View(zones=(CUSTOMER, SEAT_1, ROOM))
ON_SEAT = (0.55, 0.38)


def followed(*dwells, surely=()):
    """Somebody at each place for so many samples, two seconds apart; `surely`: how sure the first of each is."""
    feet = [place for place, count in dwells for _ in range(count)]
    boxes = np.array([(x - WIDTH / 2, y - HEIGHT, x + WIDTH / 2, y) for x, y in feet])
    number, sure = np.arange(len(boxes)), np.ones(len(boxes))
    sure[np.cumsum([0, *(count for _, count in dwells[:-1])])] = [1.0, *surely]
    return Track(number, number + 5, boxes, np.full(len(boxes), 0.8), sure)


def lengths(track):
    day = camera_day([lambda second: (0.9, 0.95)], seconds=(0, 2 * len(track.samples) + 40))
    return [len(part.samples) for part in parted_by_role(day, OFFICE, [track])]


def test_an_officer_who_goes_on_under_a_visitors_number_is_somebody_else():
    assert lengths(followed((AT_COUNTER, 60), (ON_SEAT, 60), surely=[0.6])) == [60, 60]


def test_so_is_the_visitor_after_the_officer():
    visitor_again = followed((AT_COUNTER, 60), (ON_SEAT, 60), (AT_COUNTER, 90), surely=[0.6, 0.6])
    assert lengths(visitor_again) == [60, 60, 90]


@pytest.mark.parametrize("sure", [DOUBTFUL, 1.0])
def test_whoever_is_followed_without_doubt_stays_one(sure):
    assert lengths(followed((AT_COUNTER, 60), (ON_SEAT, 60), surely=[sure])) == [120]


def test_people_of_one_role_are_not_parted_by_what_they_do():
    assert lengths(followed((AT_COUNTER, 60), (IN_HALL, 5), (AT_COUNTER, 60), surely=[0.5, 0.5])) == [125]


def test_an_officer_who_comes_out_for_a_moment_stays_one():
    out = followed((ON_SEAT, 60), (AT_COUNTER, 3), (ON_SEAT, 60), surely=[0.6, 0.6])
    assert lengths(out) == [123]


def test_parts_are_in_the_order_of_their_first_detection():
    first, second = followed((AT_COUNTER, 60), (ON_SEAT, 60), surely=[0.6]), followed((IN_HALL, 20))
    later = Track(second.detections + 200, second.samples + 30, second.boxes, second.scores, second.sure)
    last = Track(first.detections * 4, first.samples, first.boxes, first.scores, first.sure)
    day = camera_day([lambda second: (0.9, 0.95)], seconds=(0, 1200))
    parts = parted_by_role(day, OFFICE, [last, later])
    assert [int(part.detections[0]) for part in parts] == [0, 200, 240]
