"""What an exam found, event by event, as JSON: from two such files all figures and all comparisons are made."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa

from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE, TABLES, WAITING_VISITS
from pantau.sql.evaluation import evaluate_tables

Row = dict[str, object]
JUDGED = (SERVICE_TIME.name, WAITING_VISITS.name, STAFF_PRESENCE.name)


@dataclass(frozen=True)
class Edges:
    """Start and end of an event, seconds from the first moment of its day's footage, and which of them are censored."""

    start: float
    end: float
    start_censored: bool
    end_censored: bool


@dataclass(frozen=True)
class Judged:
    """A true event with what was found of it, or one that was found and is not true; `counter` is "" where unknown."""

    counter: str
    true: Edges | None
    found: Edges | None


@dataclass(frozen=True)
class Identity:
    """How well people were followed, counted in people on samples; see `identity_scores.TrackingScores`."""

    scripted: int
    followed: int
    spare: int
    right: int
    switches: int
    merged: int


@dataclass(frozen=True)
class JudgedDay:
    """A camera day: service sessions, waiting visits, and by counter the seconds in each `true state>found state`."""

    group: str
    name: str
    services: list[Judged] = field(default_factory=list)
    waits: list[Judged] = field(default_factory=list)
    states: dict[str, dict[str, float]] = field(default_factory=dict)
    identity: Identity | None = None


@dataclass(frozen=True)
class Results:
    """One run: which program (`commit`), which seeds, what it cost (seconds of processor), and the days.

    `material` stands for how the days were made: runs are comparable if it is the same. Empty for material of others.
    """

    commit: str
    seeds: list[int]
    processor_s: float
    days: list[JudgedDay]
    material: str = ""


@dataclass(frozen=True)
class FoundDay:
    """A camera day before it is judged: event rows by table, of the truth and of what was found; its first moment."""

    group: str
    name: str
    first_s: float
    truth: Mapping[str, list[Row]]
    found: Mapping[str, list[Row]]
    identity: Identity | None = None


def judged(days: Iterable[FoundDay]) -> list[JudgedDay]:
    """The days, their events paired by the product's own evaluation: all at once, since names are made unlike."""
    days = list(days)
    sides = [{name: _table(name, days, side) for name in JUDGED} for side in ("truth", "found")]
    told = evaluate_tables(*sides)
    events = {row["id"]: row for row in told["events"].to_pylist()}
    partner = {row["truth_id"]: row["found_id"] for row in told["matches"].to_pylist()}
    paired = set(partner.values())
    results = {number: JudgedDay(day.group, day.name, identity=day.identity) for number, day in enumerate(days)}
    for name, row in events.items():
        if row["table_name"] not in (SERVICE_TIME.name, WAITING_VISITS.name) or name in paired:
            continue
        number, counter = _day_of(row)
        first_s = days[number].first_s
        result = results[number]
        one = _edges(row, first_s)
        if row["side"] == "truth":
            other = partner.get(name)
            event = Judged(counter, one, None if other is None else _edges(events[other], first_s))
        else:
            event = Judged(counter, None, one)
        (result.services if row["table_name"] == SERVICE_TIME.name else result.waits).append(event)
    for row in told["shared_time"].to_pylist():
        number, counter = row["counter_id"].split("|", 1)
        states = results[int(number)].states.setdefault(counter, {})
        states[f"{row['truth_state']}>{row['found_state']}"] = round(row["seconds"], 3)
    for result in results.values():
        for events_of in (result.services, result.waits):
            events_of.sort(key=lambda one: (one.counter, (one.true or one.found).start, one.true is None))
    return list(results.values())


def _table(name: str, days: list[FoundDay], side: str) -> pa.Table:
    """The rows of all days, cameras and counters named after their day."""
    rows = [
        {
            **row,
            "camera_id": f"{number}|{row['camera_id']}",
            "counter_id": None if row["counter_id"] is None else f"{number}|{row['counter_id']}",
        }
        for number, day in enumerate(days)
        for row in getattr(day, side).get(name, [])
    ]
    return pa.Table.from_pylist(rows, TABLES[name].schema)


def _day_of(row: Row) -> tuple[int, str]:
    number = str(row["camera_id"]).split("|", 1)[0]
    return int(number), "" if row["counter_id"] is None else str(row["counter_id"]).split("|", 1)[1]


def _edges(row: Row, first_s: float) -> Edges:
    start, end = (round(row[edge] - first_s, 3) for edge in ("start_s", "end_s"))
    return Edges(start, end, bool(row["start_censored"]), bool(row["end_censored"]))


def save(results: Results, path: Path) -> None:
    """Writes the file."""
    path.write_text(json.dumps(asdict(results)) + "\n", encoding="utf-8")


def load(path: Path) -> Results:
    """Reads such a file.

    Raises:
        ValueError: it is none; the message names it.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        days = [
            JudgedDay(
                **{
                    **day,
                    "services": [_judged(one) for one in day["services"]],
                    "waits": [_judged(one) for one in day["waits"]],
                    "identity": Identity(**day["identity"]) if day["identity"] else None,
                }
            )
            for day in content["days"]
        ]
        told = (content["commit"], content["seeds"], content["processor_s"], days, content["material"])
        return Results(*told)
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(
            f"{path}: is no file of `python -m benchmarks.tracking --out` ({error!r}); write it again"
        ) from error


def _judged(one: dict) -> Judged:
    return Judged(one["counter"], *(Edges(**one[side]) if one[side] else None for side in ("true", "found")))


def errors(events: Iterable[Judged], measure: str) -> np.ndarray:
    """(n,) found minus true of `start`, `end` or `duration`, seconds, where neither side is censored."""
    pairs = [(one.true, one.found) for one in events if one.true and one.found]
    start = np.array([found.start - true.start for true, found in pairs])
    end = np.array([found.end - true.end for true, found in pairs])
    start_counts = np.array([not (a.start_censored or b.start_censored) for a, b in pairs], dtype=bool)
    end_counts = np.array([not (a.end_censored or b.end_censored) for a, b in pairs], dtype=bool)
    values, counts = {
        "start": (start, start_counts),
        "end": (end, end_counts),
        "duration": (end - start, start_counts & end_counts),
    }[measure]
    return values[counts]
