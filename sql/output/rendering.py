"""Answers as text for a terminal."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import takewhile
from typing import TextIO

import pyarrow as pa
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from pantau.schemas.columns import COLUMNS
from pantau.sql.output.language import ENGLISH, Language

MIN_WIDTH, MAX_WIDTH = 80, 10_000


def write_table(
    answer: pa.Table,
    out: TextIO,
    title: str | None = None,
    heading: Callable[[str], str] | None = None,
    language: Language = ENGLISH,
) -> None:
    """Writes a table for reading; see `answer_table`.

    A terminal too narrow for all columns gets several tables below each other, each with the columns that name the
    row, and one block per row where even one more column is too wide. A file or a pipe gets lines as wide as they need
    to be.
    """
    console, table = Console(file=out), answer_table(answer, title, heading, language)
    if not out.isatty():
        console.width = max(_widths(console, table).maximum, MIN_WIDTH)
    if _widths(console, table).minimum <= console.width:
        console.print(table)
        return
    tables = [answer_table(part, None, heading, language) for part in _side_by_side(answer, console, heading, language)]
    if any(_widths(console, part).minimum > console.width for part in tables):
        tables = [_blocks(answer, heading, language)]
    if title:
        console.print(Text(title, style="italic"))
    for part in tables:
        console.print(part)


def _widths(console: Console, table: Table) -> Measurement:
    return console.measure(table, options=console.options.update(width=MAX_WIDTH))


def _side_by_side(
    answer: pa.Table, console: Console, heading: Callable[[str], str] | None, language: Language
) -> Iterator[pa.Table]:
    """The answer in strips of columns that fit, each beginning with those that name the row."""
    names = answer.column_names
    keys = list(takewhile(lambda name: not _is_numeric(answer.schema.field(name).type), names))[:MOST_KEYS]
    strip = list(keys)
    for name in names[len(keys) :]:
        wider = answer_table(answer.select([*strip, name]), None, heading, language)
        if len(strip) > len(keys) and _widths(console, wider).minimum > console.width:
            yield answer.select(strip)
            strip = list(keys)
        strip.append(name)
    yield answer.select(strip)


MOST_KEYS = 3
"""So many columns are repeated in each strip. Chosen: agency, counter and date."""


def _blocks(answer: pa.Table, heading: Callable[[str], str] | None, language: Language) -> Table:
    blocks = Table(show_header=False)
    headings = _headings(answer, heading, language)
    for row in answer.to_pylist():
        for name, value in row.items():
            blocks.add_row(Text(headings[name]), Text(cell(name, value, language)))
        blocks.add_section()
    return blocks


def answer_table(
    answer: pa.Table,
    title: str | None = None,
    heading: Callable[[str], str] | None = None,
    language: Language = ENGLISH,
) -> Table:
    """An answer for a rich console: NULL is `–`, durations and shares are readable, instants in UTC.

    `heading` turns a column's name into its heading; `header` unless given.
    """
    headings = _headings(answer, heading, language)
    shown = Table(title=Text(title) if title else None, title_justify="left", header_style="bold")
    cells = {name: [cell(name, value, language) for value in answer.column(name).to_pylist()] for name in headings}
    for field in answer.schema:
        texts = headings[field.name].split()
        if not pa.types.is_string(field.type) and not pa.types.is_nested(field.type):
            texts += cells[field.name]
        # No word of a heading is broken, and no number or date.
        shown.add_column(
            Text(headings[field.name]),
            justify="right" if _is_numeric(field.type) else "left",
            overflow="fold",
            min_width=max(map(len, texts), default=1),
        )
    for row in zip(*cells.values(), strict=True):
        shown.add_row(*map(Text, row))
    if not answer.num_rows:
        shown.caption = language.no_rows
    return shown


def _is_numeric(kind: pa.DataType) -> bool:
    return pa.types.is_integer(kind) or pa.types.is_floating(kind)


def _headings(answer: pa.Table, heading: Callable[[str], str] | None, language: Language) -> dict[str, str]:
    if heading:
        return {name: heading(name) for name in answer.column_names}
    found = {field.name: header(field.name, field.type, language) for field in answer.schema}
    several = {text for text, count in Counter(found.values()).items() if count > 1}
    return {name: name.replace("_", " ") if text in several else text for name, text in found.items()}


def header(name: str, kind: pa.DataType | None = None, language: Language = ENGLISH) -> str:
    """A column's heading; the unit follows in brackets unless the cells spell it out.

    A column of the tables lends its unit to one of its name only where that is of the same type (`kind`): what an
    answer calls `change` may be a word.
    """
    units = {
        "_hours": language.hours,
        "_minutes": language.minutes,
        "_points": language.points,
        "_per_hour": f"1/{language.hours}",
    }
    said = language.headings.get(name)
    for suffix, unit in units.items():
        if name.endswith(suffix):
            return f"{said or name.removesuffix(suffix).replace('_', ' ')} [{unit}]"
    if name.endswith(("_s", "_share", "_local")):
        return said or name.rpartition("_")[0].replace("_", " ")
    declared = COLUMNS.get(name)
    unit = declared.unit if declared and kind in (None, declared.type) else None
    words = said or name.removesuffix("_id").replace("_", " ")
    return words if unit in (None, "1", "share") else f"{words} [{unit}]"


def plain_header(name: str, kind: pa.DataType, language: Language) -> str:
    """A column's heading where its cells are plain numbers: durations have their unit too."""
    return header(name, kind, language) + (f" [{language.seconds}]" if name.endswith("_s") else "")


def cell(name: str, value: object, language: Language = ENGLISH) -> str:
    """A value for reading."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return language.yes if value else language.no
    if isinstance(value, float):
        return language.number(_float(name, value, language))
    if isinstance(value, datetime):
        return f"{in_utc(value):%Y-%m-%d %H:%M:%S}"
    value = language.word(name, value)
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in text)


def _float(name: str, value: float, language: Language) -> str:
    if name.endswith("_s"):
        return spell_seconds(value, language)
    if name.endswith("_points"):
        return f"{value:+.2f}"
    if name.endswith("_share") or (name in COLUMNS and COLUMNS[name].unit == "share"):
        return f"{100 * value:.1f} %"
    return f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"


def spell_seconds(seconds: float, language: Language = ENGLISH) -> str:
    """A duration as `12.3 s`, `4 min 05 s` or `1 h 02 min`, rounded to the last figure shown."""
    sign, size = ("−" if round(seconds, 1) < 0 else ""), abs(seconds)
    if round(size, 1) < 60:
        return f"{sign}{size:.1f} {language.seconds}"
    if round(size) < 3600:
        minutes, rest = divmod(round(size), 60)
        return f"{sign}{minutes} {language.minutes} {rest:02d} {language.seconds}"
    hours, rest = divmod(round(size / 60), 60)
    return f"{sign}{hours} {language.hours} {rest:02d} {language.minutes}"


def in_utc(moment: datetime) -> datetime:
    """An instant in UTC whatever zone the session shows it in; a wall-clock time as it is."""
    return moment.astimezone(UTC) if moment.tzinfo else moment
