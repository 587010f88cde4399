"""Formats: what a program reads, the same whether an answer comes whole or in portions."""

import csv
import io
import json
import math
import os
import threading
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau import sql
from pantau.schemas.column import TIMESTAMP
from pantau.transforms.tables.spreadsheets import inert

ANSWER = pa.table(
    {
        "counter_id": ["L1", "[red]L2\x1b[31m"],
        "started_local": [datetime.fromisoformat("2026-11-03 08:00"), None],
        "started_at": pa.array([datetime.fromisoformat("2026-11-03T08:00:00.5+07:00"), None], TIMESTAMP),
        "service_date": [date(2026, 11, 3), None],
        "median_service_s": [600.0, None],
        "staffed_share": [0.8125, None],
        "related_event_ids": pa.array([["a", "b"], None], pa.list_(pa.string())),
    }
)
MOMENTS = st.datetimes(datetime.fromisoformat("1900-01-01"), datetime.fromisoformat("2200-01-01"))
VALUES = {
    "text": (pa.string(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))),
    "special": (pa.string(), st.text('",\n\r ;a')),
    "formula": (pa.string(), st.text("=+-@\uff1d\t\r\n '.,1eA")),
    "large": (pa.large_string(), st.text('=",a')),
    "real": (pa.float64(), st.floats()),
    "whole": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "flag": (pa.bool_(), st.booleans()),
    "day": (pa.date32(), st.dates(date(1000, 1, 1))),
    "local": (pa.timestamp("us"), MOMENTS | MOMENTS.map(lambda moment: moment.replace(microsecond=0))),
    "instant": (TIMESTAMP, MOMENTS.map(lambda moment: moment.replace(tzinfo=UTC))),
    "words": (pa.list_(pa.string()), st.lists(st.text('a",é'), max_size=3)),
    "nothing": (pa.null(), st.none()),
}


class Bytes(io.StringIO):
    """A text stream with bytes below it, like standard output."""

    def __init__(self, terminal=False):
        super().__init__()
        self.buffer, self.terminal = io.BytesIO(), terminal

    def isatty(self):
        return self.terminal


def written(form, *portions):
    out = io.StringIO()
    sql.write_portions(portions, form, out)
    return out.getvalue()


@st.composite
def answers(draw):
    """An answer of every type, or of one column alone."""
    names = draw(st.sampled_from([list(VALUES), *([name] for name in VALUES)]))
    rows = draw(st.integers(0, 6))
    columns = {}
    for name in names:
        kind, values = VALUES[name]
        columns[name] = pa.array(draw(st.lists(st.none() | values, min_size=rows, max_size=rows)), kind)
    return pa.table(columns)


def in_words(value):
    """A value as CSV has it, by the words of `write_csv`."""
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool | list):
        return json.dumps(value, ensure_ascii=False)
    return inert(value) if isinstance(value, str) else value


# An example takes a tenth of a second: each has a connection of its own.
@pytest.mark.slow
@settings(max_examples=50)
@given(answers())
def test_csv_is_as_the_module_csv_writes_it(answer):
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(answer.column_names)
    rows.writerows([in_words(value) for value in row.values()] for row in answer.to_pylist())
    # Whether the module quotes a carriage return depends on its version; without quotes it would end the line.
    if "\r" not in out.getvalue():
        assert written("csv", answer) == out.getvalue()
    read = list(csv.reader(io.StringIO(written("csv", answer), newline="")))
    assert len(read) == 1 + len(answer)
    for these, those in zip(read[1:], answer.to_pylist(), strict=True):
        assert these == ["" if value is None else str(in_words(value)) for value in those.values()]


@pytest.mark.slow
@settings(max_examples=30)
@given(answers(), st.integers(0, 6), st.integers(0, 6))
def test_portions_are_written_as_the_whole(answer, one, other):
    first, last = sorted((min(one, len(answer)), min(other, len(answer))))
    portions = [answer.slice(0, first), answer.slice(first, last - first), answer.slice(last)]
    for form in ("csv", "json"):
        assert written(form, *portions) == written(form, answer)
    out = Bytes()
    sql.write_portions(portions, "parquet", out)
    assert pq.read_table(io.BytesIO(out.buffer.getvalue())).to_pydict().__repr__() == answer.to_pydict().__repr__()


