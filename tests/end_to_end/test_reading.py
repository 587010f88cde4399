"""The commands that only read a warehouse, over the rendered tiny scenario."""

import csv
import io
import json
import shutil
from contextlib import nullcontext

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.commands.ask import AUDITED, AUDITS
from pantau.sql import opened, questions

NAMES = [question.name for question in questions()]


@pytest.fixture
def warehouse(office):
    return str(office.warehouse)


@pytest.mark.parametrize("name", NAMES)
def test_every_question_answers_the_same_in_every_format(warehouse, name, capsysbinary, monkeypatch):
    connection = opened(warehouse, name)
    # To connect takes longer than to answer: once for all formats.
    monkeypatch.setattr(
        "pantau.pipelines.commands.ask.opened",
        lambda source, asked, **more: (
            opened(source, asked, **more) if asked in (AUDITS, AUDITED) else nullcontext(shared)
        ),
    )

    def answer(form: str) -> bytes:
        assert main(["ask", name, "--warehouse", warehouse, "--format", form]) == 0
        return capsysbinary.readouterr().out

    with connection as shared:
        as_json = json.loads(answer("json"))
        as_csv = list(csv.reader(io.StringIO(answer("csv").decode())))
        as_parquet = pq.read_table(io.BytesIO(answer("parquet")))
        assert answer("table").strip()
    assert len(as_csv) - 1 == len(as_json) == as_parquet.num_rows
    assert as_csv[0] == as_parquet.column_names
    assert all(list(row) == as_csv[0] for row in as_json)


def test_a_table_shows_a_page_and_says_how_many_rows_there_are(warehouse, capsys, monkeypatch):
    def shown(*more: str, name: str = "presence_timeline") -> str:
        assert main(["ask", name, "--warehouse", warehouse, *more]) == 0
        return capsys.readouterr().out

    whole = list(csv.DictReader(io.StringIO(shown("--format", "csv"))))
    assert len(whole) > 2 and "These are" not in shown() + shown("--first", str(len(whole)))
    monkeypatch.setattr("pantau.pipelines.commands.ask.PAGE", 2)
    how = "--first ROWS shows more, --format csv, json or parquet gives all."
    said = f"These are the first 2 of {len(whole)} rows: {how}"
    assert said in shown() and said in shown("--first", "2")
    monkeypatch.setattr("pantau.pipelines.commands.ask.PAGE", 1)
    assert "These are the first 1 of 2 rows" in shown(name="counter_hours_of_day")
    assert len(shown("--format", "csv", "--first", "2").splitlines()) == 3
    assert main(["ask", "overview", "--warehouse", warehouse, "--first", "0"]) == 2
    assert "first: 0 is no number of rows" in capsys.readouterr().err


def test_the_list_names_every_question(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    assert main(["ask"]) == 0
    listed = capsys.readouterr().out
    assert all(f" {name} " in listed for name in NAMES)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["ask", "service_tim"], "service_tim"),
        (["ask", "service_time", "-p", "from"], "-p 'from' is not name=value; write for example -p from=2026-11-02"),
        (["ask", "service_time", "--nope"], "pantau ask: does not know --nope"),
        (["ask", "service_time", "--warehouse", "/nowhere"], "/nowhere"),
    ],
)
def test_what_cannot_be_asked_ends_with_status_2_and_says_why(warehouse, arguments, message, capsys):
    given = arguments if "--warehouse" in arguments else [*arguments, "--warehouse", warehouse]
    assert main(given) == 2
    captured = capsys.readouterr()
    assert message in captured.err and captured.out == ""


def test_statements_from_a_file(warehouse, office, tmp_path, monkeypatch, capsys):
    script = tmp_path / "count.sql"
    script.write_text("select count(*) as sessions from service_time;\n", encoding="utf-8")
    found = sum(pq.read_metadata(path).num_rows for path in (office.warehouse / "service_time").rglob("*.parquet"))
    with script.open(encoding="utf-8") as file:
        monkeypatch.setattr("sys.stdin", file)
        assert main(["sql", "--warehouse", warehouse]) == 0
    out = capsys.readouterr().out
    assert "sessions" in out and str(found) in out


def test_a_statement_that_fails_ends_with_status_1(warehouse, tmp_path, monkeypatch):
    script = tmp_path / "wrong.sql"
    script.write_text("select nothing from nowhere;\n", encoding="utf-8")
    with script.open(encoding="utf-8") as file:
        monkeypatch.setattr("sys.stdin", file)
        assert main(["sql", "--warehouse", warehouse]) == 1


def test_measured_against_its_truth(office, warehouse, capsys):
    assert main(["evaluate", "--truth", f"{office.folder}/truth", "--warehouse", warehouse, "--format", "csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    names = lines[0].split(",")
    total = next(line.split(",") for line in lines if line.startswith("service_time,total,"))
    found = dict(zip(names, total, strict=True))
    truth = sum(pq.read_metadata(p).num_rows for p in (office.folder / "truth" / "service_time").rglob("*.parquet"))
    assert int(found["truth"]) == truth
    assert int(found["matched"]) >= truth - 1 and int(found["spurious"]) <= 1
    assert "difference_points" in "\n".join(lines)


def test_without_truth_there_is_nothing_to_measure(warehouse, tmp_path, capsys):
    assert main(["evaluate", "--truth", str(tmp_path / "nothing"), "--warehouse", warehouse]) == 2
    assert str(tmp_path / "nothing") in capsys.readouterr().err


def test_commands_are_listed_and_needed():
    with pytest.raises(SystemExit) as help_asked:
        main(["--help"])
    assert help_asked.value.code == 0
    for arguments in ([], ["nightly"], ["nosuch"]):
        with pytest.raises(SystemExit) as refused:
            main(arguments)
        assert refused.value.code == 2


def test_a_night_keeps_every_rule_of_the_tables(warehouse, capsys):
    assert main(["check", "--warehouse", str(warehouse)]) == 0
    assert "every rule" in capsys.readouterr().out


def test_a_broken_rule_is_named(warehouse, tmp_path, capsys):
    copy = tmp_path / "warehouse"
    shutil.copytree(warehouse, copy)
    file = next((copy / "service_time").rglob("*.parquet"))
    rows = pq.read_table(file, partitioning=None)
    pq.write_table(pa.concat_tables([rows, rows.slice(0, 1)]), file)
    assert main(["check", "--warehouse", str(copy)]) == 1
    assert "service_time" in capsys.readouterr().out


def test_answers_as_of_a_run(warehouse, capsys):
    assert main(["ask", "service_time", "--warehouse", str(warehouse)]) == 0
    newest = capsys.readouterr().out
    assert main(["ask", "service_time", "--warehouse", str(warehouse), "--as-of", "1"]) == 0
    assert capsys.readouterr().out == newest
    assert main(["ask", "service_time", "--warehouse", str(warehouse), "--as-of", "9"]) == 2
    assert "there is no run 9; its runs are 1 to 1" in capsys.readouterr().err


def test_a_file_that_was_changed_after_its_run_is_named(warehouse, tmp_path, capsys):
    copy = tmp_path / "warehouse"
    shutil.copytree(warehouse, copy)
    file = next((copy / "service_time").rglob("*.parquet"))
    rows = pq.read_table(file, partitioning=None)
    pq.write_table(rows, file, compression="none")
    assert main(["check", "--warehouse", str(copy)]) == 1
    assert f"{file}: is not what was committed" in capsys.readouterr().out
