"""One question of several offices, each with a warehouse of its own: only where their figures mean the same."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from pantau.sql.asking import ask, bind, opened
from pantau.sql.known_names import check_names
from pantau.sql.parameter import QuestionError, Value
from pantau.sql.question import Question, find_question

APART = 0.1
"""Offices whose recorded shares of the service hours differ by more are not compared. Chosen: with 90 % and
80 % recorded, whatever falls into the gaps may already make up a tenth of a difference."""

_SEEN = Question(
    "offices",
    "",
    "",
    "",
    (),
    # The hash of a camera's events is of its seats too, so no two offices have the same; earlier runs noted no other.
    """SELECT
    coalesce(
        (
            SELECT CASE WHEN count(said.observer) = count(*) THEN list_sort(list(DISTINCT said.observer)) END
            FROM site_dates WHERE in_period(service_date, $from, $to)
        ),
        (SELECT list_sort(list(DISTINCT model_hash)) FROM event_versions WHERE in_period(service_date, $from, $to))
    ),
    (SELECT list_sort(list(DISTINCT code_hash)) FROM event_versions WHERE in_period(service_date, $from, $to)),
    (
        SELECT list_sort(list(DISTINCT {'name': threshold, 'value': threshold_value}))
        FROM thresholds WHERE in_period(service_date, $from, $to)
    ),
    (
        SELECT share(total(recorded_s), total(service_hours_s))
        FROM counter_hours
        WHERE in_period(service_date, $from, $to) AND chosen(agency_id, $agency) AND chosen(counter_id, $counter)
    )""",
)


class Observed(NamedTuple):
    """What makes an office's figures of a period comparable: observers, programs, thresholds, recorded share.

    The share is of the agencies and counters that are asked for.
    """

    observers: list[str]
    programs: list[str]
    thresholds: list[dict]
    recorded_share: float | None


def ask_offices(warehouses: Sequence[str], question: str | Question, /, **parameters: object) -> pa.Table:
    """The answers of several warehouses one below the other, with the office in the first column.

    An office is called as the last part of its warehouse's address, or by all of it where two would be called alike.

    Raises:
        QuestionError: as `ask`; or their figures do not mean the same in the period: other observers (models, cadence,
            settings), programs or thresholds, or shares recorded, of the counters asked for, that are more than
            `APART` apart. A warehouse is named twice.
        NotADirectoryError: there is no such warehouse.
    """
    warehouses = [warehouse.rstrip("/") or warehouse for warehouse in warehouses]
    if len(set(warehouses)) < len(warehouses):
        raise QuestionError(f"--warehouse {max(warehouses, key=warehouses.count)}: is named twice")
    chosen = find_question(question)
    values = bind(chosen, parameters)
    seen = {warehouse: _observed(warehouse, values) for warehouse in warehouses}
    _refuse_unlike(seen)
    shorts = [Path(warehouse).name for warehouse in warehouses]
    names = warehouses if len(set(shorts)) < len(shorts) else shorts
    found = []
    for name, warehouse in zip(names, warehouses, strict=True):
        answer = ask(warehouse, chosen, **parameters)
        found.append(answer.add_column(0, "office", pa.array([name] * len(answer), pa.string())))
    return pa.concat_tables(found)


def read_offices(path: str | Path) -> list[str]:
    """The warehouses that a file lists, one a line; `#` begins a comment. Raises OSError, or ValueError for none."""
    lines = (line.partition("#")[0].strip() for line in Path(path).read_text(encoding="utf-8").splitlines())
    if found := [line for line in lines if line]:
        return found
    raise ValueError(f"--offices {path}: lists no warehouse; write one a line")


def _observed(warehouse: str, values: Mapping[str, Value]) -> Observed:
    asked = {name: values.get(name) for name in ("from", "to", "agency", "counter")}
    named = [name for name, value in asked.items() if value is not None]
    with opened(warehouse, _SEEN, given=named) as connection:
        check_names(connection, _SEEN, asked)
        observers, programs, thresholds, recorded = connection.execute(_SEEN.sql, asked).fetchall()[0]
    return Observed(observers or [], programs or [], thresholds or [], recorded)


def _refuse_unlike(seen: Mapping[str, Observed]) -> None:
    reasons = {
        "observers": ("were seen by other observers", "observe these dates again with one version and one cadence"),
        "programs": (
            "had their events found by other versions",
            "run `pantau events` over these dates with one version",
        ),
        "thresholds": ("had other thresholds in the site file", "agree on them, and run `pantau events` again"),
    }
    first, *rest = seen.items()
    for field, (what, remedy) in reasons.items():
        for other, found in rest:
            if getattr(found, field) != getattr(first[1], field):
                raise QuestionError(f"{first[0]} and {other} {what}, so their figures do not mean the same; {remedy}")
    for name, one in seen.items():
        if one.recorded_share is None:
            raise QuestionError(
                f"{name}: nothing is known of its counters in the period; leave it out, or choose another"
            )
    shares = {name: one.recorded_share for name, one in seen.items()}
    if max(shares.values()) - min(shares.values()) > APART:
        low, high = min(shares, key=shares.__getitem__), max(shares, key=shares.__getitem__)
        raise QuestionError(
            f"{low} has {shares[low]:.0%} of its service hours recorded and {high} {shares[high]:.0%}: a difference "
            "may be of what was not seen; choose a period that both have recorded alike (coverage_by_day)"
        )
