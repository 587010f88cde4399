"""What is known around a moment: recomputed, table by table."""

from collections.abc import Iterator
from datetime import timedelta

from tests.sql.hostile.recompute.reading import Row, Rows, censored, in_period

DETAILS = {
    "service_time": ("service", lambda row: "cut" if censored(row) else "whole"),
    "waiting_visits": ("waiting", lambda row: row["waiting_outcome"]),
    "staff_presence": ("counter", lambda row: row["state"]),
    "anomalies": ("candidate", lambda row: row["kind"]),
}


def events_around(rows: Rows, asked: dict) -> list[Row]:
    agency, counter = asked.get("agency"), asked.get("counter")
    found = []
    for table, (what, detail) in DETAILS.items():
        for row in _near(rows, table, asked):
            leads_to = row["counter_ids"] if table == "waiting_visits" else [row["counter_id"]]
            if agency in (None, row["agency_id"]) and counter in (None, *leads_to):
                found.append(_told(rows, row, what, detail(row)))
    shown = {
        (row["camera_id"], row["service_date"]) for row in rows.of("staff_presence", asked, "agency_id", "counter_id")
    }
    for row in _near(rows, "coverage", asked):
        own = counter is None and agency in (None, row["agency_id"])
        if own or (row["camera_id"], row["service_date"]) in shown:
            nothing = dict.fromkeys(("counter_id", "event_id", "recording_uri", "offset_s"))
            found.append(_told(rows, row | nothing, "camera", row["coverage_state"]))
    return found


def _near(rows: Rows, table: str, asked: dict) -> Iterator[Row]:
    at, around = asked.get("at"), timedelta(minutes=asked["minutes"])
    for row in rows.tables[table]:
        start, end = (rows.local(row, row[edge]) for edge in ("started_at", "ended_at"))
        if in_period(row["service_date"], asked) and (at is None or (start <= at + around and at - around <= end)):
            yield row


def _told(rows: Rows, row: Row, what: str, detail: str) -> Row:
    kept = ("service_date", "agency_id", "counter_id", "camera_id", "event_id", "recording_uri", "offset_s")
    times = {f"{edge}_local": rows.local(row, row[f"{edge}_at"]) for edge in ("started", "ended")}
    return {**{name: row[name] for name in kept}, **times, "what": what, "detail": detail}
