"""Review candidates, and what other cameras saw around them: recomputed."""

from datetime import datetime

from tests.sql.hostile.recompute.cameras import BY_RECORDERS, candidates_of, of_cameras
from tests.sql.hostile.recompute.coverage import lasted, meant_to_record
from tests.sql.hostile.recompute.reading import (
    HOUR_S,
    Row,
    Rows,
    by,
    censored,
    chosen,
    grouped,
    in_period,
    lasting,
    seconds,
)
from tests.sql.hostile.recompute.statistics import share, wilson


def anomalies_by_kind(rows: Rows, asked: dict) -> list[Row]:
    coverage = of_cameras(rows, "coverage", asked)
    answer = []
    for (kind, severity), mine in grouped(candidates_of(rows, asked), by("kind", "severity")).items():
        of = meant_to_record(coverage) if kind == "footage_missing" else lasted(coverage, "recorded")
        status = [row["review_status"] for row in mine]
        per_second = share(len(mine), of)
        answer.append(
            {
                "kind": kind,
                "severity": severity,
                "candidates": len(mine),
                **{word: status.count(word) for word in ("open", "confirmed", "dismissed")},
                "total_minutes": sum(map(lasting, mine)) / 60,
                "longest_s": max(map(lasting, mine)),
                "candidates_per_100h": None if per_second is None else per_second * 100 * HOUR_S,
            }
        )
    return answer


def anomaly_list(rows: Rows, asked: dict) -> list[Row]:
    kept = ("zone_id", "observed_value", "expected_value", "value_unit", "detection_score", "recording_uri", "offset_s")
    return [
        {
            "started_local": rows.local(row, row["started_at"]),
            "duration_s": lasting(row),
            **{name: row[name] for name in ("kind", "severity", "agency_id", "counter_id", "camera_id", *kept)},
            "censored": censored(row),
            "review_status": row["review_status"],
            "event_id": row["event_id"],
        }
        for row in candidates_of(rows, asked)
        if chosen(row, asked, ("counter_id", "camera_id", "kind", "severity", "review_status"))
    ]


PRECISION = {
    **dict.fromkeys(("late_opening", "early_closing", "officer_away", "unattended_waiting"), 1.0),
    **dict.fromkeys(("all_counters_empty", "footage_missing", "repeated_approaches"), 1.0),
    **dict.fromkeys(("long_service", "motionless", "clock_jump", "footage_repeated", "recording_altered"), 1.0),
    **dict.fromkeys(("presence_out_of_hours", "presence_restricted"), 0.995),
    **{"visitor_in_staff_area": 0.989, "service_out_of_hours": 0.992, "long_wait": 0.99, "queue_surge": 0.977},
    **{f"camera_{how}": 1.0 for how in ("moved", "out_of_focus", "frozen", "dark", "blinded")},
    "camera_covered": 0.936,
    **{"short_service": 0.976, "crowding": 0.941},
}
"""Measured on made-up days, see docs/MEASURED.md; other kinds are not established."""


def to_review(rows: Rows, asked: dict) -> list[Row]:
    """At most three of a camera's date are above the line, each the worst of its kind at its place."""
    newest = {row["event_id"]: row for row in sorted(rows.tables["reviews"], key=lambda row: row["reviewed_at"])}
    answer = []
    for mine in grouped(rows.tables["anomalies"], by("service_date", "site_id", "camera_id")).values():
        alike = grouped(sorted(mine, key=_severest), by("kind", "agency_id", "counter_id", "zone_id"))
        sure = {row["event_id"]: _precision(row, newest) for row in mine}
        stand = [ones[0] for ones in alike.values() if (sure[ones[0]["event_id"]] or 0) > 0.5]
        stand.sort(key=lambda row: (_severest(row)[0], -sure[row["event_id"]], *_severest(row)[1:]))
        above = {row["event_id"] for row in stand[:3]}
        for ones in alike.values():
            for row in ones:
                more = {"kind_precision": sure[row["event_id"]], "alike": len(ones)}
                decision = newest.get(row["event_id"], {}).get("decision")
                more |= {"above_line": row["event_id"] in above, "decision": decision}
                if _is_asked(row, more, asked):
                    answer.append(_queued(rows, row) | more)
    return answer


def _severest(row: Row) -> tuple:
    return ["high", "medium", "low"].index(row["severity"]), -row["duration_s"], row["started_at"], row["event_id"]


