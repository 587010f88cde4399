"""Texts that no spreadsheet computes, and files as spreadsheets save them."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.tables.spreadsheets import FORMULA_SIGNS, LINE_SIGNS, inert, read_text


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+62 21 555",
        "-1+1",
        "@SUM(A1:A9)",
        "\t=1",
        "\rx",
        "\nx",
        "  =1",
        "=cmd|' /C calc'!A0",
        "\uff1d1",
        "-inf",
        "+",
        "--5",
    ],
)
def test_a_formula_becomes_text(text):
    assert inert(text) == (f"'{text}" if len(text) > 1 else text)


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "?", "-5", "+5", "-5.5", "-5,5", "+1e-9", "Loket 1", "a=b", "'=1", "nvr/-a"]
)
def test_other_texts_and_numbers_stay(text):
    assert inert(text) == text


@given(st.text(st.sampled_from("=+-@\uff20\t\r\n '\"1.5eA")))
def test_no_cell_that_is_read_back_is_computed(text):
    out = io.StringIO()
    csv.writer(out).writerow([inert(text), "x"])
    (cell, _) = next(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert cell in (text, f"'{text}")
    if len(cell) > 1 and (cell[0] in LINE_SIGNS or cell.lstrip(" ").startswith(tuple(FORMULA_SIGNS))):
        float(cell)


@given(st.text(), st.sampled_from(["utf-8-sig", "utf-16"]))
def test_what_has_its_mark_is_read_as_it_was_written(tmp_path_factory, text, encoding):
    path = tmp_path_factory.mktemp("read") / "form.csv"
    path.write_bytes(text.encode(encoding, "replace"))
    assert read_text(path) == text.encode(encoding, "replace").decode(encoding)


def test_windows_1252_is_read_where_it_is_no_utf_8(tmp_path):
    (tmp_path / "a.csv").write_bytes("id;caf\u00e9 \u2013 5 \u20ac\r\n".encode("cp1252"))
    assert read_text(tmp_path / "a.csv") == "id;caf\u00e9 \u2013 5 \u20ac\r\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,x\n".encode("utf-16-le"), "form.csv: is UTF-16 without its mark, or no text; save it as CSV in UTF-8"),
        (b"id\nx\x81\xff\n", "form.csv:2: is neither UTF-8, UTF-16 nor Windows-1252; save it as CSV in UTF-8"),
        (b"\xef\xbb\xbfid\n\nx\xff\n", "form.csv:3: begins as UTF-8 and is not; save it as CSV in UTF-8 again"),
        (b"\xff\xfei\x00d\x00\x00\xd8", "form.csv:1: begins as UTF-16 and is not; save it as CSV in UTF-8 again"),
    ],
)
def test_what_is_in_no_encoding_of_spreadsheets_is_refused_by_name(tmp_path, content, message):
    (tmp_path / "form.csv").write_bytes(content)
    with pytest.raises(ValueError) as refused:
        read_text(tmp_path / "form.csv")
    assert str(refused.value) == f"{tmp_path}/{message}"
