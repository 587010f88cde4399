"""The report as one HTML page: the answers set into the template, everything escaped."""

import shlex
from datetime import date
from itertools import groupby
from pathlib import Path

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pantau.schemas.site import Site
from pantau.schemas.vocabulary import COVERAGE_STATES, MEANINGS, PRESENCE_STATES
from pantau.sql.output.audited import audited
from pantau.sql.output.language import ENGLISH, indonesian
from pantau.sql.output.rendering import cell, spell_seconds
from pantau.sql.report.answers import Row, answers, comparisons
from pantau.sql.report.days import MOST_DAYS, days

HERE = Path(__file__).parent
WEEKDAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MOST_LISTED = 100
"""Rows of a list on the page; the rest is counted, and the question that lists all of it is named."""

SHADES = 5

LEAST_OBSERVED = 0.25
"""Recorded (for the staffed share: observed) share of an hour below which its figure is written but not coloured:
minutes say little about an hour."""


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
            warehouse=shlex.quote(warehouse),
            found=found,
            total=found["overview"][0],
            unknown=[row for row in found["unknown_time"] if row["cause"] != "none"],
            days=days(found, lambda name: names.get(name, name), numbers),
            most_days=MOST_DAYS,
            most_listed=MOST_LISTED,
            hours=sorted({row["local_hour"] for row in found["counter_hours_of_day"]}),
            busiest=_busiest(found["counter_hours_of_day"]),
            counters=_by_counter(found["counter_hours_of_day"]),
            comparisons=comparisons(connection, site, first, last),
            names=names,
            numbers=numbers,
            audits=[audited(connection, {"from": first, "to": last}, said) for said in (ENGLISH, indonesian())],
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


def _busiest(rows: list[Row]) -> float:
    """The highest rate among the hours of which enough was observed."""
    observed = (row for row in rows if (row["recorded_share"] or 0) >= LEAST_OBSERVED)
    return max((row["services_per_hour"] for row in observed), default=0.0)


def _environment() -> Environment:
    """Templates in which every value is escaped, and an unknown name is an error."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"show": _show, "day": _spelt_day, "shade": _shade}
    return environment


def _show(row: Row, column: str) -> str:
    """A row's value for reading, as in `pantau ask` but for minutes and hours, spelt out, and rates, to a tenth."""
    value = row[column]
    for suffix, unit_s in (("_minutes", 60), ("_hours", 3600)):
        if value is not None and column.endswith(suffix):
            return spell_seconds(unit_s * value) if value else "0"
    return f"{value:.1f}" if value is not None and column.endswith(("_per_hour", "megabytes")) else cell(column, value)


def _spelt_day(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y} · {WEEKDAYS[day.weekday()]}"


def _shade(row: Row, column: str, most: float) -> str:
    """The class of a heat map's cell: `shade0` to `shade4` in equal steps up to `most`, or `unseen`."""
    known = row["observed_share" if column == "staffed_share" else "recorded_share"]
    if (known or 0) < LEAST_OBSERVED or row[column] is None:
        return "unseen"
    return f"shade{min(int(row[column] / most * SHADES), SHADES - 1) if most else 0}"
