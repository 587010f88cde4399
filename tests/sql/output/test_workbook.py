"""Workbooks, read back by what the format says of itself: sheets of XML in a ZIP."""

import io
import re
import zipfile
from datetime import date, datetime

import pyarrow as pa
import pytest

from pantau import sql
from pantau.schemas.column import TIMESTAMP
from pantau.sql.output import workbook
from pantau.sql.output.language import language

ANSWER = pa.table(
    {
        "counter_id": ["L1", "=1+1"],
        "staffed_share": [0.8125, None],
        "median_service_s": [600.5, float("nan")],
        "service_date": [date(2026, 11, 3), None],
        "started_at": pa.array([datetime.fromisoformat("2026-11-03T08:00:00+07:00"), None], TIMESTAMP),
        "censored": [True, None],
        "related_event_ids": pa.array([["a", "b"], None], pa.list_(pa.string())),
    }
)


class Stream:
    def __init__(self, terminal=False):
        self.buffer, self.terminal = io.BytesIO(), terminal

    def isatty(self):
        return self.terminal


def cells(answer, **more):
    """Each cell's text and its number, by its place such as `B2`."""
    out = Stream()
    sql.write_answer(answer, "xlsx", out, **more)
    with zipfile.ZipFile(out.buffer) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    found = re.findall(r'<c r="([A-Z]+\d+)"[^>]*>(.*?)</c>', sheet)
    return {place: re.sub(r"<[^>]+>", "", content) for place, content in found}


def test_cells_hold_the_values():
    found = cells(ANSWER)
    assert [found[f"{letter}1"] for letter in "ABCDEFG"] == [
        "counter",
        "staffed",
        "median service [s]",
        "service date",
        "started at [UTC]",
        "censored",
        "related event ids",
    ]
    assert found["A2"] == "L1" and found["B2"] == "0.8125" and found["C2"] == "600.5"
    # Days since 30 December 1899, as the format counts; 08:00 in Jakarta is 01:00 in UTC.
    days = (date(2026, 11, 3) - date(1899, 12, 30)).days
    assert found["D2"] == str(days) and float(found["E2"]) == pytest.approx(days + 1 / 24)
    assert found["F2"] == "yes" and found["G2"] == "a, b"
    assert found["A3"] == "=1+1" and "B3" not in found and "F3" not in found


def test_a_text_that_begins_like_a_formula_is_a_text():
    out = Stream()
    sql.write_answer(ANSWER, "xlsx", out)
    with zipfile.ZipFile(out.buffer) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert '<c r="A3" t="inlineStr"><is><t>=1+1</t></is></c>' in sheet


def test_headings_and_words_are_in_the_language():
    found = cells(ANSWER, language=language("id"))
    assert found["A1"] == "loket" and found["C1"] == "median layanan [dtk]" and found["F2"] == "ya"


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 1)
    with pytest.raises(sql.QuestionError, match="a sheet holds 1 rows and these are more"):
        cells(ANSWER)


def test_a_workbook_does_not_go_to_a_terminal():
    with pytest.raises(sql.QuestionError, match=r"A workbook is not for reading on a terminal; .* > answer.xlsx"):
        sql.write_answer(ANSWER, "xlsx", Stream(terminal=True))
