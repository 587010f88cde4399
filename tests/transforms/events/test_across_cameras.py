"""Two cameras see one counter of an agency each: it is empty while both say that nobody is there, and no longer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.tables import ANOMALIES, STAFF_PRESENCE
from pantau.transforms.events.across_cameras import empty_across_cameras
from tests.transforms.detection.test_observer import site

DAY = date(2026, 11, 2)
OPENS = datetime(2026, 11, 2, 1, tzinfo=UTC)
"""08:00 at the site, which closes at 16:00."""

HOUR, CLOSES_S = 3600.0, 8 * 3600.0
SITE = site(more="thresholds: [{all_counters_empty_s: 300}]\n")


def presence(camera, counter, *changes, **more):
    """Rows of a counter: each state from a second after the opening on."""
    edges = [*(since for since, _ in changes), CLOSES_S]
    return [
        {
            "event_id": f"{camera}-{counter}-{number}",
            "site_id": "hall",
            "agency_id": "permits",
            "camera_id": camera,
            "counter_id": counter,
            "zone_id": f"{counter}-seat",
            "service_date": DAY,
            "state": state,
            **between(since, edges[number + 1]),
            "observed_share": 1.0,
            "frame_agreement": 1.0,
            "customers_waiting": None,
            "recording_uri": f"{camera}.mp4",
            "recording_sha256": "0" * 64,
            "offset_s": since,
            **dict.fromkeys(("run_id", "code_hash", "config_hash", "model_hash"), "a"),
            **more,
        }
        for number, (since, state) in enumerate(changes)
    ]


def between(since, until, doubt=1.0):
    """When a row was; an edge within the hours is known to a second."""
    started, ended = OPENS + timedelta(seconds=since), OPENS + timedelta(seconds=until)
    before, after = (timedelta(seconds=doubt * (0 < at < CLOSES_S)) for at in (since, until))
    return {
        "started_at": started,
        "ended_at": ended,
        "started_at_lo": started - before,
        "started_at_hi": started + before,
        "ended_at_lo": ended - after,
        "ended_at_hi": ended + after,
        "duration_s": until - since,
        "duration_lo_s": 0.0,
        "duration_hi_s": until - since,
        "start_censored": False,
        "end_censored": False,
    }


def empty(*rows, at=SITE, former=(), former_presence=()):
    before = {"anomalies": former, "staff_presence": former_presence}
    return empty_across_cameras(at, "permits", DAY, [row for some in rows for row in some], before)


ONE = presence("one", "c1", (0, "idle"), (HOUR, "unattended"), (2 * HOUR, "serving"))
TWO = presence("two", "c2", (0, "unattended"), (1.5 * HOUR, "idle"))


def test_it_is_empty_while_both_are_and_leads_to_who_left_last():
    (row,) = empty(ONE, TWO)
    assert set(row) == set(ANOMALIES.columns) and ANOMALIES.arrow([row]).num_rows == 1
    assert (row["kind"], row["agency_id"], row["camera_id"]) == ("all_counters_empty", "permits", "one")
    assert (row["counter_id"], row["zone_id"], row["severity"]) == (None, None, "high")
    assert (row["observed_value"], row["expected_value"], row["duration_s"]) == (0.5 * HOUR, 300.0, 0.5 * HOUR)
    assert [row["duration_lo_s"], row["duration_hi_s"]] == [0.5 * HOUR - 2, 0.5 * HOUR + 2]
    assert (row["recording_uri"], row["offset_s"]) == ("one.mp4", HOUR)
    assert row["related_event_ids"] == ["one-c1-1", "two-c2-0"]


def test_nothing_is_told_while_a_camera_does_not_know():
    for state in ("unknown", "idle", "serving"):
        assert empty(ONE, presence("two", "c2", (0, state))) == []
    assert empty(ONE) == [] and empty() == []


def test_nothing_is_told_before_anything_of_a_camera_has_come():
    both = presence("one", "c1", (0, "unattended")), presence("one", "c2", (0, "unattended"))
    assert empty(*both) == []
    until = {"ended_at": OPENS + timedelta(seconds=HOUR), "ended_at_lo": OPENS + timedelta(seconds=HOUR)}
    until |= {"ended_at_hi": OPENS + timedelta(seconds=HOUR)}
    (row,) = empty(presence("one", "c1", (0, "unattended")), presence("two", "c2", (0, "unattended"), **until))
    assert row["duration_s"] == HOUR


def test_a_counter_that_two_cameras_see_must_be_empty_by_both():
    assert empty(ONE, TWO, presence("two", "c1", (0, "unknown"))) == []
    (row,) = empty(ONE, TWO, presence("two", "c1", (0, "idle"), (1.25 * HOUR, "unattended")))
    assert (row["camera_id"], row["duration_s"]) == ("two", 0.25 * HOUR)


def test_what_was_seen_least_says_how_much_was_seen():
    (row,) = empty(ONE, presence("two", "c2", (0, "unattended"), observed_share=0.75))
    assert row["observed_share"] == 0.75


def test_short_unknown_time_parts_no_absence():
    parted = presence("one", "c1", (0, "unattended"), (HOUR, "unknown"), (HOUR + 8, "unattended"))
    (row,) = empty(parted, presence("two", "c2", (0, "unattended")))
    assert row["duration_s"] == CLOSES_S and len(row["related_event_ids"]) == 3


def test_what_an_office_does_not_ask_for_or_what_is_too_short_is_not_told():
    off = site(more="definitions: [{kind: all_counters_empty, looked_for: false}]\n")
    assert empty(ONE, TWO, at=off) == []
    assert empty(ONE, TWO, at=site(more=f"thresholds: [{{all_counters_empty_s: {0.5 * HOUR + 1}}}]\n")) == []


def test_it_keeps_its_id_when_its_times_move():
    (first,) = empty(ONE, TWO)
    moved = presence("two", "c2", (0, "unattended"), (1.4 * HOUR, "idle"))
    former = {**first, "event_id": "reviewed"}
    assert [row["event_id"] for row in empty(ONE, moved, former=[former])] == ["reviewed"]
    for other in ({**former, "kind": "officer_away"}, {**former, "agency_id": "civil"}):
        assert empty(ONE, TWO, former=[other])[0]["event_id"] == first["event_id"]


def test_it_keeps_its_id_on_its_frames_when_a_clock_is_corrected():
    """By its old time each would be taken for the one before it, and a review would stand on another one."""
    twice = (0, "idle"), (HOUR, "unattended"), (1.5 * HOUR, "serving"), (2 * HOUR, "unattended"), (2.5 * HOUR, "idle")
    both, name = presence("two", "c2", (0, "unattended")), "recording_sha256"
    one = [{**row, name: "1" * 64} for row in presence("one", "c1", *twice)]
    former = empty(one, both)
    # A recording of its own, from when they left on: its other rows say when it began.
    one[3:] = [{**row, name: "2" * 64, "offset_s": row["offset_s"] - 2 * HOUR} for row in one[3:]]
    former[1] |= {name: "2" * 64, "offset_s": 0.0}
    later = [{**row, **{at: row[at] + timedelta(hours=1) for at in row if "ed_at" in at}} for row in one]
    assert [(row["event_id"], row["offset_s"]) for row in empty(later, both, former=former, former_presence=one)] == [
        (row["event_id"], row["offset_s"]) for row in former
    ]
    assert [row["offset_s"] for row in former] == [HOUR, 0.0]


STATES = st.lists(
    st.tuples(st.integers(0, 95), st.sampled_from(["idle", "serving", "unattended", "unknown"])), max_size=6
)


@given(one=STATES, two=STATES)
def test_it_is_what_a_walk_over_the_minutes_finds(one, two):
    """Steps of five minutes, which is the limit; absences of neighbouring steps are one."""
    by_step = [dict(states) | {0: dict(states).get(0, "idle")} for states in (one, two)]
    rows = [
        presence(camera, counter, *((300.0 * step, state) for step, state in sorted(states.items())))
        for camera, counter, states in zip(("one", "two"), ("c1", "c2"), by_step, strict=True)
    ]
    told = [{int((row["started_at"] - OPENS).total_seconds() // 300) + n for n in range(int(row["duration_s"] // 300))}
            for row in empty(*rows)]  # fmt: skip
    state = [[states[max(one for one in states if one <= step)] for step in range(96)] for states in by_step]
    both = {step for step in range(96) if {state[0][step], state[1][step]} == {"unattended"}}
    assert set().union(*told) == both and sum(map(len, told)) == len(both)
    assert all(not {min(some) - 1, max(some) + 1} & both for some in told)


@pytest.mark.parametrize("name", sorted(set(STAFF_PRESENCE.columns)))
def test_the_rows_of_these_tests_have_all_columns(name):
    assert name in ONE[0]
