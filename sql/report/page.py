"""The report as one HTML page: the answers set into the template, everything escaped."""

from datetime import date
from itertools import groupby
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from schemas.site import Site
from schemas.words import COVERAGE_STATES, MEANINGS, PRESENCE_STATES
from sql.rendering import cell, spell_seconds
from sql.report.answers import Row, answers, comparisons
from sql.report.days import MOST_DAYS, days

HERE = Path(__file__).parent
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MOST_LISTED = 100
"""Rows of a list on the page; the rest is counted, and the question that lists all of it is named."""

SHADES = 5


def newest_day(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The newest service date of which anything is known."""
    return connection.execute("SELECT max(service_date) FROM camera_days").fetchall()[0][0]


def report_html(
    connection: duckdb.DuckDBPyConnection,
    first: date,
    last: date,
    site: Site | None = None,
    warehouse: str = "warehouse",
) -> str:
    """A self-contained HTML page on the service dates `first` to `last`, both included.

    Every number is an answer of a shipped question. `site` gives names and the standards to compare with; without it
    identifiers stand for names. `warehouse` is the folder named in the commands that the page suggests.

    Raises:
        ValueError: nothing is known of the period.
    """
    found = answers(connection, first, last)
    if not found["overview"]:
        raise ValueError(
            f"{warehouse}: nothing is known of {first} to {last}; run `pantau nightly` for these dates, or name others"
        )
    names = {counter.id: counter.name for counter in site.counters} if site else {}
    numbers = {row["event_id"]: number for number, row in enumerate(found["anomaly_list"], start=1)}
    return (
        _environment()
        .get_template("page.html")
        .render(
            first=first,
            last=last,
            site=site,
            warehouse=warehouse,
            found=found,
            total=found["overview"][0],
            days=days(found, lambda name: names.get(name, name), numbers),
            most_days=MOST_DAYS,
            most_listed=MOST_LISTED,
            hours=sorted({row["local_hour"] for row in found["counter_hours_of_day"]}),
            busiest=max((row["services_per_hour"] or 0 for row in found["counter_hours_of_day"]), default=0),
            counters=_by_counter(found["counter_hours_of_day"]),
            comparisons=comparisons(connection, site, first, last),
            names=names,
            numbers=numbers,
            meanings=MEANINGS,
            coverage_states=COVERAGE_STATES,
            presence_states=PRESENCE_STATES,
            style=Markup((HERE / "style.css").read_text(encoding="utf-8")),
        )
    )


def _by_counter(rows: list[Row]) -> list[tuple[str, dict[int, Row]]]:
    """The rows of `counter_hours_of_day` as (counter, its rows by hour)."""
    by_counter = groupby(rows, key=lambda row: (row["agency_id"], row["counter_id"]))
    return [(counter, {row["local_hour"]: row for row in hours}) for (_, counter), hours in by_counter]


def _environment() -> Environment:
    """Templates in which every value is escaped, and an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"show": _show, "day": _spelt_day, "shade": _shade}
    return environment


def _show(row: Row, column: str) -> str:
    """A row's value for reading, as in `pantau ask` but for minutes, spelt out, and hours and rates, to a tenth."""
    value = row[column]
    if value is not None and column.endswith("_minutes"):
        return spell_seconds(60 * value) if value else "0"
    if value is not None and column.endswith(("_hours", "_per_hour", "megabytes")):
        return f"{value:.1f}"
    return cell(column, value)


def _spelt_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y} · {WEEKDAYS[day.weekday()]}"


def _shade(value: float | None, most: float) -> str:
    """The class of a heat map's cell: `unseen`, or `shade0` to `shade4` in equal steps up to `most`."""
    if value is None:
        return "unseen"
    return f"shade{min(int(value / most * SHADES), SHADES - 1) if most else 0}"
