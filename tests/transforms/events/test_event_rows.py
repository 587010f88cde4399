from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pantau.schemas.tables import ANOMALIES, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.reliability.session_evidence import SessionEvidence
from pantau.transforms.counters.reliability.session_probability import session_probability
from pantau.transforms.counters.sessions import CounterVisit, ServiceSession
from pantau.transforms.counters.staff_presence import Presence
from pantau.transforms.counters.waiting import WaitingVisit
from pantau.transforms.events.event_rows import Provenance, RowMaker, moment
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.zones.spans import Edge, Span, exact
from tests.transforms.staging import DAY, MIDNIGHT, camera_day

EIGHT = MIDNIGHT + 8 * 3600
MADE_BY = Provenance("run", "code", "config", "model")


SEEN = SessionEvidence(0.87654, 0.1, start_unseen=False, end_unseen=True, next_to_another=False)


def maker(**changed):
    return RowMaker(CameraDate("hall", "one", DAY), MADE_BY, camera_day(**changed))


def span(start, end, doubt=1.0, **censored):
    return Span(
        Edge(EIGHT + start, EIGHT + start - doubt, EIGHT + start + doubt, censored.get("start", False)),
        Edge(EIGHT + end, EIGHT + end - doubt, EIGHT + end + doubt, censored.get("end", False)),
    )


def session(**changed):
    whole = ServiceSession(
        span=span(100, 160),
        visit=CounterVisit(span(100, 160), ()),
        staffed_share=0.9,
        evidence=SEEN,
        queue_length=2,
        party_size=1,
        detection_score=0.87654321,
        role_probability=0.98765,
    )
    return replace(whole, **changed)


def wait(**changed):
    whole = WaitingVisit(
        span=Span(Edge(EIGHT + 70, EIGHT + 69, EIGHT + 71), session().span.start),
        outcome="served",
        zone="queue",
        counter="c1",
        counters=("c1",),
        session=session(),
        party_size=1,
        detection_score=0.7,
        identity_confidence=0.87654321,
        role_probability=0.9,
    )
    return replace(whole, **changed)


def at(second):
    return datetime.fromtimestamp(EIGHT + second, UTC)


def test_a_session_as_a_row():
    row = maker().service(session(), wait(), "permits", "c1", "customer")
    assert SERVICE_TIME.arrow([row]).num_rows == 1
    expected = {
        "site_id": "hall",
        "agency_id": "permits",
        "counter_id": "c1",
        "camera_id": "one",
        "zone_id": "customer",
        "service_date": DAY,
        "started_at": at(100),
        "ended_at": at(160),
        "duration_s": 60.0,
        "duration_lo_s": 58.0,
        "duration_hi_s": 62.0,
        "detection_score": 0.8765,
        "observed_share": 1.0,
        "recording_uri": "cam1.mp4",
        "recording_sha256": "0" * 64,
        "offset_s": 100.0,
        "waiting_s": 30.0,
        "waiting_lo_s": 28.0,
        "waiting_hi_s": 32.0,
        "staffed_share": 0.9,
        "seen_share": 0.8765,
        "session_probability": round(session_probability(SEEN), 4),
        "queue_length": 2,
        "party_size": 1,
        "identity_confidence": 0.88,
        "role_probability": 0.9877,
        **vars(MADE_BY),
    }
    assert {name: row[name] for name in expected} == expected


def test_the_doubt_of_the_clock_widens_times_and_not_durations():
    row = maker().service(session(), wait(), "permits", "c1", "customer")
    assert (row["started_at_lo"], row["started_at_hi"]) == (at(98), at(102))
    assert (row["ended_at_lo"], row["ended_at_hi"]) == (at(158), at(162))


def test_without_a_queue_there_is_no_waiting():
    visit = CounterVisit(span(100, 160), (), 0.9)
    row = maker().service(session(visit=visit), None, "permits", "c1", "customer")
    assert row["waiting_s"] is row["waiting_lo_s"] is row["waiting_hi_s"] is None
    assert row["identity_confidence"] == 0.9


def test_a_waiting_whose_beginning_was_not_seen_is_not_known():
    unseen = wait(span=Span(replace(wait().span.start, censored=True), session().span.start))
    row = maker().service(session(), unseen, "permits", "c1", "customer")
    assert row["waiting_s"] is row["waiting_lo_s"] is row["waiting_hi_s"] is None


def test_a_waiting_as_a_row_agrees_with_the_row_of_its_service():
    served = maker().service(session(), wait(), "permits", "c1", "customer")
    row = maker().waiting(wait(), "permits", 0, served["event_id"])
    assert WAITING_VISITS.arrow([row]).num_rows == 1
    bounds = [row["duration_s"], row["duration_lo_s"], row["duration_hi_s"]]
    assert bounds == [served["waiting_s"], served["waiting_lo_s"], served["waiting_hi_s"]] == [30.0, 28.0, 32.0]
    assert (row["ended_at"], row["ended_at_lo"], row["ended_at_hi"]) == (
        served["started_at"],
        served["started_at_lo"],
        served["started_at_hi"],
    )
    assert (row["waiting_outcome"], row["service_event_id"]) == ("served", served["event_id"])
    assert (row["counter_id"], row["counter_ids"], row["zone_id"]) == ("c1", ["c1"], "queue")
    assert row["identity_confidence"] == served["identity_confidence"] == 0.88
    assert row["role_probability"] == 0.9


