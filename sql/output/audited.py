"""How right the events behind an answer are, as far as a person has judged a sample of them: a sentence below it."""

import re
from collections.abc import Mapping

import duckdb

from pantau.schemas.tables import EVENT_TABLES
from pantau.sql.asking import named_by
from pantau.sql.parameter import Value
from pantau.sql.question import Question
from pantau.sql.view import OF_MACROS, sources

MOST_LISTED = 5
"""So many cameras are told one by one."""

NOT_AUDITED = "Not audited here: no sample of these dates was judged (pantau evaluate --sample, --labels … --keep)."

MEASURES = {
    ("precision", "service"): ("services right", 100, " %"),
    ("services_missed_per_hour", None): ("missed an hour", 1, ""),
    ("start_absolute_error", None): ("starts wrong by", 1, " s"),
    ("end_absolute_error", None): ("ends wrong by", 1, " s"),
}
"""What is told of an audit: measure and kind (None: any), in which words, times what, with which unit."""

_NEWEST = """
SELECT camera_id, agency_id, service_date, audited_to, audit_measure, audit_kind, estimate, confidence_lo, confidence_hi
FROM audits
WHERE service_date <= coalesce(CAST($to AS DATE), DATE '9999-12-31')
    AND audited_to >= coalesce(CAST($from AS DATE), DATE '0001-01-01')
    AND chosen(agency_id, $agency)
    AND chosen(camera_id, $camera)
QUALIFY audit_id = first(audit_id) OVER (PARTITION BY agency_id, camera_id ORDER BY audited_at DESC, audit_id)
ORDER BY camera_id, agency_id, audit_measure, audit_kind
"""


def rests_on_events(question: Question) -> bool:
    """Whether an audit says something of a question: it selects from a table of events, also by way of views.

    Not where it asks events for nothing but the agencies of a camera.
    """
    statement = re.sub("|".join(["camera_agencies", *OF_MACROS]), "coverage", named_by(question))
    return not sources(statement).isdisjoint(table.name for table in EVENT_TABLES)


def audited(connection: duckdb.DuckDBPyConnection, values: Mapping[str, Value]) -> str:
    """What the newest audit of each camera and agency says of the period, agency and camera asked for, or that there is
    none. Agencies are named where a camera has several.

    The connection has the view `audits`. Percentages and times are followed by their 95 % interval.
    """
    asked = {name: values.get(name) for name in ("from", "to", "agency", "camera")}
    cameras: dict[tuple, list[str]] = {}
    for camera, agency, first, last, measure, kind, *estimate in connection.execute(_NEWEST, asked).fetchall():
        told = MEASURES.get((measure, kind)) or MEASURES.get((measure, None))
        parts = cameras.setdefault((camera, agency, first, last), [])
        if told:
            parts.append(_told(*told, *estimate))
    if not cameras:
        return NOT_AUDITED
    agencies = {(camera, agency) for camera, agency, *_ in cameras}
    shared = {camera for camera, _ in agencies if sum(one == camera for one, _ in agencies) > 1}
    said = [
        f"{camera}{f' ({agency})' * (camera in shared)}, {first} to {last}: {', '.join(parts)}"
        for (camera, agency, first, last), parts in cameras.items()
    ]
    more = f"; and {len(said) - MOST_LISTED} cameras more, in the table audits" if len(said) > MOST_LISTED else ""
    return f"Audited here: {'; '.join(said[:MOST_LISTED])}{more}."


def _told(words: str, factor: float, unit: str, value: float, low: float | None, high: float | None) -> str:
    ends = f" ({factor * low:.3g} to {factor * high:.3g})" if low is not None and high is not None else ""
    return f"{words} {factor * value:.3g}{unit}{ends}"
