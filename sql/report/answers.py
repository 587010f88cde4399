"""What a report says: answers of shipped questions over its period, and the standards of the site file."""

from dataclasses import dataclass
from datetime import date

import duckdb

from pantau.schemas.site import Site
from pantau.schemas.site.counters import Standard
from pantau.sql.asking import ask

Row = dict[str, object]

QUESTIONS = (
    "overview",
    "coverage_by_day",
    "coverage_timeline",
    "unknown_time",
    "counter_summary",
    "counter_hours_of_day",
    "presence_timeline",
    "session_list",
    "anomalies_by_kind",
    "anomaly_list",
    "reject_list",
    "daily_trend",
    "versions",
)


def answers(connection: duckdb.DuckDBPyConnection, first: date, last: date) -> dict[str, list[Row]]:
    """The rows of each question of the report, by its name, over the service dates `first` to `last`."""
    return {name: ask(connection, name, from_=first, to=last).to_pylist() for name in QUESTIONS}


OUTCOMES = {"kept": "met", "not kept": "missed"}
"""The class of the page for each outcome that `within_limit` tells; any other is `open`."""


@dataclass(frozen=True)
class Comparison:
    """A standard of the site file beside what was seen while it held; `seen` is a row of `within_limit`, if any."""

    standard: Standard
    first: date
    last: date
    seen: Row | None

    @property
    def outcome(self) -> str:
        """`met` or `missed` where `within_limit` says kept or not kept; else, and where nothing is known, `open`."""
        return OUTCOMES.get(self.seen["outcome"], "open") if self.seen else "open"


def comparisons(connection: duckdb.DuckDBPyConnection, site: Site | None, first: date, last: date) -> list[Comparison]:
    """The standards that hold in the period, each measured over the part of the period in which it holds."""
    compared = []
    for standard in site.standards if site else ():
        since = max(first, standard.valid_from or first)
        until = min(last, standard.valid_until or last)
        if since > until:
            continue
        # Of all agencies, since the site file may name one of which the warehouse knows nothing yet.
        rows = ask(
            connection,
            "within_limit",
            from_=since,
            to=until,
            measure=standard.measure,
            limit_s=standard.limit_s,
            portion=standard.portion,
            least_recorded=standard.least_recorded,
        ).to_pylist()
        seen = next((row for row in rows if row["agency_id"] == standard.agency), None)
        compared.append(Comparison(standard, since, until, seen))
    return compared
