"""Answers written out: a table for reading, and CSV, JSON or Parquet, which take them portion by portion."""

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

from pantau.sql.output.rendering import in_utc, write_table
from pantau.sql.parameter import QuestionError
from pantau.transforms.tables.spreadsheets import FORMULA_SIGNS, LINE_SIGNS, MARK, NUMBER

FORMATS = ("table", "csv", "json", "parquet")


def write_answer(answer: pa.Table, form: str, out: TextIO, title: str | None = None) -> None:
    """Writes an answer to a text stream as `table`, `csv`, `json` or `parquet`.

    `table` is for reading: durations and shares are spelt out and units stand in the headers. The others hold the
    plain values, their units being in the column names. Parquet goes to the stream's bytes.

    Raises:
        QuestionError: there is no such format, or Parquet would go to a terminal.
    """
    if form == "table":
        write_table(answer, out, title)
    else:
        write_portions([answer], form, out)


def write_portions(portions: Iterable[pa.Table], form: str, out: TextIO) -> None:
    """Writes an answer given in portions as `csv`, `json` or `parquet`, the same as the whole, holding one at a time.

    Raises as `write_answer`.
    """
    if form == "csv":
        write_csv(portions, out)
    elif form == "json":
        write_json(portions, out)
    elif form == "parquet":
        if out.isatty():
            raise QuestionError(
                "Parquet is not for reading on a terminal; send the output to a file with > answer.parquet"
            )
        write_parquet(portions, out.buffer)
    else:
        raise QuestionError(f"no format is named {form!r}; there are {', '.join(FORMATS)}")


def write_csv(portions: Iterable[pa.Table], out: TextIO) -> None:
    """Writes plain values with a header: 12 figures at most, instants in UTC, an empty field for NULL.

    A text that a spreadsheet would take for a formula has `'` before it (`transforms.tables.spreadsheets.inert`).
    """
    portions = iter(portions)
    first = next(portions)
    csv.writer(out, lineterminator="\n").writerow(first.column_names)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for portion in chain([first], portions):
            for batch in portion.to_batches(ROWS_TOGETHER):
                out.write(_lines(connection, batch))


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


def _lines(connection: duckdb.DuckDBPyConnection, batch: pa.RecordBatch) -> str:
    """Lines of CSV as the `csv` module writes them, at a tenth of its time."""
    fields = []
    for number, field in enumerate(batch.schema):
        if field.type == pa.null() or pa.types.is_nested(field.type):
            texts = [None if value is None else _plain(value) for value in batch.column(number).to_pylist()]
            batch = batch.set_column(number, field.name, pa.array(texts, pa.string()))
        fields.append(f"coalesce({_field(batch.schema.field(number).type, f'column{number}')}, '')")
    batch = batch.rename_columns([f"column{number}" for number in range(batch.num_columns)])
    line = f"concat_ws(',', {', '.join(fields)})"
    if len(fields) == 1:
        # A line without anything would be no row.
        line = f"coalesce(nullif({line}, ''), '\"\"')"
    found = connection.from_arrow(batch).query("portion", f"SELECT {line} || chr(10) AS line FROM portion")
    return "".join(found.to_arrow_table().column("line").to_pylist())


def _field(kind: pa.DataType, name: str) -> str:
    if pa.types.is_floating(kind):
        # One that has a sign, as a division of zeros gives on x86, would be written with it.
        return f"CASE WHEN isnan({name}) THEN 'nan' ELSE format('{{:.12g}}', CAST({name} AS DOUBLE)) END"
    if pa.types.is_timestamp(kind):
        moment, zone = (f"timezone('UTC', {name})", "+00:00") if kind.tz else (name, "")
        second, finer = (f"strftime({moment}, '%Y-%m-%dT%H:%M:%S{more}{zone}')" for more in ("", ".%f"))
        return f"CASE WHEN epoch_us({name}) % 1000000 = 0 THEN {second} ELSE {finer} END"
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        text = f"(CASE WHEN {_is_formula(name)} THEN chr({ord(MARK)}) || {name} ELSE {name} END)"
        quotes = f"'\"' || replace({text}, '\"', '\"\"') || '\"'"
        special = " OR ".join(f"contains({name}, chr({ord(letter)}))" for letter in ',"\n\r')
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
    return json.dumps(value, default=_plain, ensure_ascii=False)
