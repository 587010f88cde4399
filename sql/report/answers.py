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


@dataclass(frozen=True)
class Comparison:
    """A standard of the site file beside what was seen while it held; `seen` is a row of `within_limit`, if any."""

    standard: Standard
    first: date
    last: date
    seen: Row | None

    @property
    def outcome(self) -> str:
        """`met` or `missed` where the bounds of the measured share agree; else, and where nothing is known, `open`."""
        if self.seen is None or not self.seen["known"]:
            return "open"
        if self.seen["within_sure_share"] >= self.standard.portion:
            return "met"
        return "missed" if self.seen["within_possible_share"] < self.standard.portion else "open"


def comparisons(connection: duckdb.DuckDBPyConnection, site: Site | None, first: date, last: date) -> list[Comparison]:
    """The standards that hold in the period, each measured over the part of the period in which it holds."""
    compared = []
    for standard in site.standards if site else ():
        since = max(first, standard.valid_from or first)
        until = min(last, standard.valid_until or last)
        if since > until:
            continue
        rows = ask(
            connection,
            "within_limit",
            from_=since,
            to=until,
            agency=standard.agency,
            measure=standard.measure,
            limit_s=standard.limit_s,
        ).to_pylist()
        compared.append(Comparison(standard, since, until, rows[0] if rows else None))
    return compared
