"""Answers written out: a table for reading, and CSV, JSON, Parquet or a workbook, which take them in portions."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from itertools import chain
from typing import BinaryIO, TextIO

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pantau.sql.output.language import ENGLISH, Language
from pantau.sql.output.rendering import in_utc, plain_header, write_table
from pantau.sql.output.workbook import write_workbook
from pantau.sql.parameter import QuestionError
from pantau.transforms.tables.spreadsheets import FORMULA_SIGNS, LINE_SIGNS, MARK, NUMBER

FORMATS = ("table", "csv", "json", "parquet", "xlsx")


def write_answer(
    answer: pa.Table, form: str, out: TextIO, title: str | None = None, language: Language = ENGLISH
) -> None:
    """Writes an answer to a text stream as `table`, `csv`, `json`, `parquet` or `xlsx`.

    `table` is for reading: durations and shares are spelt out and units stand in the headers. The others hold the
    plain values, their units being in the column names. Parquet and workbooks go to the stream's bytes.

    Raises:
        QuestionError: there is no such format, Parquet or a workbook would go to a terminal, or JSON or Parquet is
            wanted in another language than English.
    """
    if form == "table":
        write_table(answer, out, title, language=language)
    else:
        write_portions([answer], form, out, language, title)


def write_portions(
    portions: Iterable[pa.Table], form: str, out: TextIO, language: Language = ENGLISH, title: str | None = None
) -> None:
    """Writes an answer given in portions as `csv`, `json`, `parquet` or `xlsx`, as the whole, holding one at a time.

    Raises as `write_answer`.
    """
    if form not in FORMATS:
        raise QuestionError(f"no format is named {form!r}; there are {', '.join(FORMATS)}")
    if form in PLAIN and language is not ENGLISH:
        raise QuestionError(
            f"{form} is for programs and keeps its names; another language goes with table, csv or xlsx"
        )
    if form in BINARY and out.isatty():
        raise QuestionError(
            f"{BINARY[form]} is not for reading on a terminal; send the output to a file with > answer.{form}"
        )
    if form == "csv":
        write_csv(portions, out, language)
    elif form == "json":
        write_json(portions, out)
    elif form == "parquet":
        write_parquet(portions, out.buffer)
    else:
        write_workbook(portions, out.buffer, language, title)


PLAIN = ("json", "parquet")
BINARY = {"parquet": "Parquet", "xlsx": "A workbook"}


def write_csv(portions: Iterable[pa.Table], out: TextIO, language: Language = ENGLISH) -> None:
    """Writes plain values with a header: 12 figures at most, instants in UTC, an empty field for NULL.

    A text that a spreadsheet would take for a formula has `'` before it (`transforms.tables.spreadsheets.inert`). In
    another language than English: its headings, words, decimal sign and separator, and a mark by which a spreadsheet
    knows the text to be UTF-8.
    """
    portions = iter(portions)
    first = next(portions)
    if language is not ENGLISH:
        out.write("\ufeff")
    headings = [plain_header(field.name, field.type, language) for field in first.schema]
    names = first.column_names if language is ENGLISH else headings
    csv.writer(out, delimiter=language.separator, lineterminator="\n").writerow(names)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for portion in chain([first], portions):
            for batch in language.worded(portion).to_batches(ROWS_TOGETHER):
                out.write(_lines(connection, batch, language))


def write_json(portions: Iterable[pa.Table], out: TextIO) -> None:
    """Writes a list of objects; instants in UTC."""
    empty = True
    for portion in portions:
        for batch in portion.to_batches(ROWS_TOGETHER):
            if batch.num_rows:
                text = json.dumps(batch.to_pylist(), default=_plain, indent=1, ensure_ascii=False)
                out.write(("[" if empty else ",") + text.removeprefix("[").removesuffix("\n]"))
                empty = False
    out.write("[]\n" if empty else "\n]\n")


def write_parquet(portions: Iterable[pa.Table], out: BinaryIO) -> None:
    """Writes one Parquet file, of a row group or more for each portion."""
    portions = iter(portions)
    first = next(portions)
    with pq.ParquetWriter(pa.PythonFile(_Counted(out), mode="w"), first.schema) as writer:
        for portion in chain([first], portions):
            writer.write_table(portion)
    out.flush()


ROWS_TOGETHER = 20_000
"""So many rows are turned into text at once."""


class _Counted(io.RawIOBase):
    """Bytes to a stream that may be a pipe, which cannot say how many it was given."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._written = out, 0

    def writable(self) -> bool:
        return True

    def write(self, content: bytes) -> int:
        self._out.write(content)
        self._written += len(content)
        return len(content)

    def tell(self) -> int:
        return self._written


