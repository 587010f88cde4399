"""The hostile warehouse is one that the program could have written, and everything hostile happens in it."""

from datetime import date

from pantau import sql
from pantau.schemas.vocabulary import (
    ANOMALY_KINDS,
    COVERAGE_STATES,
    DECISIONS,
    PRESENCE_STATES,
    REVIEW_STATUSES,
    SEVERITIES,
    WAITING_OUTCOMES,
)
from tests.sql.hostile.recompute.reading import by, censored, grouped
from tests.sql.hostile.sites import BLORA


def test_it_breaks_no_rule_of_the_tables(hostile):
    assert sql.check(hostile) == []


def test_every_word_occurs(rows):
    for table, column, words in (
        ("coverage", "coverage_state", COVERAGE_STATES),
        ("staff_presence", "state", PRESENCE_STATES),
        ("waiting_visits", "waiting_outcome", WAITING_OUTCOMES),
        ("anomalies", "kind", ANOMALY_KINDS),
        ("anomalies", "severity", SEVERITIES),
        ("anomalies", "review_status", REVIEW_STATUSES),
        ("reviews", "decision", DECISIONS),
    ):
        assert {row[column] for row in rows.tables[table]} == set(words), (table, column)


def test_service_hours_are_those_of_the_calendar(rows):
    opened = {}
    for row in rows.tables["staff_presence"]:
        if row["counter_id"] == "L1":
            times = opened.setdefault(row["service_date"], [])
            times += [f"{rows.local(row, row[edge]):%H:%M}" for edge in ("started_at", "ended_at")]
    assert {day: (min(times), max(times)) for day, times in opened.items()} == {
        date(2026, 2, 12): ("07:30", "16:00"),
        date(2026, 2, 13): ("07:30", "11:30"),
        date(2026, 2, 18): ("07:30", "16:00"),
        date(2026, 2, 19): ("08:00", "15:00"),
    }


def test_a_counter_changes_its_agency_and_shares_its_queue(rows):
    sessions = [row for row in rows.tables["service_time"] if row["counter_id"] == "L2"]
    assert {row["agency_id"] for row in sessions} == {"dpmptsp", "dukcapil"}
    assert all((row["agency_id"] == "dukcapil") == (row["service_date"] >= BLORA[3]) for row in sessions)
    waits = [row for row in rows.tables["waiting_visits"] if row["zone_id"] == "line"]
    assert {(*row["counter_ids"],) for row in waits} == {("L1", "L2")}
    assert {row["counter_id"] for row in waits} == {"L1", "L2", None}


def test_nothing_is_known_of_some_counters(rows):
    presence = grouped(rows.tables["staff_presence"], by("counter_id"))
    assert {row["state"] for row in presence["L4",]} == {"unknown"}
    assert {row["customers_waiting"] for row in presence["L3",]} == {None}
    assert not [row for row in rows.tables["service_time"] if row["counter_id"] in ("L4", "L5")]
    unseen = [row for row in presence["L5",] if row["service_date"] == BLORA[3] and row["state"] == "unattended"]
    assert unseen and all(row["customers_waiting"] is None for row in unseen)


def test_a_camera_shows_the_counters_of_other_agencies(rows):
    cameras = {row["camera_id"]: row["agency_id"] for row in rows.tables["coverage"]}
    shown = {(row["agency_id"], cameras[row["camera_id"]]) for row in rows.tables["staff_presence"]}
    assert {("rsud", "dpmptsp"), ("dukcapil", "dpmptsp")} <= shown
    assert "rsud" not in cameras.values()


def test_customers_hide_officers_while_sessions_begin(rows):
    hidden = [
        row for row in rows.tables["staff_presence"] if row["state"] == "unknown" and row["recording_uri"] is not None
    ]
    assert [
        session
        for session in rows.tables["service_time"]
        for row in hidden
        if row["counter_id"] == session["counter_id"] and row["started_at"] <= session["started_at"] < row["ended_at"]
    ]


def test_sessions_and_waiting_are_cut_and_not_known(rows):
    for counter, least in (("P2", 0.7), ("L1", 0.05)):
        sessions = [row for row in rows.tables["service_time"] if row["counter_id"] == counter]
        assert sum(map(censored, sessions)) > least * len(sessions)
        assert any(row["start_censored"] and not row["end_censored"] for row in sessions)
    known = {row["waiting_s"] is None for row in rows.tables["service_time"] if row["counter_id"] == "L1"}
    assert known == {True, False}
    assert 0.0 in {row["waiting_s"] for row in rows.tables["service_time"]}
    assert any(row["start_censored"] for row in rows.tables["waiting_visits"] if row["waiting_outcome"] == "served")


def test_recordings_and_candidates_lie_at_midnight(rows):
    over = [row for row in rows.tables["recordings"] if rows.local(row, row["ended_at"]).date() > row["service_date"]]
    assert over
    starts = {rows.local(row, row["started_at"]).time().isoformat() for row in rows.tables["anomalies"]}
    assert {"23:57:30", "00:01:15", "00:00:00"} <= starts


def test_sites_are_in_three_zones_and_clocks_change_within_service_hours(rows):
    assert {site: zone.key for site, zone in rows.zones.items()} == {
        "blora": "Asia/Jakarta",
        "jayapura": "Asia/Jayapura",
        "howe": "Australia/Lord_Howe",
    }
    open_s = {}
    for row in rows.tables["staff_presence"]:
        if row["counter_id"] == "H1":
            open_s[row["service_date"]] = open_s.get(row["service_date"], 0) + row["duration_s"]
    assert {day: round(seconds / 3600, 6) for day, seconds in open_s.items()} == {
        date(2026, 4, 5): 4.0,
        date(2026, 10, 4): 3.0,
    }


def test_a_date_was_restated_and_inputs_were_refused(rows):
    assert [run["command"] for run in rows.runs] == ["nightly"] * 3 + ["events", "review"]
    assert {row["code_hash"] for row in rows.tables["service_time"]} == {"code-1", "code-2"}
    assert {row["service_date"] is None for row in rows.tables["rejects"]} == {True, False}
    assert {row["camera_id"] is None for row in rows.tables["rejects"]} == {True, False}
