"""Played days as event tables, with all their columns; whatever a played day does not have says `synthetic`."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from pantau.schemas.default_zone import DEFAULT_ZONE
from pantau.schemas.table import Table
from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.transforms.releases.release_order import SYNTHETIC
from pantau.transforms.releases.synthetic.played_day import PlayedParty
from pantau.transforms.releases.synthetic.queue_model import QueueModel

SYNTHETIC_TABLES = (SERVICE_TIME, WAITING_VISITS, STAFF_PRESENCE)

CERTAIN = {"observed_share", "detection_score", "identity_confidence", "role_probability", "frame_agreement"}
CERTAIN |= {"staffed_share", "seen_share", "session_probability"}
"""Shares and probabilities: of a played day nothing is in doubt."""

Row = dict[str, Any]


def event_rows(model: QueueModel, day: date, parties: Iterable[PlayedParty]) -> dict[str, list[Row]]:
    """The rows of each table of an office's day, with the columns that it has."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(DEFAULT_ZONE)).astimezone(UTC)
    at = _Event(model.name, day, midnight)
    services, visits, busy = [], [], {number: [] for number in range(model.counters)}
    every = [f"{model.name}-{number + 1}" for number in range(model.counters)]
    for number, party in enumerate(parties):
        served = party.counter is not None
        name = f"{model.name}-{day}-{number:04d}"
        if served:
            more = {"queue_length": party.waiting, "party_size": 1}
            waited_s = float(round(party.begun) - round(party.came))
            waited = dict.fromkeys(("waiting_s", "waiting_lo_s", "waiting_hi_s"), waited_s)
            services.append(at.row(name, party.counter, party.begun, party.until) | more | waited)
            busy[party.counter].append((party.begun, party.until))
        if not served or party.begun > party.came:
            more = {"waiting_outcome": "served" if served else "reneged", "counter_ids": every, "party_size": 1}
            more["service_event_id"] = name if served else None
            visits.append(at.row(f"{name}-waiting", party.counter, party.came, party.begun) | more)
    opens = 3600 * min(time.from_h for time in model.times)
    closes = 3600 * max(time.to_h for time in model.times)
    states = [row for counter, stretches in busy.items() for row in _states(at, counter, stretches, opens, closes)]
    return {SERVICE_TIME.name: services, WAITING_VISITS.name: visits, STAFF_PRESENCE.name: states}


class _Event:
    """The columns that all events of an office's day have."""

    def __init__(self, office: str, day: date, midnight: datetime) -> None:
        self.office, self.day, self.midnight = office, day, midnight

    def row(self, name: str, counter: int | None, begun: float, until: float) -> Row:
        begun, until = round(begun), round(max(until, begun))
        times = {"started_at": begun, "ended_at": until}
        return {
            "event_id": name,
            "agency_id": self.office,
            "counter_id": None if counter is None else f"{self.office}-{counter + 1}",
            "service_date": self.day,
            **{f"{at}{end}": self._moment(s) for at, s in times.items() for end in ("", "_lo", "_hi")},
            **{f"duration{end}_s": float(until - begun) for end in ("", "_lo", "_hi")},
        }

    def _moment(self, seconds: float) -> datetime:
        return self.midnight + timedelta(seconds=seconds)


def _states(at: _Event, counter: int, busy: list[tuple[float, float]], opens: float, closes: float) -> list[Row]:
    """Service hours without a gap: serving and, between, idle; neither is ever unknown on a played day."""
    rows, now = [], opens
    for begun, until in [*busy, (closes, closes)]:
        for state, begin, end in (("idle", now, min(begun, closes)), ("serving", begun, min(until, closes))):
            if round(end) > round(begin):
                name = f"{at.office}-{at.day}-{counter + 1}-{state}-{begin:.0f}"
                rows.append(at.row(name, counter, begin, end) | {"state": state})
        now = max(now, until)
    return rows


def event_table(table: Table, rows: Iterable[Row]) -> pa.Table:
    """Rows with all columns of a table, in its order."""
    made = [{field.name: row.get(field.name, _plain(table, field)) for field in table.schema} for row in rows]
    stored = pa.Table.from_pylist(made, schema=table.schema)
    return stored.sort_by([(name, "ascending") for name in ("agency_id", *table.partition[:1], *table.order)])


def _plain(table: Table, field: pa.Field) -> Any:
    if field.name in CERTAIN:
        return 1.0
    if table.nullable(field.name):
        return None
    return SYNTHETIC if field.type == pa.string() else False if field.type == pa.bool_() else 0
