"""Waiting visits from stays: who joined when, whom it led to, and how it ended."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.site.thresholds import Thresholds
from pantau.simulation.truth.waiting import waits
from pantau.transforms.counters.counter_day import CounterDay
from pantau.transforms.counters.parties import as_parties
from pantau.transforms.counters.queue_stitching import StitchedIdentities
from pantau.transforms.counters.sessions import sessions_of, visits_of
from pantau.transforms.counters.waiting import waits_of
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Edge, Span, within
from pantau.transforms.zones.unobserved_time import UnobservedTime
from tests.transforms.counters.test_sessions import ALWAYS, dwell, staffed

LIMITS = Thresholds(service_merge_s=10)
LEADS_TO = {"queue": ("c1",), "bench": ("c1",), "other": ("c2",), "shared": ("c1", "c2"), "elsewhere": ("c9",)}
ALONE = StitchedIdentities({}, {})


def counter_day(counter, customers, staffing=ALWAYS):
    visits = visits_of(list(customers), within(LIMITS.service_merge_s), lambda earlier, later: 1.0)
    sessions = sessions_of(visits, [], staffing, [(0.0, 1000.0)], LIMITS)
    return CounterDay(counter, f"at-{counter}", list(customers), [], staffing, visits, sessions)


OBSERVED = UnobservedTime([], (0.0, 1000.0))


def waited(queueing, *counter_days, followed=ALONE, unobserved=OBSERVED, leads_to=LEADS_TO, limits=LIMITS):
    return as_parties(waits_of(list(counter_days), list(queueing), leads_to, {"bench"}, followed, limits, unobserved))


def told(waits):
    return [(*wait.span.interval, wait.outcome, wait.counters, wait.zone) for wait in waits]


def test_from_the_queue_to_the_service():
    (wait,) = waited([dwell(1, 40, 90, "queue")], counter_day("c1", [dwell(1, 96, 160)]))
    assert told([wait]) == [(40, 96, "served", ("c1",), "queue")]
    assert wait.session.span.interval == (96, 160)


def test_who_walks_up_waits_for_nothing_and_who_appears_there_for_nobody_knows_how_long():
    (walked,) = waited([], counter_day("c1", [dwell(1, 100, 160)]))
    assert told([walked]) == [(100, 100, "served", ("c1",), "at-c1")]
    assert waited([], counter_day("c1", [dwell(1, 100, 160, born=True)])) == []


def test_from_bench_to_queue_to_counter_is_one_waiting():
    bench, queue = dwell(1, 40, 90, "bench"), dwell(1, 95, 140, "queue")
    assert told(waited([bench, queue], counter_day("c1", [dwell(1, 148, 200)]))) == [
        (40, 148, "served", ("c1",), "bench")
    ]


def test_a_party_waits_since_its_first_member_came():
    queueing = [dwell(1, 40, 90, "queue"), dwell(2, 60, 92, "queue")]
    (wait,) = waited(queueing, counter_day("c1", [dwell(1, 96, 160), dwell(2, 97, 161)]))
    assert (*told([wait]), wait.party_size) == ((40, 96, "served", ("c1",), "queue"), 2)


def test_whoever_leaves_the_queue_has_reneged_and_whoever_returns_at_once_has_not():
    empty = counter_day("c1", [])
    assert told(waited([dwell(1, 40, 90, "queue")], empty)) == [(40, 90, "reneged", ("c1",), "queue")]
    for pause, ends in ((10, [(40, 150, "reneged")]), (11, [(40, 90, "unknown"), (90 + 11, 150, "reneged")])):
        again = [dwell(1, 40, 90, "queue"), dwell(1, 90 + pause, 150, "queue")]
        assert [one[:3] for one in told(waited(again, empty))] == ends


def test_who_comes_to_a_counter_long_after_leaving_the_queue_had_reneged():
    for came, outcome in ((120, "unknown"), (121, "reneged")):
        waits = waited([dwell(1, 40, 90, "queue")], counter_day("c1", [dwell(1, came, 160)]))
        assert [one[:3] for one in told(waits)] == [(40, 90, outcome), (came, came, "served")]
        other = counter_day("c2", [dwell(1, came, 160)])
        assert [one[2] for one in told(waited([dwell(1, 40, 90, "queue")], counter_day("c1", []), other))] == [
            outcome,
            "served",
        ]


@pytest.mark.parametrize(
    ("hole", "outcome"),
    [
        ((120.0, 130.0), "reneged"),
        ((119.0, 130.0), "unknown"),
        ((100.5, 101.5), "unknown"),
        ((119.0, 2000.0), "unknown"),
        ((0.0, 89.0), "reneged"),
    ],
    ids=["gap long after", "gap soon after", "short gap soon after", "end of footage soon after", "gap before"],
)
def test_reneging_needs_observed_time_afterwards(hole, outcome):
    unobserved = UnobservedTime([hole], (0.0, 1000.0))
    (wait,) = waited([dwell(1, 40, 90, "queue")], counter_day("c1", []), unobserved=unobserved)
    assert (*wait.span.interval, wait.outcome, wait.span.end.censored) == (40, 90, outcome, outcome == "unknown")


def test_how_long_they_must_stay_away_is_a_threshold():
    unobserved = UnobservedTime([(119.0, 2000.0)], (0.0, 1000.0))
    for after_s, outcome in ((29.0, "reneged"), (29.1, "unknown"), (0.0, "reneged")):
        limits = LIMITS.model_copy(update={"reneged_after_s": after_s})
        waits = waited([dwell(1, 40, 90, "queue")], counter_day("c1", []), unobserved=unobserved, limits=limits)
        assert [wait.outcome for wait in waits] == [outcome]


def test_who_leaves_the_queue_as_somebody_is_served_of_whom_nobody_knows_where_they_waited_may_be_them():
    def outcome(served_at, **details):
        customer = counter_day("c1", [dwell(2, served_at, served_at + 60, **details)])
        return waited([dwell(1, 40, 90, "queue")], customer)[0].outcome

    # First seen at the counter: they, somebody of their party, or somebody else.
    assert [outcome(at, born=True) for at in (86, 87, 95, 120, 121)] == ["reneged", *["unknown"] * 3, "reneged"]
    # Seen coming, without having been in the queue: somebody else.
    assert outcome(95) == "reneged"
    # At a counter that their queue does not lead to.
    elsewhere = counter_day("c1", []), counter_day("c2", [dwell(2, 95, 160, born=True)])
    assert [wait.outcome for wait in waited([dwell(1, 40, 90, "queue")], *elsewhere)] == ["reneged"]


def test_where_no_queue_is_drawn_nobody_knows_how_long_anybody_waited():
    assert waited([], counter_day("c1", [dwell(1, 100, 160)]), leads_to={"other": ("c2",)}) == []
    late = staffed((0, 130, "absent"), (130, 1000, "present"))
    (wait,) = waited([], counter_day("c1", [dwell(1, 100, 160)], late), leads_to={})
    assert (told([wait]), wait.span.start.censored) == ([(100, 130, "served", ("c1",), "customer")], True)
    never = staffed((0, 1000, "absent"))
    (wait,) = waited([], counter_day("c1", [dwell(1, 100, 160)], never), leads_to={})
    assert (told([wait]), wait.span.start.censored) == ([(100, 160, "reneged", ("c1",), "customer")], True)


def test_of_whom_no_two_detections_are_sure_is_nobody_unless_served():
    unsure = Dwell(1, "queue", Span(Edge(40, 39, 41), Edge(90, 89, 91)), 0.3, 0.36, False, False)
    assert waited([unsure], counter_day("c1", [])) == []
    assert told(waited([unsure], counter_day("c1", [dwell(1, 96, 160)]))) == [(40, 96, "served", ("c1",), "queue")]


def test_two_who_give_up_together_are_a_party_and_two_who_joined_apart_are_not():
    empty = counter_day("c1", [])
    (wait,) = waited([dwell(1, 40, 90, "queue"), dwell(2, 42, 91, "queue")], empty)
    assert (*told([wait]), wait.party_size) == ((40, 91, "reneged", ("c1",), "queue"), 2)
    apart = waited([dwell(1, 40, 90, "queue"), dwell(2, 46, 91, "queue")], empty)
    assert [wait.party_size for wait in apart] == [1, 1]


def test_who_leaves_the_queue_with_a_party_that_is_called_goes_with_it():
    called = counter_day("c1", [dwell(1, 96, 160)])
    with_them = [dwell(1, 40, 94, "queue"), dwell(2, 34, 95, "queue"), dwell(3, 49, 97, "queue", lost=True)]
    assert told(waited(with_them, called)) == [(34, 96, "served", ("c1",), "queue")]
    on_their_own = [dwell(1, 40, 94, "queue"), dwell(2, 51, 95, "queue"), dwell(3, 44, 100, "queue")]
    assert [one[:3] for one in told(waited(on_their_own, called))] == [
        (40, 96, "served"),
        (44, 100, "reneged"),
        (51, 95, "reneged"),
    ]


def test_who_is_lost_from_sight_beside_those_they_came_with_is_of_their_party():
    beside = [dwell(1, 40, 90, "queue"), dwell(2, 43, 70, "queue", lost=True)]
    two = counter_day("c1", [dwell(1, 96, 160), dwell(3, 97, 160, born=True)])
    assert told(waited(beside, two)) == [(40, 96, "served", ("c1",), "queue")]
    alone = counter_day("c1", [dwell(1, 96, 160)])
    assert [one[2] for one in told(waited(beside, alone))] == ["served", "unknown"]
    stranger = [dwell(1, 40, 90, "queue"), dwell(2, 46, 70, "queue", lost=True)]
    assert [one[2] for one in told(waited(stranger, two))] == ["served", "unknown"]


@pytest.mark.parametrize("lost", [True, False])
def test_lost_from_sight_or_cut_off_is_unknown_and_never_reneged(lost):
    end = Edge(90, 90, 95, censored=not lost)
    (wait,) = waited([Dwell(1, "queue", Span(Edge(40, 39, 41), end), 0.8, 0.8, False, lost)], counter_day("c1", []))
    assert (wait.outcome, wait.span.end.censored) == ("unknown", True)


def doubtful(identity_confidence, zone="queue", **details):
    return replace(dwell(1, 40, 90, zone, **details), identity_confidence=identity_confidence)


def test_a_waiting_more_probably_of_two_people_than_of_one_is_no_visit_unless_served():
    empty = counter_day("c1", [])
    assert [one[2] for one in told(waited([doubtful(0.5, "bench")], empty))] == ["reneged"]
    assert waited([doubtful(0.49, "bench")], empty) == []
    assert waited([doubtful(0.49, born=True)], empty) == []
    assert [one[2] for one in told(waited([doubtful(0.49, "bench")], counter_day("c1", [dwell(1, 96, 160)])))] == [
        "served"
    ]


def test_who_was_seen_to_join_a_queue_waited_whoever_of_those_in_it_they_are():
    (wait,) = waited([doubtful(0.2)], counter_day("c1", []))
    assert (*told([wait]), wait.identity_confidence) == ((40, 90, "reneged", ("c1",), "queue"), 0.2)


def test_who_is_somebody_else_than_before_was_not_seen_to_join():
    (wait,) = waited(
        [doubtful(0.4, "bench"), replace(dwell(1, 95, 140, "bench"), identity_confidence=0.8)], counter_day("c1", [])
    )
    assert (wait.span.interval, wait.span.start.censored, wait.identity_confidence) == ((95, 140), True, 0.8)


def test_a_doubtful_stay_in_a_place_that_leads_elsewhere_is_another_ones_waiting():
    def waits(identity_confidence):
        bench = replace(dwell(1, 40, 90, "other"), identity_confidence=identity_confidence)
        return told(
            waited([bench, dwell(1, 95, 140, "queue")], counter_day("c1", [dwell(1, 145, 200)]), counter_day("c2", []))
        )

    assert waits(0.5) == [(40, 145, "served", ("c1",), "other")]
    assert waits(0.4) == [(40, 90, "unknown", ("c2",), "other"), (95, 145, "served", ("c1",), "queue")]


def test_so_it_is_where_the_way_from_there_is_doubtful():
    queueing = [dwell(1, 40, 90, "other"), dwell(1, 95, 140, "queue")]
    counter_days = counter_day("c1", [dwell(1, 145, 200)]), counter_day("c2", [])

    def waits(sure):
        links = {1: (np.array([40.0, 90.0, 92.0, 95.0]), np.array([1.0, 0.1, sure, sure]))}
        return waited(queueing, *counter_days, followed=StitchedIdentities({}, {}, links))

    (one,) = waits(0.8)
    assert (*told([one]), one.identity_confidence) == ((40, 145, "served", ("c1",), "other"), pytest.approx(0.64))
    assert told(waits(0.7)) == [(40, 90, "unknown", ("c2",), "other"), (95, 145, "served", ("c1",), "queue")]


def test_who_is_first_seen_in_a_waiting_room_came_earlier():
    (wait,) = waited([dwell(1, 40, 90, "bench", born=True)], counter_day("c1", [dwell(1, 96, 160)]))
    assert (wait.span.interval, wait.span.start.censored) == ((40, 96), True)
    (wait,) = waited([dwell(1, 40, 90, "queue", born=True)], counter_day("c1", [dwell(1, 96, 160)]))
    assert (wait.span.interval, wait.span.start.censored) == ((40, 96), False)


def test_that_somebody_was_served_before_says_nothing_about_how_long_their_company_waits():
    others = counter_day("c2", [dwell(2, 20, 60)])
    late = staffed((0, 130, "absent"), (130, 1000, "present"))
    of_company = waited([], others, counter_day("c1", [dwell(1, 50, 160), dwell(2, 70, 160)], late))
    assert [one[:3] for one in told(of_company)] == [(20, 20, "served"), (50, 130, "served")]


def test_the_doubt_of_every_stay_is_in_that_of_the_waiting():
    before = [
        replace(dwell(1, 40, 60, "bench"), identity_confidence=0.9),
        replace(dwell(1, 62, 90, "queue"), identity_confidence=0.8),
    ]
    (wait,) = waited(before, counter_day("c1", [replace(dwell(1, 96, 160), identity_confidence=0.5)]))
    assert wait.identity_confidence == pytest.approx(0.9 * 0.8 * 0.5)


def test_who_may_have_been_served_where_the_camera_does_not_look_is_unknown():
    (wait,) = waited([dwell(1, 40, 90, "elsewhere")], counter_day("c1", []))
    assert told([wait]) == [(40, 90, "unknown", ("c9",), "elsewhere")]


def test_a_queue_to_two_counters_counts_for_the_one_that_serves():
    counter_days = counter_day("c1", [dwell(1, 96, 160)]), counter_day("c2", [dwell(2, 97, 150)])
    queueing = [dwell(1, 40, 90, "shared"), dwell(2, 50, 91, "shared"), dwell(3, 60, 200, "shared")]
    assert told(waited(queueing, *counter_days)) == [
        (40, 96, "served", ("c1", "c2"), "shared"),
        (50, 97, "served", ("c1", "c2"), "shared"),
        (60, 200, "reneged", ("c1", "c2"), "shared"),
    ]
    assert [wait.counter for wait in waited(queueing, *counter_days)] == ["c1", "c2", None]


def test_who_changes_queue_goes_on_waiting():
    changed = [dwell(1, 40, 90, "queue"), dwell(1, 95, 140, "other")]
    assert told(waited(changed, counter_day("c1", []), counter_day("c2", [dwell(1, 145, 200)]))) == [
        (40, 145, "served", ("c2",), "queue")
    ]
    assert told(waited(changed, counter_day("c1", []), counter_day("c2", []))) == [
        (40, 140, "reneged", ("c2",), "queue")
    ]


def test_at_the_counter_before_the_officer_comes_and_when_none_comes():
    late = staffed((0, 130, "absent"), (130, 1000, "present"))
    (wait,) = waited([], counter_day("c1", [dwell(1, 100, 160)], late))
    assert told([wait]) == [(100, 130, "served", ("c1",), "customer")]
    never = staffed((0, 1000, "absent"))
    assert [one[:3] for one in told(waited([], counter_day("c1", [dwell(1, 100, 160)], never)))] == [
        (100, 160, "reneged")
    ]


def test_who_appears_at_an_unattended_counter_has_waited_longer_than_was_seen():
    late = staffed((0, 130, "absent"), (130, 1000, "present"))
    (wait,) = waited([], counter_day("c1", [dwell(1, 100, 160, born=True)], late))
    assert wait.span.start.censored and wait.span.interval == (100, 130)


def test_behind_somebody_who_is_still_leaving():
    first, second = waited([], counter_day("c1", [dwell(1, 100, 160), dwell(2, 154, 260)]))
    assert [first.span.interval, second.span.interval] == [(100, 100), (154, 160)]


def test_a_second_visit_does_not_wait_since_the_first_and_passing_the_queue_afterwards_is_leaving():
    queueing = [dwell(1, 40, 90, "queue"), dwell(1, 300, 390, "queue"), dwell(1, 465, 480, "queue")]
    waits = waited(queueing, counter_day("c1", [dwell(1, 96, 160), dwell(1, 400, 460)]))
    assert [one[:3] for one in told(waits)] == [(40, 96, "served"), (300, 400, "served")]


def test_somebody_followed_under_two_numbers_is_one_and_the_row_says_how_sure_that_is():
    followed = StitchedIdentities({2: 1}, {2: 0.8})
    customer = dwell(2, 98, 160, born=True)
    (wait,) = waited([dwell(1, 40, 90, "queue", lost=True)], counter_day("c1", [customer]), followed=followed)
    assert (*told([wait]), wait.identity_confidence) == ((40, 98, "served", ("c1",), "queue"), 0.8)
    (unlinked,) = waited([dwell(1, 40, 90, "queue", lost=True)], counter_day("c1", [customer]))
    assert (unlinked.outcome, unlinked.identity_confidence) == ("unknown", 1.0)


def test_a_service_whose_start_was_not_seen_is_nobodys_end_of_waiting():
    customer = Dwell(1, "customer", Span(Edge(96, 90, 96, censored=True), Edge(160, 159, 161)), 0.8, 0.8, False, False)
    (wait,) = waited([dwell(1, 40, 90, "queue")], counter_day("c1", [customer]))
    assert (wait.outcome, wait.session) == ("unknown", None)


times = st.lists(st.integers(1, 60), min_size=2, max_size=10)


@given(times, times)
def test_the_simulated_truth_goes_by_the_same_definitions(queued, served):
    """One person, seen perfectly, now and then in the queue and now and then served: both sides find the same."""
    marks = [sum(queued[: i + 1]) * 4 for i in range(len(queued))]
    there = [(float(a), float(b)) for a, b in zip(marks[::2], marks[1::2], strict=False)]
    marks = [sum(served[: i + 1]) * 4 + 2 for i in range(len(served))]
    services = [
        (float(a), float(b))
        for a, b in zip(marks[::2], marks[1::2], strict=False)
        if b - a >= LIMITS.service_min_s and not any(c < b and a < d for c, d in there)
    ]
    services = [s for i, s in enumerate(services) if i == 0 or s[0] - services[i - 1][1] > LIMITS.service_merge_s]
    always = staffed((0, 10_000, "present"))
    found = waited(
        [dwell(1, a, b, "queue") for a, b in there], counter_day("c1", [dwell(1, a, b) for a, b in services], always)
    )
    expected = waits(there, services, LIMITS.service_merge_s)
    assert [(*w.span.interval, w.outcome == "served") for w in found if w.span.duration] == [
        (wait.start, wait.end, wait.served) for wait in expected
    ]


@pytest.mark.parametrize(("born", "lost"), [*product((True, False), repeat=2)])
def test_every_session_has_at_most_one_waiting(born, lost):
    queueing = [dwell(1, 40, 90, "queue", lost=lost), dwell(2, 80, 99, "queue")]
    waits = waited(queueing, counter_day("c1", [dwell(1, 96, 160, born=born), dwell(2, 100, 161)]))
    assert [wait.session is not None for wait in waits].count(True) == 1