@pytest.mark.slow
def test_more_rows_than_are_turned_into_text_at_once():
    days = [date(2026, 1, 1) + timedelta(days=i % 300) for i in range(50_000)]
    answer = pa.table({"day": days, "number": range(50_000)})
    lines = written("csv", answer).splitlines()
    assert lines[1:] == [f"{day},{number}" for number, day in enumerate(days)]
    assert [row["number"] for row in json.loads(written("json", answer))] == list(range(50_000))


def test_no_sign_of_a_nan_is_written():
    numbers = pa.table({"x": [math.copysign(math.nan, sign) for sign in (1, -1)], "y": [math.inf, -math.inf]})
    assert written("csv", numbers) == "x,y\nnan,inf\nnan,-inf\n"


def test_csv_holds_plain_values():
    assert written("csv", ANSWER).splitlines() == [
        "counter_id,started_local,started_at,service_date,median_service_s,staffed_share,related_event_ids",
        'L1,2026-11-03T08:00:00,2026-11-03T01:00:00.500000+00:00,2026-11-03,600,0.8125,"[""a"", ""b""]"',
        "[red]L2\x1b[31m,,,,,,",
    ]


def test_names_that_are_formulas_are_neutralised_in_csv_alone_and_numbers_stay():
    names = ["=HYPERLINK(1)", "+62 21", "-2+3", "@SUM(A1)", "\tx", "-5", "-", "Loket 1", None]
    answer = pa.table({"name": names, "change": [-1.5, -2.0, 3.0, 0.0, 1.0, 2.0, 3.0, 4.0, None]})
    assert [line.split(",") for line in written("csv", answer).splitlines()[1:]] == [
        ["'=HYPERLINK(1)", "-1.5"],
        ["'+62 21", "-2"],
        ["'-2+3", "3"],
        ["'@SUM(A1)", "0"],
        ["'\tx", "1"],
        ["-5", "2"],
        ["-", "3"],
        ["Loket 1", "4"],
        ["", ""],
    ]
    assert [row["name"] for row in json.loads(written("json", answer))] == names


def test_json_holds_plain_values():
    first, second = json.loads(written("json", ANSWER))
    assert first == {
        "counter_id": "L1",
        "started_local": "2026-11-03T08:00:00",
        "started_at": "2026-11-03T01:00:00.500000+00:00",
        "service_date": "2026-11-03",
        "median_service_s": 600.0,
        "staffed_share": 0.8125,
        "related_event_ids": ["a", "b"],
    }
    assert second["median_service_s"] is None


def test_json_holds_what_it_has_no_type_for_as_text():
    """Such as lists of decimals and times of the day in a question of one's own."""
    answer = pa.table({"opens": [time(8, 30)], "parts": [[Decimal("1.5"), None]]})
    assert json.loads(written("json", answer)) == [{"opens": "08:30:00", "parts": ["1.5", None]}]


def test_parquet_goes_to_the_bytes():
    out = Bytes()
    sql.write_answer(ANSWER, "parquet", out)
    assert pq.read_table(io.BytesIO(out.buffer.getvalue())) == ANSWER


def test_what_cannot_be_written_is_refused():
    with pytest.raises(sql.QuestionError, match=r"> answer\.parquet"):
        sql.write_answer(ANSWER, "parquet", Bytes(terminal=True))
    with pytest.raises(sql.QuestionError, match="no format is named 'ods'; there are table, csv, json, parquet"):
        written("ods", ANSWER)


def test_parquet_goes_into_a_pipe():
    reading, writing = os.pipe()
    found = []
    with os.fdopen(reading, "rb") as source, os.fdopen(writing, "w") as out:
        thread = threading.Thread(target=lambda: found.append(source.read()))
        thread.start()
        sql.write_portions([ANSWER, ANSWER], "parquet", out)
        out.close()
        thread.join()
    assert pq.read_table(io.BytesIO(found[0])) == pa.concat_tables([ANSWER, ANSWER])