def _lines(connection: duckdb.DuckDBPyConnection, batch: pa.RecordBatch, language: Language) -> str:
    """Lines of CSV as the `csv` module writes them, at a tenth of its time."""
    fields = []
    for number, field in enumerate(batch.schema):
        if field.type == pa.null() or pa.types.is_nested(field.type):
            texts = [None if value is None else _plain(value) for value in batch.column(number).to_pylist()]
            batch = batch.set_column(number, field.name, pa.array(texts, pa.string()))
        fields.append(f"coalesce({_field(batch.schema.field(number).type, f'column{number}', language)}, '')")
    batch = batch.rename_columns([f"column{number}" for number in range(batch.num_columns)])
    line = f"concat_ws('{language.separator}', {', '.join(fields)})"
    if len(fields) == 1:
        # A line without anything would be no row.
        line = f"coalesce(nullif({line}, ''), '\"\"')"
    found = connection.from_arrow(batch).query("portion", f"SELECT {line} || chr(10) AS line FROM portion")
    return "".join(found.to_arrow_table().column("line").to_pylist())


def _field(kind: pa.DataType, name: str, language: Language) -> str:
    if pa.types.is_floating(kind):
        # One that has a sign, as a division of zeros gives on x86, would be written with it.
        number = f"replace(format('{{:.12g}}', CAST({name} AS DOUBLE)), '.', '{language.decimal}')"
        return f"CASE WHEN isnan({name}) THEN 'nan' ELSE {number} END"
    if pa.types.is_boolean(kind) and language is not ENGLISH:
        return f"CASE WHEN {name} THEN '{language.yes}' WHEN NOT {name} THEN '{language.no}' END"
    if pa.types.is_timestamp(kind):
        moment, zone = (f"timezone('UTC', {name})", "+00:00") if kind.tz else (name, "")
        second, finer = (f"strftime({moment}, '%Y-%m-%dT%H:%M:%S{more}{zone}')" for more in ("", ".%f"))
        return f"CASE WHEN epoch_us({name}) % 1000000 = 0 THEN {second} ELSE {finer} END"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        text = f"(CASE WHEN {_is_formula(name)} THEN chr({ord(MARK)}) || {name} ELSE {name} END)"
        quotes = f"'\"' || replace({text}, '\"', '\"\"') || '\"'"
        special = " OR ".join(f"contains({name}, chr({ord(letter)}))" for letter in f'{language.separator}"\n\r')
        return f"CASE WHEN {special} THEN {quotes} ELSE {text} END"
    return f"CAST({name} AS VARCHAR)"


def _is_formula(name: str) -> str:
    """What `inert` asks of a text, in SQL."""
    lines, signs = (", ".join(f"chr({ord(sign)})" for sign in those) for those in (LINE_SIGNS, FORMULA_SIGNS))
    begins = f"(left({name}, 1) IN ({lines}) OR left(ltrim({name}, ' '), 1) IN ({signs}))"
    # Nearly all texts are done with by their first letter alone.
    first = ", ".join(str(ord(sign)) for sign in f"{LINE_SIGNS}{FORMULA_SIGNS} ")
    return (
        f"ascii({name}) IN ({first}) AND {begins} AND length({name}) > 1 AND NOT regexp_full_match({name}, '{NUMBER}')"
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return in_utc(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, default=_plain, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