def test_who_left_a_queue_to_several_counters_has_none():
    left = wait(outcome="reneged", counter=None, counters=("c2", "c1"), session=None)
    row = maker().waiting(left, "permits", 0, None)
    assert WAITING_VISITS.arrow([row]).num_rows == 1
    assert (row["counter_id"], row["counter_ids"], row["service_event_id"]) == (None, ["c1", "c2"], None)
    assert maker().waiting(left, "permits", 1, None)["event_id"] != row["event_id"]


def test_service_hours_are_not_read_off_the_recorders_clock():
    state = Presence(Span(exact(EIGHT), exact(EIGHT + 60)), "idle", 0.0, 1.0)
    row = maker().presence(state, "permits", "c1", "customer")
    assert STAFF_PRESENCE.arrow([row]).num_rows == 1
    assert row["started_at_lo"] == row["started_at_hi"] == at(0)
    assert (row["state"], row["customers_waiting"]) == ("idle", 0.0)


def test_time_that_is_not_known_lowers_the_observed_share():
    row = maker(gaps=[(120.0, 135.0)]).service(session(), wait(), "permits", "c1", "customer")
    assert row["observed_share"] == 0.75


def test_an_event_that_begins_in_the_seam_between_two_recordings_leads_to_the_later_one():
    day = camera_day(seconds=(0.0, 600.0))
    (whole,) = day.recordings
    parts = (
        {**whole, "ended_at": at(99.5), "recording_uri": "first.mp4"},
        {**whole, "started_at": at(100.4), "recording_uri": "second.mp4"},
    )
    row = RowMaker(CameraDate("hall", "one", DAY), MADE_BY, replace(day, recordings=parts)).service(
        session(), wait(), "permits", "c1", "customer"
    )
    assert SERVICE_TIME.arrow([row]).num_rows == 1
    assert (row["recording_uri"], row["offset_s"]) == ("second.mp4", 0.0)


def test_rounding_leaves_a_duration_within_its_bounds():
    for start, end in ((0.0004, 60.0006), (0.0006, 60.0004)):
        state = Presence(Span(exact(EIGHT + start), exact(EIGHT + end)), "unknown", None, 1.0)
        row = maker().presence(state, "permits", "c1", "customer")
        assert row["duration_lo_s"] <= row["duration_s"] <= row["duration_hi_s"]


def test_an_event_that_begins_while_nothing_is_recorded_has_no_frame():
    state = Presence(Span(exact(EIGHT - 60), exact(EIGHT)), "unknown", None, 1.0)
    row = maker().presence(state, "permits", "c1", "customer")
    assert (row["recording_uri"], row["recording_sha256"], row["offset_s"]) == (None, None, None)
    assert row["observed_share"] == 0.0


def test_identities_are_stable_and_tell_events_apart():
    def identity(**changed):
        return maker().service(session(**changed), None, "permits", "c1", "customer")["event_id"]

    same = identity()
    assert identity(detection_score=0.1, party_size=3) == same and len(same) == 20
    ids = {
        same,
        identity(span=span(101, 160)),
        maker().service(session(), wait(), "permits", "c2", "customer")["event_id"],
        maker().service(session(), wait(), "permits", "c1", "other")["event_id"],
        maker().presence(Presence(span(100, 160), "idle", 0.0, 1.0), "permits", "c1", "customer")["event_id"],
        maker().presence(Presence(span(100, 160), "serving", 0.0, 1.0), "permits", "c1", "customer")["event_id"],
    }
    assert len(ids) == 6
    assert identity(span=span(160, 160)) != same


def test_an_anomaly_names_the_events_of_its_counter_that_it_overlaps():
    made = maker()
    related = [
        {"event_id": name, "counter_id": counter, "started_at": at(start), "ended_at": at(end)}
        for name, counter, start, end in (
            ("before", "c1", 0, 100),
            ("meets", "c1", 90, 101),
            ("within", "c1", 110, 120),
            ("elsewhere", "c2", 110, 120),
            ("after", "c1", 160, 200),
        )
    ]
    candidate = Candidate("unattended_waiting", span(100, 160), "c1", "queue", 20.0, 0.5)
    row = made.anomaly(candidate, "permits", related)
    assert ANOMALIES.arrow([row]).num_rows == 1
    assert row["related_event_ids"] == ["meets", "within"]
    assert (row["kind"], row["observed_value"], row["expected_value"], row["value_unit"]) == (
        "unattended_waiting",
        60.0,
        20.0,
        "s",
    )
    assert row["review_status"] == "open"


@pytest.mark.parametrize(("seconds", "text"), [(0.0004, "00.000"), (0.0006, "00.001"), (59.9999, "00.000")])
def test_moments_are_rounded_to_the_millisecond(seconds, text):
    assert f"{moment(EIGHT + seconds):%S.%f}"[:6] == text
