from dataclasses import replace

import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.counters.sessions import sessions_of, visits_of
from pantau.transforms.counters.staffing import StaffingInterval
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Edge, Span, exact, within

LIMITS = Thresholds()
KNOWN = [(0.0, 1000.0)]


def dwell(track, start, end, zone="customer", born=False, lost=False):
    edges = (Edge(start, start - 1, start + 1), Edge(end, end - 1, end + 1))
    return Dwell(track, zone, Span(*edges), 0.8, 0.8, born, lost)


def staffed(*changes):
    """Stretches of (start, end, state)."""
    return [StaffingInterval(Span(exact(a), exact(b)), state, 1.0) for a, b, state in changes]


ALWAYS = staffed((0, 1000, "present"))


def served(dwells, queueing=(), staffing=ALWAYS, same=lambda earlier, later: 1.0):
    return sessions_of(
        visits_of(list(dwells), within(LIMITS.service_merge_s), same), list(queueing), staffing, KNOWN, LIMITS
    )


def test_two_customers_one_after_the_other_are_two_sessions():
    first, second = served([dwell(1, 100, 160), dwell(2, 168, 230)])
    assert (first.span.interval, second.span.interval) == ((100, 160), (168, 230))
    assert (first.party_size, second.party_size) == (1, 1)


def test_people_together_are_one_party():
    (session,) = served([dwell(1, 100, 160), dwell(2, 104, 162)])
    assert session.span.interval == (100, 162)
    assert session.party_size == 2


def test_the_next_customer_who_arrives_early_begins_when_the_one_before_has_left():
    first, second = served([dwell(1, 100, 160), dwell(2, 154, 260)])
    assert first.span.interval == (100, 160)
    assert second.span.interval == (160, 260)
    assert second.span.start == first.span.end


def test_lost_and_found_at_the_counter_is_one_customer_and_walking_away_is_not():
    lost, found = dwell(1, 100, 130, lost=True), dwell(2, 138, 180, born=True)
    (session,) = served([lost, found], same=lambda earlier, later: {(1, 2): 0.8}[earlier, later])
    assert session.span.interval == (100, 180)
    assert (session.party_size, session.visit.identity_confidence) == (1, 0.8)
    assert len(served([dwell(1, 100, 130), dwell(2, 138, 180)])) == 2
    assert len(served([lost, found], same=lambda earlier, later: 0.4)) == 2


def test_others_in_the_queue_at_the_start_are_counted():
    (session,) = served([dwell(1, 100, 160)], [dwell(1, 40, 90, "queue"), dwell(2, 50, 200, "queue")])
    assert session.queue_length == 1


def test_a_session_begins_when_the_officer_comes():
    (session,) = served([dwell(1, 100, 200)], staffing=staffed((0, 130, "absent"), (130, 1000, "present")))
    assert session.span.interval == (130, 200)
    assert session.staffed_share == 1


def test_without_an_officer_there_is_no_service():
    assert served([dwell(1, 100, 200)], staffing=staffed((0, 1000, "absent"))) == []


def test_the_staffed_share_counts_what_is_known():
    away = staffed((0, 150, "present"), (150, 170, "absent"), (170, 180, "unknown"), (180, 1000, "present"))
    (session,) = served([dwell(1, 100, 200)], staffing=away)
    assert session.staffed_share == pytest.approx(70 / 90)
    (unknown,) = served([dwell(1, 100, 200)], staffing=staffed((0, 1000, "unknown")))
    assert unknown.staffed_share is None


def test_a_session_is_as_sure_as_that_its_people_are_visitors():
    sure, doubtful = dwell(1, 100, 160), replace(dwell(2, 140, 160), role_probability=0.6)
    (session,) = served([sure, doubtful])
    assert session.role_probability == pytest.approx((60 + 0.6 * 20) / 80)
    assert session.detection_score == pytest.approx(0.8 * session.role_probability)
