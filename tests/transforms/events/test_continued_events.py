"""Ids that events keep, also where one names another, and where the recorder's clock was corrected since."""

from dataclasses import replace
from datetime import timedelta

from pantau.schemas.tables import EVENT_TABLES
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.staff_presence import Presence
from pantau.transforms.events.continued_events import continued, on_clock_of
from pantau.transforms.events.find_events import Events
from tests.transforms.events.test_event_rows import maker, session, span, wait


def found(later=0.0):
    """A session, who waited for it, the state of its counter and a candidate, each that much later."""
    made, times = maker(), span(100 + later, 160 + later)
    served = session(span=times)
    service = made.service(served, None, "permits", "c1", "customer")
    state = made.presence(Presence(times, "serving", 0.0, 1.0), "permits", "c1", "customer")
    waited = wait(span=replace(wait().span, end=times.start), session=served)
    candidate = Candidate("unattended_waiting", span(110 + later, 150 + later), "c1", None, 20.0, 0.5)
    return Events(
        service_time=[service],
        waiting_visits=[made.waiting(waited, "permits", 0, service["event_id"])],
        staff_presence=[state],
        anomalies=[made.anomaly(candidate, "permits", [service, state])],
    )


def ids(events):
    return {table.name: [row["event_id"] for row in getattr(events, table.name)] for table in EVENT_TABLES}


def test_references_follow_the_ids_that_are_kept():
    before, later = found(), found(0.1)
    assert ids(later)["service_time"] != ids(before)["service_time"]
    after = continued(later, vars(before))
    assert ids(after) == ids(before)
    (waited,), (candidate,) = after.waiting_visits, after.anomalies
    assert waited["service_event_id"] == before.service_time[0]["event_id"]
    assert candidate["related_event_ids"] == [*ids(before)["service_time"], *ids(before)["staff_presence"]]
    # Nothing else depends on what was before.
    for table in EVENT_TABLES:
        for one, other in zip(getattr(after, table.name), getattr(later, table.name), strict=True):
            own = {name for name in one if one[name] != other[name]}
            assert own <= {"event_id", "service_event_id", "related_event_ids"}


def test_whoever_was_not_served_names_no_service():
    reneged = maker().waiting(wait(outcome="reneged", session=None), "permits", 0, None)
    (after,) = continued(Events(waiting_visits=[reneged]), vars(found())).waiting_visits
    assert after["service_event_id"] is None


def test_nothing_before_changes_nothing():
    assert continued(found(), {}) == found()


def recording(seconds):
    """The recording of `found`, that many seconds later."""
    (whole,) = maker().day.recordings
    return {**whole, "started_at": whole["started_at"] + timedelta(seconds=seconds)}


def services(*starts):
    """The sessions of 60 s that begin at these seconds."""
    return [found(start - 100).service_time[0] for start in starts]


def test_after_a_correction_of_the_clock_an_event_is_the_one_on_the_same_frames():
    # Sessions follow one another, and the clock was 60 s slow: each is when the one after it was.
    before, now = services(100, 160, 220), services(160, 220, 280)
    on_clock = on_clock_of({"service_time": before}, [recording(60)])
    assert [row["started_at"] for row in on_clock["service_time"]] == [row["started_at"] for row in now]
    kept = continued(Events(service_time=now), on_clock)
    assert [row["event_id"] for row in kept.service_time] == [row["event_id"] for row in before]


def test_what_has_no_recording_or_one_that_is_gone_stays_on_the_clock():
    (row,) = services(100)
    hours = {**row, "recording_sha256": None, "offset_s": None}
    assert on_clock_of({"service_time": [row, hours]}, []) == {"service_time": [row, hours]}
    assert on_clock_of({"service_time": [hours]}, [recording(60)]) == {"service_time": [hours]}


def test_an_event_that_began_before_its_recording_does_not_say_when_that_began():
    (row,) = services(100)
    before = {**row, "started_at": row["started_at"] - timedelta(hours=1), "offset_s": 0.0}
    alone = {"staff_presence": [before]}
    assert on_clock_of(alone, [recording(60)]) == alone
    # Another event of the recording does.
    (moved,) = on_clock_of({"service_time": [row], **alone}, [recording(60)])["staff_presence"]
    assert moved["started_at"] - before["started_at"] == timedelta(seconds=60)


def test_rounding_is_no_correction():
    rows = {"service_time": services(100.0004)}
    assert on_clock_of(rows, [recording(0.0015)]) == rows
