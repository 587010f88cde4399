"""What one candidate says, and what was decided of it, as lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from pantau.schemas.vocabulary import MEANINGS

Row = Mapping[str, Any]


def lines_of(row: Row | None, decisions: Sequence[Row], zone: ZoneInfo, warehouse: str) -> Iterator[str]:
    """Lines about a candidate (a row of `anomalies`; None where no run finds it any more) and the decisions on it, the
    newest last. Times are local."""
    if row is None:
        last = decisions[-1]
        yield f"{last['event_id']}: {last['kind']} of {last['service_date']}, camera {last['camera_id']}"
        yield "  no run finds it any more"
    else:
        yield from _found(row, zone, warehouse)
    yield "decisions:" if decisions else "decisions: none"
    for one in decisions:
        said = f": {one['note']}" if one["note"] else ""
        by = f"{one['reviewer']} ({one['reviewer_role']})"
        yield f"  {one['reviewed_at'].astimezone(zone):%Y-%m-%d %H:%M:%S} {one['decision']}, {by}{said}"


def _found(row: Row, zone: ZoneInfo, warehouse: str) -> Iterator[str]:
    yield f"{row['event_id']}: {row['kind']}, {row['severity']}"
    yield f"  {MEANINGS[row['kind']][0]}; a candidate for review, no verdict"
    places = ((name, row[f"{name}_id"]) for name in ("agency", "counter", "camera", "zone"))
    yield "where: " + ", ".join(f"{name} {value}" for name, value in places if value)
    for word, edge, censored in (("began", "started_at", "start_censored"), ("ended", "ended_at", "end_censored")):
        at, lo, hi = (row[f"{edge}{bound}"].astimezone(zone) for bound in ("", "_lo", "_hi"))
        unseen = "; not seen, it may lie further out" if row[censored] else ""
        yield f"{word}: {at:%Y-%m-%d %H:%M:%S} (between {lo:%H:%M:%S} and {hi:%H:%M:%S}){unseen}"
    yield f"lasted: {row['duration_s']:.1f} s ({row['duration_lo_s']:.1f} to {row['duration_hi_s']:.1f} s)"
    observed, expected = (_measured(row[name], row["value_unit"]) for name in ("observed_value", "expected_value"))
    yield f"measured: {observed}, against {expected}"
    yield f"observed: {100 * row['observed_share']:.0f} % of its time"
    scores = (("detection_score", row["detection_score"]), ("role_probability", row["role_probability"]))
    if told := ", ".join(f"{name} {value:.2f}" for name, value in scores if value is not None):
        yield f"scores: {told}"
    if row["related_event_ids"]:
        yield f"rests on: {', '.join(row['related_event_ids'])}"
    if row["recording_uri"] is None:
        yield "footage: nothing was recorded where it begins"
    else:
        yield f"footage: {row['recording_uri']} from {row['offset_s']:.1f} s on"
    clip = f"pantau clip {row['event_id']} --warehouse {warehouse} --archive ARCHIVE"
    yield f"as recorded: {clip} --out {row['event_id']}.mp4"
    yield f"drawn: {clip} --site SITE.yaml --drawn --out {row['event_id']}.webm"
    yield f"made by: run {row['run_id']}, program {row['code_hash']}, site file {row['config_hash']}"


def _measured(value: float | None, unit: str | None) -> str:
    return "unknown" if value is None else f"{value:g} {unit}"