def _precision(row: Row, newest: dict) -> float | None:
    words = [
        one["decision"] for one in newest.values() if (one["site_id"], one["kind"]) == (row["site_id"], row["kind"])
    ]
    happened = words.count("confirmed") + words.count("explained")
    measured = PRECISION.get(row["kind"])
    return None if measured is None else (happened + 10 * measured) / (happened + words.count("false_alarm") + 10)


def _is_asked(row: Row, more: Row, asked: dict) -> bool:
    line = {"all": None, "above": True, "below": False}[asked.get("line", "above")]
    named = chosen(row, asked, ("agency_id", "counter_id", "camera_id", "kind"))
    return in_period(row["service_date"], asked) and named and line in (None, more["above_line"])


def _queued(rows: Rows, row: Row) -> Row:
    shown = ("kind", "severity", "agency_id", "counter_id", "camera_id", "zone_id")
    values = ("observed_value", "expected_value", "value_unit", "recording_uri", "offset_s", "event_id")
    return {
        "started_local": rows.local(row, row["started_at"]),
        "duration_s": row["duration_s"],
        **{name: row[name] for name in (*shown, *values)},
    }


def precision_by_kind(rows: Rows, asked: dict) -> list[Row]:
    newest: dict[str, Row] = {}
    for row in rows.of("reviews", asked, "agency_id", "camera_id", "kind"):
        if row["event_id"] not in newest or row["reviewed_at"] > newest[row["event_id"]]["reviewed_at"]:
            newest[row["event_id"]] = row
    answer = []
    for (kind,), mine in grouped(newest.values(), by("kind")).items():
        words = [row["decision"] for row in mine]
        counts = {word: words.count(word) for word in ("confirmed", "explained", "false_alarm", "unclear")}
        happened = counts["confirmed"] + counts["explained"]
        told = happened + counts["false_alarm"]
        low, high = wilson(happened, told)
        answer.append(
            {
                "kind": kind,
                "decided": len(mine),
                **counts,
                "precision": share(happened, told),
                "precision_lo": low,
                "precision_hi": high,
            }
        )
    return answer


def order_of_events(rows: Rows, asked: dict) -> list[Row]:
    """Events of other cameras of the same site, whatever their date: those around midnight too."""
    answer = []
    others = [*_named(rows, "service_time"), *_named(rows, "waiting_visits"), *_named(rows, "staff_presence")]
    others += _named(rows, "anomalies")
    for row in rows.of("anomalies", asked, "agency_id", "kind"):
        if row["kind"] in BY_RECORDERS or asked.get("event") not in (None, row["event_id"]):
            continue
        for what, other in others:
            apart = seconds(row["started_at"], other["started_at"])
            if (
                other["site_id"] == row["site_id"]
                and other["camera_id"] != row["camera_id"]
                and abs(apart) <= asked.get("minutes", 5) * 60
            ):
                answer.append(_pair(rows, row, what, other, apart))
    return answer


def _named(rows: Rows, table: str) -> list[tuple[str, Row]]:
    """Events with the word for what they are; without those that nobody did."""
    words = {
        "service_time": lambda row: "service",
        "waiting_visits": lambda row: "waiting",
        "staff_presence": lambda row: None if row["state"] == "unknown" else row["state"],
        "anomalies": lambda row: None if row["kind"] in BY_RECORDERS else row["kind"],
    }
    return [(word, row) for row in rows.tables[table] if (word := words[table](row))]


def _pair(rows: Rows, row: Row, what: str, other: Row, apart: float) -> Row:
    first, second = _start(row), _start(other)
    came = "cannot be told"
    if second[0] and first[1] < second[0]:
        came = "before"
    if first[0] and second[1] < first[0]:
        came = "after"
    return {
        "started_local": rows.local(row, row["started_at"]),
        "kind": row["kind"],
        "camera_id": row["camera_id"],
        "event_id": row["event_id"],
        "other_started_local": rows.local(other, other["started_at"]),
        "other_what": what,
        "other_counter_id": other["counter_id"],
        "other_camera_id": other["camera_id"],
        "other_event_id": other["event_id"],
        "apart_s": apart,
        "apart_lo_s": seconds(first[1], second[0]) if second[0] else None,
        "apart_hi_s": seconds(first[0], second[1]) if first[0] else None,
        "candidate_came": came,
    }


def _start(row: Row) -> tuple[datetime | None, datetime]:
    """When an event began, at the earliest and at the latest; open where its start was not seen."""
    return (None if row["start_censored"] else row["started_at_lo"]), row["started_at_hi"]
