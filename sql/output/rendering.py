"""Answers as text for a terminal."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TextIO

import pyarrow as pa
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pantau.schemas.columns import COLUMNS

MIN_WIDTH, MAX_WIDTH = 80, 10_000
_UNITS = {"_hours": "h", "_minutes": "min", "_points": "points", "_per_hour": "1/h"}


def write_table(
    answer: pa.Table, out: TextIO, title: str | None = None, heading: Callable[[str], str] | None = None
) -> None:
    """Writes a table for reading; see `answer_table`.

    A terminal too narrow for the words of all columns gets one block per row; a file or a pipe gets lines as wide as
    they need to be.
    """
    console, table = Console(file=out), answer_table(answer, title, heading)
    if not out.isatty():
        console.width = max(console.measure(table, options=console.options.update(width=MAX_WIDTH)).maximum, MIN_WIDTH)
    if console.measure(table, options=console.options.update(width=MAX_WIDTH)).minimum > console.width:
        table = _blocks(answer, title, heading)
    console.print(table)


def _blocks(answer: pa.Table, title: str | None, heading: Callable[[str], str] | None) -> Table:
    blocks = Table(title=Text(title) if title else None, title_justify="left", show_header=False)
    headings = _headings(answer, heading)
    for row in answer.to_pylist():
        for name, value in row.items():
            blocks.add_row(Text(headings[name]), Text(cell(name, value)))
        blocks.add_section()
    return blocks


def answer_table(answer: pa.Table, title: str | None = None, heading: Callable[[str], str] | None = None) -> Table:
    """An answer for a rich console: NULL is `–`, durations and shares are readable, instants in UTC.

    `heading` turns a column's name into its heading; `header` unless given.
    """
    headings = _headings(answer, heading)
    shown = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    for field in answer.schema:
        numeric = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        shown.add_column(Text(headings[field.name]), justify="right" if numeric else "left", overflow="fold")
    for row in answer.to_pylist():
        shown.add_row(*(Text(cell(name, value)) for name, value in row.items()))
    if not answer.num_rows:
        shown.caption = "no rows"
    return shown


def _headings(answer: pa.Table, heading: Callable[[str], str] | None) -> dict[str, str]:
    if heading:
        return {name: heading(name) for name in answer.column_names}
    return {field.name: header(field.name, field.type) for field in answer.schema}


def header(name: str, kind: pa.DataType | None = None) -> str:
    """A column's heading; the unit follows in brackets unless the cells spell it out.

    A column of the tables lends its unit to one of its name only where that is of the same type (`kind`): what an
    answer calls `change` may be a word.
    """
    for suffix, unit in _UNITS.items():
        if name.endswith(suffix):
            return f"{name.removesuffix(suffix).replace('_', ' ')} [{unit}]"
    if name.endswith(("_s", "_share", "_local")):
        return name.rpartition("_")[0].replace("_", " ")
    declared = COLUMNS.get(name)
    unit = declared.unit if declared and kind in (None, declared.type) else None
    words = name.removesuffix("_id").replace("_", " ")
    return words if unit in (None, "1", "share") else f"{words} [{unit}]"


def cell(name: str, value: object) -> str:
    """A value for reading."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        if name.endswith("_s"):
            return spell_seconds(value)
        if name.endswith("_points"):
            return f"{value:+.2f}"
        if name.endswith("_share") or (name in COLUMNS and COLUMNS[name].unit == "share"):
            return f"{100 * value:.1f} %"
        return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    if isinstance(value, datetime):
        return f"{in_utc(value):%Y-%m-%d %H:%M:%S}"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def spell_seconds(seconds: float) -> str:
    """A duration as `12.3 s`, `4 min 05 s` or `1 h 02 min`, rounded to the last figure shown."""
    sign, size = ("−" if round(seconds, 1) < 0 else ""), abs(seconds)
    if round(size, 1) < 60:
        return f"{sign}{size:.1f} s"
    if round(size) < 3600:
        minutes, rest = divmod(round(size), 60)
        return f"{sign}{minutes} min {rest:02d} s"
    hours, rest = divmod(round(size / 60), 60)
    return f"{sign}{hours} h {rest:02d} min"


def in_utc(moment: datetime) -> datetime:
    """An instant in UTC whatever zone the session shows it in; a wall-clock time as it is."""
    return moment.astimezone(UTC) if moment.tzinfo else moment
