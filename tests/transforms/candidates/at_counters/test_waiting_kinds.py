"""Long waits and long queues."""

import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.at_counters.long_wait import long_wait
from pantau.transforms.candidates.at_counters.queue_surge import queue_surge
from pantau.transforms.counters.waiting import WaitingVisit
from pantau.transforms.zones.spans import Edge, Span, exact_spans

LIMITS = Thresholds(long_wait_s=600, queue_people=3, queue_surge_s=60, service_merge_s=10)

AGENCIES = {"c1": "civil", "c2": "civil", "c3": "permits"}


def wait(start, end, people=1, counters=("c1",), score=0.8, visitor=0.9):
    (span,) = exact_spans([(start, end)])
    only = counters[0] if len(counters) == 1 else None
    return WaitingVisit(span, "unknown", "queue", only, counters, None, people, score, 1.0, visitor)


def test_a_wait_is_long_however_it_ends():
    found = long_wait([wait(0, 600), wait(0, 599)], AGENCIES, LIMITS)
    assert [(one.kind, one.counter, one.zone, one.span.interval) for one in found] == [
        ("long_wait", "c1", "queue", (0, 600))
    ]
    assert found[0].detection_score == pytest.approx(0.72) and found[0].role_probability == 0.9


def test_a_queue_is_long_while_so_many_wait_and_parties_count_by_their_people():
    line = [wait(0, 200, 2), wait(50, 120), wait(125, 180), wait(185, 300)]
    # Three from 50 to 120, from 125 to 180 and from 185 to 200: fewer for 5 s end nothing.
    assert [one.span.interval for one in queue_surge(line, AGENCIES, LIMITS)] == [(50, 200)]
    assert queue_surge([wait(0, 200, 2), wait(50, 109)], AGENCIES, LIMITS) == []


def test_lines_for_different_counters_are_not_added_up():
    apart = [wait(0, 200, 2), wait(0, 200, 2, ("c2",))]
    assert queue_surge(apart, AGENCIES, LIMITS) == []
    shared = [wait(0, 200, 2, ("c1", "c2")), wait(0, 100, 2, ("c1", "c2"))]
    (found,) = queue_surge(shared, AGENCIES, LIMITS)
    assert found.counter is None and found.span.interval == (0, 100)


def test_whoever_leaves_as_another_comes_is_not_counted_with_them():
    assert (
        queue_surge([wait(0, 200, 2), wait(0, 40), wait(40, 50)], AGENCIES, Thresholds(queue_people=4, queue_surge_s=0))
        == []
    )


def test_they_are_of_the_agency_of_the_counters_that_one_waits_for():
    for counters, agency in ((("c1", "c2"), "civil"), (("c1", "c3"), None), (("c3",), "permits")):
        line = [wait(0, 700, 3, counters)]
        assert [one.agency for one in (*long_wait(line, AGENCIES, LIMITS), *queue_surge(line, AGENCIES, LIMITS))] == [
            agency,
            agency,
        ]


def test_a_long_queue_is_as_uncertain_as_who_joined_and_left_last():
    cut = WaitingVisit(Span(Edge(0, 0, 0, True), Edge(300, 298, 302)), "unknown", "q", "c1", ("c1",), None, 3, 0.8, 1.0)
    (one,) = queue_surge([cut], AGENCIES, LIMITS)
    assert one.span == cut.span
