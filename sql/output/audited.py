"""How right the events behind an answer are, as far as a person has judged a sample of them: a sentence below it."""

import re
from collections.abc import Mapping

import duckdb
import pyarrow as pa

from pantau.schemas.tables import EVENT_TABLES
from pantau.sql.asking import named_by
from pantau.sql.known_names import NAMED
from pantau.sql.output.language import ENGLISH, Language
from pantau.sql.parameter import Value
from pantau.sql.question import Question
from pantau.sql.view import OF_MACROS, sources

MOST_LISTED = 5
"""So many cameras are told one by one."""

FACTORS = {("precision", "service"): 100.0}
"""What shares are multiplied by to be told, by measure and kind; of other kinds than these no precision is told."""

ADDED = "audited"
"""The column that says so of each row of an answer, where it is asked for."""

_CAMERAS_OF_COUNTER = " UNION ".join(
    f"SELECT agency_id, camera_id FROM (SELECT *, {column} AS shown_id FROM {table}) "
    "WHERE in_period(service_date, $from, $to) AND chosen(shown_id, $counter)"
    for table, column in NAMED["counter"].items()
)
"""The cameras that show a counter in a period, with its agency: those with an event of it."""

_SHOWN = f"(CAST($counter AS VARCHAR) IS NULL OR (agency_id, camera_id) IN ({_CAMERAS_OF_COUNTER}))"

_NEWEST = f"""
SELECT
    camera_id, agency_id, service_date, audited_to, model_hash,
    audit_measure, audit_kind, estimate, confidence_lo, confidence_hi
FROM audits
WHERE service_date <= coalesce(CAST($to AS DATE), DATE '9999-12-31')
    AND audited_to >= coalesce(CAST($from AS DATE), DATE '0001-01-01')
    AND chosen(agency_id, $agency)
    AND chosen(camera_id, $camera)
    AND {_SHOWN}
QUALIFY audit_id = first(audit_id) OVER (PARTITION BY agency_id, camera_id ORDER BY audited_at DESC, audit_id)
ORDER BY camera_id, agency_id, audit_measure, audit_kind
"""

_OBSERVERS = f"""
SELECT camera_id, agency_id, list(DISTINCT model_hash)
FROM event_versions
WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(camera_id, $camera) AND {_SHOWN}
GROUP BY camera_id, agency_id
"""


def rests_on_events(question: Question) -> bool:
    """Whether an audit says something of a question: it selects from a table of events, also by way of views.

    Not where it asks events for nothing but the agencies of a camera.
    """
    statement = re.sub("|".join(["camera_agencies", *OF_MACROS]), "coverage", named_by(question))
    return not sources(statement).isdisjoint(table.name for table in EVENT_TABLES)


def audited(connection: duckdb.DuckDBPyConnection, values: Mapping[str, Value], language: Language = ENGLISH) -> str:
    """What the newest audit of each camera and agency says of the period, agency, counter and camera asked for, or that
    there is none. Of a counter these are the cameras that show it. Agencies are named where a camera has several.
    Where events of the period are of an observer that was not audited, it says so.

    The connection has the views. Percentages and times are followed by their 95 % interval.
    """
    asked = {name: values.get(name) for name in ("from", "to", "agency", "counter", "camera")}
    cameras: dict[tuple, list[str]] = {}
    for camera, agency, first, last, by, measure, kind, *estimate in connection.execute(_NEWEST, asked).fetchall():
        parts = cameras.setdefault((camera, agency, first, last, by), [])
        if measure in language.audits and (measure != "precision" or (measure, kind) in FACTORS):
            parts.append(_told(language, measure, FACTORS.get((measure, kind), 1.0), *estimate))
    if not cameras:
        return language.audits["none"]
    observers = {(camera, agency): set(of) for camera, agency, of in connection.execute(_OBSERVERS, asked).fetchall()}
    agencies = {(camera, agency) for camera, agency, *_ in cameras}
    shared = {camera for camera, _ in agencies if sum(one == camera for one, _ in agencies) > 1}
    said = [
        f"{camera}{f' ({agency})' * (camera in shared)}, {first} {language.audits['to']} {last}: {', '.join(parts)}"
        + language.audits["other"] * bool(observers.get((camera, agency), set()) - set((by or "").split()))
        for (camera, agency, first, last, by), parts in cameras.items()
    ]
    listed = said[:MOST_LISTED]
    if more := len(said) - len(listed):
        listed.append(language.audits["more"].format(number=more))
    return language.audits["some"].format(cameras="; ".join(listed))


def with_audit(answer: pa.Table, said: str) -> pa.Table:
    """An answer with the sentence of `audited` in its last column, so that it goes with the rows wherever they go."""
    return answer.append_column(ADDED, pa.array([said] * len(answer), pa.string()))


def _told(language: Language, measure: str, factor: float, value: float, low: float | None, high: float | None) -> str:
    def number(one: float) -> str:
        return language.number(f"{factor * one:.3g}")

    known = low is not None and high is not None
    ends = f" ({number(low)} {language.audits['to']} {number(high)})" if known else ""
    return language.audits[measure].format(value=number(value), ends=ends)
