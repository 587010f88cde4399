"""The events of a camera day with the ids that they had in the run before, also where one names another."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pantau.schemas.table import Table
from pantau.schemas.tables import ANOMALIES, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.transforms.events.event_rows import Row
from pantau.transforms.events.find_events import Events
from pantau.transforms.events.inherited_ids import inherited_ids

FormerRows = Mapping[str, Sequence[Row]]
"""Rows of the run before, of the same camera and date, by the name of their table."""

ROUNDING = timedelta(milliseconds=2)
"""By less than that no clock was corrected: start and offset of a row are each rounded to the millisecond."""

_TIMES = ("started_at", "started_at_lo", "started_at_hi", "ended_at", "ended_at_lo", "ended_at_hi")


def continued(events: Events, former: FormerRows) -> Events:
    """The events, each with the id of the former row that is the same event; see `inherited_ids`.

    Services and presence come first: waiting and review candidates name them, and go by what they name.
    """
    services, new_of_service = _renamed(SERVICE_TIME, events.service_time, former)
    presence, new_of_presence = _renamed(STAFF_PRESENCE, events.staff_presence, former)
    ids = new_of_service | new_of_presence
    waits = [
        {**row, "service_event_id": row["service_event_id"] and ids[row["service_event_id"]]}
        for row in events.waiting_visits
    ]
    anomalies = [
        {**row, "related_event_ids": [ids[related] for related in row["related_event_ids"]]} for row in events.anomalies
    ]
    return Events(
        service_time=services,
        waiting_visits=_renamed(WAITING_VISITS, waits, former)[0],
        staff_presence=presence,
        anomalies=_renamed(ANOMALIES, anomalies, former)[0],
        figures=events.figures,
    )


def _renamed(table: Table, rows: Sequence[Row], former: FormerRows) -> tuple[list[Row], dict[str, str]]:
    """The rows with their ids, and these by the ids that the rows came with."""
    ids = inherited_ids(table, rows, former.get(table.name, ()))
    renamed = [{**row, "event_id": one} for row, one in zip(rows, ids, strict=True)]
    return renamed, {row["event_id"]: one for row, one in zip(rows, ids, strict=True)}


def on_clock_of(former: FormerRows, recordings: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Former rows as they would be had their recordings begun when they now do, by the rows of `recordings`.

    Where a recorder's clock was corrected since, an event is at another time and on the same frames; by its old time it
    could be taken for the one after it. Rows say themselves when their recording began. One without a recording, or
    whose recording is not there any more, stays.
    """
    began: dict[str, datetime] = {}
    for row in (row for rows in former.values() for row in rows if row["offset_s"]):
        # An offset of 0 is also that of an event that began before its recording.
        start = row["started_at"] - timedelta(seconds=row["offset_s"])
        began[row["recording_sha256"]] = max(start, began.get(row["recording_sha256"], start))
    moved = {
        recording["recording_sha256"]: recording["started_at"] - began[recording["recording_sha256"]]
        for recording in recordings
        if recording["recording_sha256"] in began
    }
    moved = {sha256: by for sha256, by in moved.items() if abs(by) > ROUNDING}
    return {
        name: [_moved(row, moved.get(row["recording_sha256"], timedelta(0))) for row in rows]
        for name, rows in former.items()
    }


def _moved(row: Row, by: timedelta) -> Row:
    return {**row, **{name: row[name] + by for name in _TIMES if row[name] is not None}} if by else row
