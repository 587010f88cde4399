"""Rendering: what a reader sees."""

import io
from datetime import date, datetime

import pyarrow as pa
import pytest

from pantau import sql
from pantau.schemas.column import TIMESTAMP
from pantau.sql.output.rendering import answer_table, cell, header, spell_seconds

ANSWER = pa.table(
    {
        "counter_id": ["L1", "[red]L2\x1b[31m"],
        "started_local": [datetime.fromisoformat("2026-11-03 08:00"), None],
        "started_at": pa.array([datetime.fromisoformat("2026-11-03T08:00:00+07:00"), None], TIMESTAMP),
        "service_date": [date(2026, 11, 3), None],
        "median_service_s": [600.0, None],
        "staffed_share": [0.8125, None],
        "related_event_ids": pa.array([["a", "b"], None], pa.list_(pa.string())),
    }
)


class Terminal(io.StringIO):
    def isatty(self):
        return True


def written(form, answer=ANSWER, **more):
    out = io.StringIO()
    sql.write_answer(answer, form, out, **more)
    return out.getvalue()


@pytest.mark.parametrize(
    ("seconds", "spelt"),
    [
        (0.0, "0.0 s"),
        (59.94, "59.9 s"),
        (59.96, "1 min 00 s"),
        (245.0, "4 min 05 s"),
        (3599.4, "59 min 59 s"),
        (3599.6, "1 h 00 min"),
        (3750.0, "1 h 02 min"),
        (-12.34, "−12.3 s"),
        (-0.04, "0.0 s"),
    ],
)
def test_durations_are_spelt(seconds, spelt):
    assert spell_seconds(seconds) == spelt


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("median_service_s", "median service"),
        ("staffed_share", "staffed"),
        ("started_local", "started"),
        ("observed_hours", "observed [h]"),
        ("services_per_hour", "services [1/h]"),
        ("difference_points", "difference [points]"),
        ("started_at", "started at [UTC]"),
        ("bytes", "bytes [B]"),
        ("counter_id", "counter"),
        ("people", "people"),
    ],
)
def test_headings_carry_the_unit_where_cells_do_not(name, heading):
    assert header(name) == heading


@pytest.mark.parametrize(
    ("name", "values", "heading"),
    [
        ("change", ["changed"], "change"),
        ("change", [0.5], "change [grey level]"),
        ("width", ["wide"], "width"),
        ("bytes", [5], "bytes [B]"),
        ("started_at", ["early"], "started at"),
    ],
)
def test_a_column_of_another_type_borrows_no_unit(name, values, heading):
    assert heading == answer_table(pa.table({name: values})).columns[0].header.plain


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("x", None, "–"),
        ("censored", True, "yes"),
        ("staffed_share", 0.8125, "81.2 %"),
        ("detection_score", 0.9, "90.0 %"),
        ("mean_queue", 1.33333, "1.333"),
        ("difference_points", -0.0381, "-0.04"),
        ("brightness", 12345.678, "12346"),
        ("sessions", 12345, "12345"),
        ("started_at", datetime.fromisoformat("2026-11-03T08:00:00+07:00"), "2026-11-03 01:00:00"),
        ("started_local", datetime.fromisoformat("2026-11-03T08:00:00"), "2026-11-03 08:00:00"),
        ("defects", ["a", "b"], "a, b"),
        ("input", "a\x1b[2J\nb", "a\\x1b[2J\\nb"),
    ],
)
def test_cells(name, value, shown):
    assert cell(name, value) == shown


def test_a_table_shows_markup_and_control_characters_as_they_are():
    text = written("table", title="A [b]title")
    assert "A [b]title" in text
    assert "[red]L2\\x1b[31m" in text and "\x1b" not in text
    assert "10 min 00 s" in text and "81.2 %" in text and "2026-11-03 01:00:00" in text


def test_a_pipe_gets_whole_lines_and_a_narrow_terminal_a_block_for_each_row(monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    wide = pa.table({f"some_long_word_{i}": ["x" * 20, "y" * 20] for i in range(8)})
    out, terminal = io.StringIO(), Terminal()
    sql.write_answer(wide, "table", out)
    assert out.getvalue().count("x" * 20) == 8 and len(out.getvalue().splitlines()) == 6
    sql.write_answer(wide, "table", terminal)
    lines = terminal.getvalue().splitlines()
    assert sum("some long word" in line and "x" * 20 in line for line in lines) == 8
    assert max(map(len, lines)) <= 60


def test_an_empty_answer_says_so():
    assert "no rows" in written("table", ANSWER.slice(0, 0))
