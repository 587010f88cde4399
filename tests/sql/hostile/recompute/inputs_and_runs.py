"""Inputs that could not be used, runs, versions and restatements: recomputed from `rejects`, the logs and files."""

from collections import defaultdict
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from tests.sql.hostile.recompute.reading import Row, Rows, by, grouped, in_period, read_file

EVENTS = ("service_time", "waiting_visits", "staff_presence", "anomalies")
VERSIONS = ("code_hash", "config_hash", "model_hash")
MEGABYTE = 1e6


def rejected(rows: Rows, asked: dict) -> list[Row]:
    """Those whose date or camera is not known are never left out."""
    return [
        row
        for row in rows.tables["rejects"]
        if (row["service_date"] is None or in_period(row["service_date"], asked))
        and (row["camera_id"] is None or asked.get("camera") in (None, row["camera_id"]))
    ]


def reject_list(rows: Rows, asked: dict) -> list[Row]:
    return [
        {
            **{name: row[name] for name in ("input", "service_date", "camera_id", "step", "error", "reason")},
            "megabytes": row["bytes"] / MEGABYTE,
        }
        for row in rejected(rows, asked)
    ]


def rejects_by_reason(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for (step, error), mine in grouped(rejected(rows, asked), by("step", "error")).items():
        dates = [row["service_date"] for row in mine if row["service_date"]]
        example = min(mine, key=lambda row: row["input"])
        answer.append(
            {
                "step": step,
                "error": error,
                "inputs": len(mine),
                "undated": len(mine) - len(dates),
                "megabytes": sum(row["bytes"] for row in mine) / MEGABYTE,
                "first_date": min(dates, default=None),
                "last_date": max(dates, default=None),
                "example": example["input"],
                "example_reason": example["reason"],
            }
        )
    return answer


def _committed(rows: Rows, run: dict) -> datetime:
    """A run that is of no site is told in the zone of those that nobody noted one of."""
    at = datetime.fromisoformat(run["committed_at"])
    return rows.local(run, at) if "site_id" in run else at.astimezone(ZoneInfo("Asia/Jakarta")).replace(tzinfo=None)


def run_list(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for run in rows.runs:
        days = sorted(map(date.fromisoformat, run.get("service_dates", ())))
        if days and (days[-1] < (asked.get("from") or date.min) or days[0] > (asked.get("to") or date.max)):
            continue
        answer.append(
            {
                "run": run["run"],
                "committed_local": _committed(rows, run),
                "who": run["who"],
                "command": run["command"],
                "first_date": days[0] if days else None,
                "last_date": days[-1] if days else None,
                "dates": len(days) or None,
                "recordings": run.get("recordings"),
                "event_rows": sum(file["rows"] for file in run["files"] if file["table"] in EVENTS),
                **{name: run.get(name) for name in VERSIONS},
            }
        )
    return answer


def versions(rows: Rows, asked: dict) -> list[Row]:
    events = [row for table in EVENTS for row in rows.of(table, asked, "agency_id")]
    of_camera = {camera: set(map(by(*VERSIONS), mine)) for (camera,), mine in grouped(events, by("camera_id")).items()}
    return [
        {
            **dict(zip(VERSIONS, hashes, strict=True)),
            "first_date": min(row["service_date"] for row in mine),
            "last_date": max(row["service_date"] for row in mine),
            "event_rows": len(mine),
            "cameras": sorted({row["camera_id"] for row in mine}),
            "changed": any(len(of_camera[row["camera_id"]]) > 1 for row in mine),
        }
        for hashes, mine in grouped(events, by(*VERSIONS)).items()
    ]


def restatements(rows: Rows, asked: dict) -> list[Row]:
    history = defaultdict(list)
    for run in rows.runs:
        for file in run["files"]:
            if file["table"] in EVENTS:
                history[file["table"], file["folder"]].append((run, file["file"]))
    answer = []
    for (table, folder), published in history.items():
        for (_, earlier), (run, later) in pairwise(published):
            before, after = (
                {row["event_id"]: row for row in read_file(rows.folder, table, folder, name)}
                for name in (earlier, later)
            )
            for event in sorted(before.keys() | after.keys()):
                one = after.get(event) or before[event]
                if not in_period(one["service_date"], asked) or any(
                    asked.get(name) not in (None, value)
                    for name, value in (
                        ("agency", one["agency_id"]),
                        ("counter", one["counter_id"]),
                        ("event", event),
                        ("run", run["run"]),
                    )
                ):
                    continue
                for change, column, old, new in _changes(rows, before.get(event), after.get(event)):
                    answer.append(
                        {
                            "run": run["run"],
                            "committed_local": _committed(rows, run),
                            "who": run["who"],
                            "command": run["command"],
                            "service_date": one["service_date"],
                            "agency_id": one["agency_id"],
                            "counter_id": one["counter_id"],
                            "table_name": table,
                            "event_id": event,
                            "started_local": rows.local(one, one["started_at"]),
                            "change": change,
                            "column_name": column,
                            "before": old,
                            "after": new,
                        }
                    )
    return answer


def _changes(rows: Rows, before: Row | None, after: Row | None) -> list[tuple]:
    if before is None or after is None:
        return [("added" if before is None else "removed", None, None, None)]
    return [
        ("changed", name, _text(rows, before, value), _text(rows, after, after[name]))
        for name, value in before.items()
        if name not in (*VERSIONS, "run_id") and value != after[name]
    ]


def _text(rows: Rows, row: Row, value: object) -> str | None:
    """A value in words: times local, lists in brackets."""
    if isinstance(value, datetime):
        return str(rows.local(row, value))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return None if value is None else str(value)
