"""Rows with the columns that an audit reads, times in seconds from a common zero."""

from datetime import UTC, date, datetime

from pantau.schemas.tables import SERVICE_TIME
from pantau.transforms.audit.units import Unit

ZERO = datetime(2026, 11, 3, 1, tzinfo=UTC)
DAY = date(2026, 11, 3)


def moment(seconds):
    return datetime.fromtimestamp(ZERO.timestamp() + seconds, UTC)


def row(event_id, start, end, **more):
    given = {
        "event_id": event_id,
        "agency_id": "a",
        "counter_id": "L1",
        "camera_id": "C1",
        "zone_id": "customer",
        "service_date": DAY,
        "detection_score": 0.9,
        "start_censored": False,
        "end_censored": False,
        "recording_uri": "r.mp4",
    }
    return {**given, "started_at": moment(start), "ended_at": moment(end), **more}


def unit(unit_id, kind="service", start=0, end=60, **more):
    return Unit(unit_id, kind, SERVICE_TIME, row(unit_id, start, end, **more), moment(start), moment(end))


def span(unit):
    """A unit's time in seconds from the zero."""
    return tuple(round(at.timestamp() - ZERO.timestamp(), 3) for at in (unit.started_at, unit.ended_at))
