"""A warehouse in which everything that makes numbers wrong happens, written by the product's own runs.

Five runs: one for each site, one that restates a date of the first, one that decides on candidates. Every call gives
the same but for the moment and the name of who ran it, which runs note.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from pantau.schemas.site import Site
from pantau.schemas.tables import ANOMALIES, REVIEWS, SERVICE_TIME, TABLES, WAITING_VISITS
from pantau.schemas.vocabulary import ANOMALY_KINDS, DECISIONS, RECORDER_KINDS
from pantau.transforms.site_on_date import site_on_date
from pantau.transforms.tables.partition_files import Partition, read_table, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows
from tests.sql.conftest import full_row
from tests.sql.hostile.counter_days import DayEvents, day_events, stretch
from tests.sql.hostile.footage import CameraFootage, all_footage, on_the_clock
from tests.sql.hostile.sites import BLORA, JAYAPURA, SITES

RESTATED = BLORA[0]
COMMON = ("rejects", "runs")
"""Tables whose partitions hold the rows of several sites."""


def make_warehouse(folder: Path) -> Path:
    """Writes the warehouse into a folder that does not yet exist."""
    footage = all_footage()
    for number, site in enumerate(SITES, 1):
        mine = [one for one in footage if one.site is site]
        tables, days = rows_of(mine), sorted({one.day for one in mine})
        tables |= {"rejects": list(rejects(site)), "runs": [run_row(site, day, number) for day in days]}
        with draft_of(folder) as draft:
            write(draft, tables, planned=mine)
            commit_draft(draft, notes("nightly", site, days, tables))
    restate(folder)
    review(folder)
    return folder


def rows_of(footage: Iterable[CameraFootage]) -> dict[str, list[dict]]:
    tables: dict[str, list[dict]] = defaultdict(list)
    for one in footage:
        events = day_events(one)
        tables["recordings"] += one.recordings
        tables["coverage"] += one.coverage
        for name, rows in vars(events).items():
            tables[name] += rows
        tables["anomalies"] += candidates(one, events)
    return tables


def candidates(footage: CameraFootage, events: DayEvents) -> Iterable[dict]:
    """Review candidates of all kinds, some of counters, some cut, some at midnight, some where nothing was recorded."""
    random, day, site = Random(f"candidates {footage.camera.id} {footage.day}"), footage.day, footage.site
    counters = {one.id: one.agency(day) for one in site.counters_on(footage.camera, day)}
    spans: list[tuple[str, float, float]] = [
        ("footage_missing", row["started_at"].timestamp(), row["ended_at"].timestamp())
        for row in footage.coverage
        if row["coverage_state"] == "gap"
    ][:3]
    kinds = [kind for kind in ANOMALY_KINDS if kind != "footage_missing"]
    for begin, over in footage.observed[:4]:
        for kind in random.sample(kinds, 5):
            start = begin + random.choice((0.0, 0.25, 0.7)) * (over - begin)
            spans.append((kind, start, min(over, start + random.choice((11.0, 60.0, 300.5, 2400.0)))))
    if footage.camera.id in ("gate", "back"):
        clocks = [("23:57:30", "23:59")] if day == JAYAPURA[0] else [("00:01:15", "00:02"), ("00:00", "00:00:40")]
        spans += [
            ("visitor_in_staff_area", *(on_the_clock(site, day, clock) for clock in clocks_of)) for clocks_of in clocks
        ]
    for number, (kind, start, end) in enumerate(spans):
        counter = random.choice([*counters, None]) if kind not in RECORDER_KINDS else None
        yield {
            **stretch(footage, random, start, end),
            "event_id": f"a-{footage.camera.id}-{day:%m%d}-{number:02}",
            "agency_id": counters[counter] if counter else footage.camera.agency,
            "counter_id": counter,
            "zone_id": random.choice((None, "behind")),
            "kind": kind,
            "start_censored": random.random() < 0.2,
            "end_censored": random.random() < 0.2,
            "observed_value": random.choice((None, end - start)),
            "expected_value": random.choice((None, 300.0)),
            "value_unit": random.choice((None, "s")),
            "severity": random.choice(("low", "medium", "high")),
            "review_status": random.choice(("open", "open", "confirmed", "dismissed")),
            "related_event_ids": [row["event_id"] for row in events.staff_presence[number : number + 1]],
        }


def rejects(site: Site) -> Iterable[dict]:
    """Inputs that could not be used: dated and not, of a known camera and not, one refused by two steps."""
    camera = site.cameras[0].id
    for name, day, place, step, error, size in (
        ("broken-a.mp4", RESTATED, camera, "probe", "unreadable", 1_500_000),
        ("broken-b.mp4", BLORA[1], camera, "probe", "unreadable", 700_001),
        ("broken-b.mp4", BLORA[1], camera, "observe", "unreadable", 700_001),
        ("hiv00000.mp4", None, None, "name", "no_time", 268_435_456),
        ("hiv00001.mp4", None, camera, "name", "no_time", 0),
        ("odd name\n.dav", BLORA[1], None, "list", "empty", 0),
    ):
        yield {
            "site_id": site.id,
            "service_date": day,
            "camera_id": place,
            "input": f"{site.id}/{name}",
            "bytes": size,
            "step": step,
            "error": error,
            "reason": f"{error}: {name}",
        }


def run_row(site: Site, day: date, number: int) -> dict:
    began = datetime(2026, 11, number, 1, 30, tzinfo=UTC)
    return {
        "run_id": f"run-{number}-{day:%m%d}",
        "site_id": site.id,
        "service_date": day,
        "time_zone": site.timezone,
        "command": "nightly",
        "started_at": began,
        "ended_at": began.replace(hour=5),
        "outcome": "complete",
        "final": None,
        "model_hash": f"model-of-{site.id}",
        "site_on_date": site_on_date(site, day),
    }


def notes(command: str, site: Site, days: Iterable[date], tables: dict[str, list[dict]]) -> dict:
    """What a run notes of itself."""
    return {
        "command": command,
        "site_id": site.id,
        "service_dates": [day.isoformat() for day in days],
        "recordings": len(tables.get("recordings", [])),
        "code_hash": "code-1" if command == "nightly" else "code-2",
        "config_hash": f"site-{site.id}",
        "model_hash": f"model-of-{site.id}",
    }


def write(draft: Path, tables: dict[str, list[dict]], planned: Iterable[CameraFootage] = ()) -> None:
    """Partitions of the rows; of planned camera days also those without any, as runs write them."""
    days = {(one.day, agency) for one in planned for agency in agencies_of(one)}
    for name, given in tables.items():
        table = TABLES[name]
        parts = {values: [] for values in days} if table.partition == ("service_date", "agency_id") else {}
        for row in given:
            full = {"run_id": f"run-of-{row['site_id']}"} | row
            full = full_row(table, full, UTC)
            parts.setdefault(tuple(full[column] for column in table.partition), []).append(full)
        for values, rows in parts.items():
            where = dict(zip(table.partition, values, strict=True))
            kept = read_table(draft, table, **where).to_pylist() if name in COMMON else []
            write_partition(draft, Partition(table, values), table.arrow([*kept, *rows]))


def agencies_of(footage: CameraFootage) -> set[str]:
    counters = footage.site.counters_on(footage.camera, footage.day)
    return {footage.camera.agency, *(one.agency(footage.day) for one in counters)}


def restate(folder: Path) -> None:
    """Runs a date of the first site again: values change, a session moves by 0.1 s, and one candidate is decided."""
    site, where = SITES[0], {"service_date": RESTATED, "agency_id": "dpmptsp"}
    with draft_of(folder) as draft:
        led_to = {row["service_event_id"] for row in read_table(draft, WAITING_VISITS, **where).to_pylist()}
        for table, change in ((SERVICE_TIME, partial(_sessions_again, led_to)), (ANOMALIES, _candidates_again)):
            rows = change(read_table(draft, table, **where).to_pylist())
            write_partition(draft, Partition(table, tuple(where.values())), table.arrow(rows))
        write(draft, {"runs": [run_row(site, RESTATED, 4) | {"command": "events"}]})
        commit_draft(draft, notes("events", site, [RESTATED], {}))


def review(folder: Path) -> None:
    """Every third candidate is decided, some of them again: the newest holds. Three are found by no run any more."""
    at = datetime(2026, 3, 1, 2, tzinfo=UTC)
    with draft_of(folder) as draft:
        found = sorted(read_table(draft, ANOMALIES).to_pylist(), key=lambda row: row["event_id"])
        decided = [*found[::3], *found[::12], *({**row, "event_id": f"{row['event_id']}-gone"} for row in found[:3])]
        add_rows(draft, REVIEWS, [_decision(row, number, at) for number, row in enumerate(decided)])
        commit_draft(draft, {"command": "review"})


def _decision(row: dict, number: int, at: datetime) -> dict:
    shared = ("event_id", "site_id", "agency_id", "camera_id", "service_date", "kind")
    return {
        **{name: row[name] for name in shared},
        "decision": DECISIONS[number * 7 % 5 % len(DECISIONS)],
        "reviewer": f"reviewer-{number % 3}",
        "reviewer_role": "inspector",
        "note": None if number % 2 else "looked twice",
        "reviewed_at": at + timedelta(minutes=number),
    }


def _sessions_again(led_to: set[str], rows: list[dict]) -> list[dict]:
    free = [row["event_id"] for row in rows if row["event_id"] not in led_to and not row["start_censored"]]
    changes = {
        free[0]: _moved,
        free[1]: lambda row: row | {"staffed_share": 0.25, "party_size": 4, "queue_length": None, "zone_id": "front-9"},
    }
    return [changes.get(row["event_id"], dict)(row) | {"code_hash": "code-2"} for row in rows]


def _moved(row: dict) -> dict:
    """The session begins 0.1 s later, so it is another event."""
    later = {name: row[name] + timedelta(seconds=0.1) for name in ("started_at", "started_at_lo", "started_at_hi")}
    shorter = {name: max(0.0, row[name] - 0.1) for name in ("duration_s", "duration_lo_s", "duration_hi_s")}
    return row | later | shorter | {"event_id": "s-moved"}


def _candidates_again(rows: list[dict]) -> list[dict]:
    again = next(row for row in rows if row["review_status"] == "open")
    decided = again | {"review_status": "dismissed", "code_hash": "code-2", "related_event_ids": []}
    return [decided if row is again else row for row in rows]
