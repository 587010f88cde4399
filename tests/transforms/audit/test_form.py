"""The form: written empty, read back, and every wrong answer named by its row."""

import csv

import pytest

from pantau.transforms.audit.form import ANSWERS, GIVEN, read_form, write_form

KINDS = {"s": "service", "w": "window_idle", "a": "unattended_waiting"}
LENGTHS = {"s": 60.0, "w": 120.0, "a": 300.0}
DRAWN = [{**dict.fromkeys(GIVEN, ""), "unit_id": unit, "kind": kind} for unit, kind in KINDS.items()]


@pytest.fixture
def fill(tmp_path):
    """A function that writes a form with answers by unit, and gives its path."""

    def write(answers, delimiter=",", encoding="utf-8"):
        path = tmp_path / "form.csv"
        write_form(DRAWN, path)
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        with path.open("w", encoding=encoding, newline="") as file:
            form = csv.DictWriter(file, rows[0].keys(), delimiter=delimiter)
            form.writeheader()
            form.writerows({**row, **answers.get(row["unit_id"], {})} for row in rows)
        return path

    return write


def read(path):
    return {label.unit_id: dict(label.answers) for label in read_form(path, KINDS, LENGTHS)}


def test_only_what_is_asked_of_a_kind_is_left_empty(fill):
    with fill({}).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == [*GIVEN, *ANSWERS, "remark"]
    assert {row["unit_id"]: [row[name] for name in ANSWERS] for row in rows} == {
        "s": ["", "", "", "", "-"],
        "w": ["-", "", "-", "-", ""],
        "a": ["", "-", "-", "-", "-"],
    }


def test_answers_come_back(fill):
    answers = {
        "s": {"correct": "Yes", "services_begun": "1", "real_start_s": "20.5", "real_end_s": "1:23,5"},
        "w": {"services_begun": "0", "unattended_s": "120"},
        "a": {"correct": "tidak", "remark": "gelap"},
    }
    expected = {
        "s": {"correct": 1, "services_begun": 1, "real_start_s": 20.5, "real_end_s": 83.5},
        "w": {"services_begun": 0, "unattended_s": 120},
        "a": {"correct": 0},
    }
    assert read(fill(answers)) == expected
    assert read(fill(answers, delimiter=";", encoding="utf-8-sig")) == expected  # as Excel saves it


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("cp1252", ";"), ("cp1252", ","), ("utf-16", "\t"), ("utf-16", ","), ("utf-8-sig", ";"), ("utf-8", ",")],
)
def test_a_form_is_read_as_spreadsheets_save_it(fill, encoding, delimiter):
    remark = "gelap \u2013 \u201edi caf\u00e9\u201c"
    answers = {
        "s": {"correct": "ya", "services_begun": "1", "real_start_s": "20,5", "remark": remark},
        "a": {"correct": "no", "remark": "two\nlines\u2026"},
    }
    expected = {"s": {"correct": 1, "services_begun": 1, "real_start_s": 20.5}, "a": {"correct": 0}}
    assert read(fill(answers, delimiter=delimiter, encoding=encoding)) == expected


def test_a_form_in_no_encoding_of_spreadsheets_is_refused(fill):
    path = fill({}, encoding="utf-16-le")
    with pytest.raises(ValueError, match=r"form\.csv: is UTF-16 without its mark, or no text; save it as CSV in UTF-8"):
        read(path)


def test_nothing_in_the_form_is_a_formula(tmp_path):
    write_form([{**DRAWN[0], "counter_id": "=1+1", "clip": "-x.mp4", "marked_from_s": -1.5}], tmp_path / "form.csv")
    with (tmp_path / "form.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["counter_id"], row["clip"], row["marked_from_s"]) == ("'=1+1", "'-x.mp4", "-1.5")
    assert row["unattended_s"] == "-"


def test_rows_that_are_empty_or_cannot_be_told_are_not_answered(fill):
    assert read(fill({"w": {"services_begun": "?"}, "a": {"correct": "?"}})) == {}


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"s": {"correct": "maybe", "services_begun": "1"}}, "row 2: correct 'maybe' is neither yes nor no"),
        ({"s": {"correct": "yes"}}, "row 2: services_begun is empty; answer it, or write ?"),
        ({"w": {"services_begun": "two", "unattended_s": "0"}}, "row 3: services_begun 'two' is not a count"),
        ({"w": {"services_begun": "-1", "unattended_s": "0"}}, "row 3: services_begun '-1' is not a count"),
        ({"w": {"services_begun": "0", "unattended_s": "nan"}}, "row 3: unattended_s 'nan' is not a time"),
        (
            {"w": {"services_begun": "0", "unattended_s": "121.5"}},
            "row 3: unattended_s 121.5 is longer than the marked",
        ),
        (
            {"w": {"services_begun": "0", "unattended_s": "0", "correct": "yes"}},
            "row 3: correct is not asked of a window",
        ),
        (
            {"s": {"correct": "no", "services_begun": "0", "real_start_s": "3"}},
            "row 2: real_start_s is given and correct is no",
        ),
        (
            {"s": {"correct": "ya", "services_begun": "1", "real_start_s": "30", "real_end_s": "0:30"}},
            "row 2: real_end_s 0:30 is not after real_start_s 30",
        ),
        ({"a": {"unit_id": "b"}}, "row 4: unit_id 'b' was not drawn"),
        ({"a": {"unit_id": "s"}}, "row 4: unit_id 's' stands in row 2 already"),
    ],
)
def test_a_wrong_answer_is_named_by_its_row(fill, answers, message):
    with pytest.raises(ValueError) as error:
        read(fill(answers))
    assert message in str(error.value)


def test_a_form_without_its_columns_is_refused(tmp_path):
    (tmp_path / "form.csv").write_text("unit_id,correct\ns,yes\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no column services_begun; keep the first line"):
        read(tmp_path / "form.csv")
