import numpy as np

from tests.transforms.events.staging import AT_COUNTER, HEIGHT, IN_HALL, IN_QUEUE, IN_STAFF_AREA, VIEW, WIDTH
from transforms.events.linking import Track
from transforms.events.roles import among, roles_of


def boxes(*places):
    return np.array([(x - WIDTH / 2, y - HEIGHT, x + WIDTH / 2, y) for x, y in places])


def role_of(drawn):
    number = np.arange(len(drawn))
    return roles_of([Track(number, number, drawn, np.full(len(drawn), 0.8))], VIEW, number * 2.0)[0]


def role(*places):
    return role_of(boxes(*places))


def test_who_appears_in_the_staff_area_is_staff():
    assert role(IN_STAFF_AREA, IN_STAFF_AREA, IN_STAFF_AREA) == "staff"


def test_an_officer_who_passes_among_the_visitors_for_a_moment_stays_staff():
    assert role(IN_HALL, IN_QUEUE, IN_HALL, IN_STAFF_AREA, IN_STAFF_AREA) == "staff"


def test_who_waited_among_the_visitors_before_is_a_visitor_even_behind_the_desk():
    assert role(IN_QUEUE, IN_QUEUE, IN_HALL, IN_STAFF_AREA, IN_STAFF_AREA) == "visitor"
    assert role(AT_COUNTER, AT_COUNTER, AT_COUNTER, IN_STAFF_AREA, IN_STAFF_AREA) == "visitor"


def test_staff_who_come_out_to_the_counter_later_stay_staff():
    assert role(IN_STAFF_AREA, IN_STAFF_AREA, AT_COUNTER, AT_COUNTER, AT_COUNTER) == "staff"


def test_everybody_else_is_a_visitor():
    assert role(IN_HALL, IN_QUEUE, AT_COUNTER) == "visitor"
    assert role(IN_HALL, IN_STAFF_AREA, IN_HALL) == "visitor"


def test_who_is_no_taller_than_a_seat_allows_and_in_it_is_staff():
    seated, standing_before = [0.5, 0.1, 0.6, 0.35], [0.5, 0.0, 0.6, 0.5]
    assert role_of(np.array([seated] * 3)) == "staff"
    assert role_of(np.array([standing_before] * 3)) == "visitor"


def test_among_any_zone_of_the_kinds():
    found = among(boxes(IN_QUEUE, AT_COUNTER, IN_HALL, IN_STAFF_AREA), VIEW, "customer", "queue")
    assert found.tolist() == [True, True, False, False]
    assert among(boxes(IN_QUEUE), VIEW, "restricted").tolist() == [False]
