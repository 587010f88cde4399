"""Services beyond the margin around the hours."""

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.service_out_of_hours import service_out_of_hours
from pantau.transforms.counters.sessions import CounterVisit, ServiceSession
from pantau.transforms.zones.spans import exact_spans

LIMITS = Thresholds(out_of_hours_margin_s=100, service_out_of_hours_s=60)
HOURS = [(1000.0, 2000.0), (3000.0, 4000.0)]


def session(start, end):
    (span,) = exact_spans([(start, end)])
    return ServiceSession(span, CounterVisit(span, ()), 1.0, 0, 1, 0.8, 0.5)


def found(*sessions, near=()):
    kinds = service_out_of_hours("c1", list(sessions), [HOURS, *near], (0.0, 9000.0), LIMITS)
    return [one.span.interval for one in kinds]


def test_who_came_in_time_is_served_to_the_end_and_a_break_is_no_closing():
    assert found(session(3900, 4159), session(2100, 2900), session(841, 1200)) == []
    assert found(session(3900, 4160), session(840, 1200), session(5000, 5060)) == [
        (4100, 4160),
        (840, 900),
        (5000, 5060),
    ]


def test_hours_of_the_next_date_count():
    assert found(session(5000, 5060), near=[[(5000.0, 6000.0)]]) == []


def test_it_is_as_sure_as_that_a_visitor_was_served():
    (one,) = service_out_of_hours("c1", [session(5000, 5060)], [HOURS], (0.0, 9000.0), LIMITS)
    assert (one.kind, one.counter, one.detection_score, one.role_probability) == (
        "service_out_of_hours",
        "c1",
        0.4,
        0.5,
    )
