from dataclasses import replace

import pytest

from pantau.transforms.candidates.at_counters.unusual_service import unusual_service
from pantau.transforms.counters.sessions import CounterVisit, ServiceSession
from pantau.transforms.zones.spans import Edge, Span, exact

USUAL = {
    ("permits", "c1", kind): {"usual_value_lo": 20.0, "usual_value_hi": 400.0, "baseline_id": f"b-{kind}"}
    for kind in ("long_service", "short_service")
}


def session(seconds):
    span = Span(exact(1000), exact(1000 + seconds))
    return ServiceSession(span, CounterVisit(span, (), 0.9), 1.0, 0, 1, 0.8, 0.95)


def found(*sessions, counter="c1", agency="permits"):
    return list(unusual_service(agency, counter, "front", list(sessions), USUAL))


@pytest.mark.parametrize(
    ("seconds", "kind", "severity"),
    [
        (401, "long_service", "low"),
        (800, "long_service", "medium"),
        (2000, "long_service", "high"),
        (400, None, None),
        (20, None, None),
        (19, "short_service", "low"),
        (10, "short_service", "medium"),
        (4, "short_service", "high"),
    ],
)
def test_what_is_beyond_what_is_usual_is_told_with_the_baseline(seconds, kind, severity):
    told = [(one.kind, one.severity, one.baseline_id, one.counter, one.zone) for one in found(session(seconds))]
    assert told == ([(kind, severity, f"b-{kind}", "c1", "front")] if kind else [])


def test_it_is_as_sure_as_that_it_was_one_visitor_all_the_while():
    (one,) = found(session(900))
    assert one.detection_score == pytest.approx(0.8 * 0.95 * 0.9)
    assert (one.role_probability, one.expected_value, one.observed_value) == (0.95, 400, 900)


def test_a_service_that_was_cut_or_has_no_baseline_is_not_compared():
    one = session(900)
    for edges in ({"start": Edge(1000, 900, 1000, True)}, {"end": Edge(1900, 1900, 1950, True)}):
        assert found(replace(one, span=replace(one.span, **edges))) == []
    assert found(one, counter="c2") == []


def test_what_is_usual_at_a_counter_under_another_agency_says_nothing():
    assert found(session(900), agency="taxes") == []
