"""`pantau ask` over the office of `tests/sql/office.yaml`: parts, columns, languages, workbooks, own questions."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
import yaml

from pantau.pipelines.command_line import main
from tests.sql.conftest import write_rows

OWN = """-- Sessions by counter
-- Jumlah layanan menurut loket
-- grain: one row per counter
-- param: from date default - first service date
-- param: to date default - last service date
-- Only those of the period.
select counter_id, count(*) as sessions from services where in_period(service_date, $from, $to) group by all;
"""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    rows = yaml.safe_load((Path(__file__).parents[2] / "sql" / "office.yaml").read_text(encoding="utf-8"))
    return str(write_rows(tmp_path_factory.mktemp("office"), rows))


@pytest.fixture
def ask(warehouse, capsys):
    """A function that asks, sees the exit status, and gives what was written: output, or errors where it is not 0."""

    def answer(*words, status=0):
        assert main(["ask", *words, "--warehouse", warehouse]) == status
        said = capsys.readouterr()
        return said.err if status else said.out

    return answer


def read(text):
    return list(csv.DictReader(io.StringIO(text)))


def test_by_puts_the_part_before_the_answer(ask):
    rows = read(ask("staffed_share", "--by", "weekday", "--format", "csv"))
    assert [(row["part"], row["counter_id"]) for row in rows] == [
        ("Tuesday", "L1"),
        ("Tuesday", "L2"),
        ("Wednesday", "L1"),
    ]
    assert len(read(ask("staffed_share", "--by", "weekday", "--first", "2", "--format", "csv"))) == 2


def test_columns_are_those_asked_for_in_their_order(ask):
    wanted = ["--columns", "staffed_share,counter_id"]
    for more in ([], ["--first", "1"], ["--by", "month"]):
        shown = ask("staffed_share", *wanted, *more, "--format", "csv")
        assert shown.splitlines()[0] == "staffed_share,counter_id"
    assert (
        "staffed" in ask("staffed_share", *wanted) and "observed" not in ask("staffed_share", *wanted).splitlines()[2]
    )
    refused = ask("staffed_share", "--columns", "stafed_share", status=2)
    assert "--columns 'stafed_share' is no column of the answer; it has agency_id, counter_id," in refused
    assert "'counter_id' is named 2 times" in ask("staffed_share", "--columns", "counter_id,counter_id", status=2)


def test_a_question_of_ones_own(ask, tmp_path):
    own = tmp_path / "service_time.sql"
    own.write_text(OWN, encoding="utf-8")
    assert read(ask("--file", str(own), "--format", "csv")) == [{"counter_id": "L1", "sessions": "4"}]
    assert read(ask("--file", str(own), "-p", "from=2026-11-04", "--format", "csv"))[0]["sessions"] == "1"
    parts = read(ask("--file", str(own), "--by", "weekday", "--format", "csv"))
    assert [(row["part"], row["sessions"]) for row in parts] == [("Tuesday", "3"), ("Wednesday", "1")]
    table = ask("--file", str(own))
    assert "Sessions by counter" in table and "Only those of the period.\n" in table
    assert "is in place of waiting_time" in ask("waiting_time", "--file", str(own), status=2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace("-- grain: one row", "-- one row"), "its first three lines must be title"),
        (lambda text: text.replace("$from", "$since"), "own.sql: $since is not declared; write '-- param: since TYPE"),
        (lambda text: text.replace("$to", "NULL"), "own.sql: parameter to is declared, and $to stands nowhere"),
        (lambda text: text.replace("group by", "group bye"), "own.sql: line 7: syntax error at or near"),
        (lambda text: text.split("select")[0] + "drop table $from; $to", "own.sql: line "),
        (
            lambda text: text.replace("counter_id,", "desk_id,"),
            'question own.sql: Binder Error: Referenced column "desk_id"',
        ),
        (
            lambda text: text.replace("from services", "from servces"),
            "question own.sql: Catalog Error: Table with name",
        ),
        (
            lambda text: text.replace("select", "with a as (copy (select 1) to 'out.csv') select"),
            "own.sql: COPY: is no SELECT, and nothing else is asked",
        ),
        (lambda text: text.replace("from services", "from 'table.csv'"), "own.sql: table.csv: is no table of the"),
        (lambda text: text.replace("from services", "from read_text('a')"), "own.sql: read_text: is no table of the"),
        (lambda text: text.replace("from services", "from (describe services)"), "own.sql: SHOW: is no SELECT"),
        (lambda text: text.replace("select", "select 1; select"), "own.sql: has 2 statements; a SELECT is asked, and"),
    ],
)
def test_what_is_wrong_with_ones_own_question_is_said(ask, tmp_path, change, message):
    own = tmp_path / "own.sql"
    own.write_text(change(OWN), encoding="utf-8")
    said = " ".join(ask("--file", str(own), status=2).split())
    assert message in said


def test_a_file_without_a_suffix_is_not_taken_for_the_shipped_question_of_its_name(ask, tmp_path):
    own = tmp_path / "session_list"
    own.write_text(OWN, encoding="utf-8")
    assert read(ask("--file", str(own), "--format", "csv")) == [{"counter_id": "L1", "sessions": "4"}]


def test_sums_and_shares_of_ones_own_are_numbers_in_every_format(ask, tmp_path):
    """What DuckDB takes for decimals: a sum of whole numbers, one too large for 64 bits, a number with a point."""
    own = tmp_path / "own.sql"
    numbers = "sum(party_size) as people, 1.5 as part, 10000000000::hugeint * 10000000000 as large"
    own.write_text(OWN.replace("count(*) as sessions", numbers), encoding="utf-8")
    (row,) = json.loads(ask("--file", str(own), "--format", "json"))
    assert row == {"counter_id": "L1", "people": 4, "part": 1.5, "large": 1e20}
    assert ";4;1,5;1e+20\n" in ask("--file", str(own), "--format", "csv", "--lang", "id")


@pytest.mark.parametrize("run", ["0", "-1"])
def test_changes_since_a_run_that_never_was_are_refused(ask, run):
    assert f"there is no run {run};" in ask("daily_trend", "--changed-since", run, status=2)
    said = ask("daily_trend", "--changed-since", run, "--by", "week", status=2)
    assert "--by and --changed-since do not go together" in said


def test_indonesian(ask):
    table = ask("staffed_share", "--lang", "id")
    assert "Bagian jam pelayanan dengan petugas di loket" in table and "81,2 %" in table and "ada petugas" in table
    assert "Bagian dari waktu teramati (“teramati” dari jam pelayanan)." in table
    plain = ask("daily_trend", "--lang", "id", "--format", "csv")
    assert plain.startswith("\ufeffinstansi;tanggal;hari;") and ";Selasa;" in plain and ";1,8;" in plain
    assert "json is for programs" in ask("daily_trend", "--lang", "id", "--format", "json", status=2)
    assert "Waktu tunggu menurut loket" in ask("--lang", "id")


def test_what_is_known_of_audits_goes_with_the_rows(ask):
    said = "Not audited here: no sample of these dates was judged (pantau evaluate --sample, --labels … --keep)."
    rows = json.loads(ask("session_list", "--audited", "--columns", "counter_id", "--format", "json"))
    assert rows == [{"counter_id": "L1", "audited": said}] * 4
    parts = ask("staffed_share", "--by", "week", "--audited", "--format", "csv", "--lang", "id")
    assert parts.splitlines()[0].endswith(";audit") and ";Belum diaudit di sini: " in parts
    assert "Belum diaudit di sini" in ask("staffed_share", "--lang", "id")
    for words in (("coverage_by_day",), ("waiting_time", "--compare", "from=2026-11-04")):
        assert "--audited: an audit says nothing of this answer" in ask(*words, "--audited", status=2)


def test_a_workbook_is_a_file_of_its_format(capsysbinary, warehouse):
    assert main(["ask", "session_list", "--format", "xlsx", "--warehouse", warehouse]) == 0
    assert capsysbinary.readouterr().out.startswith(b"PK\x03\x04")


@pytest.mark.parametrize("name", ["waiting_time", "daily_trend", "littles_law", "events_around"])
def test_at_80_columns_nothing_is_wider_and_no_heading_is_broken(ask, monkeypatch, name):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    lines = re.sub("\x1b[^m]*m", "", ask(name, "-p", "from=2026-11-03")).splitlines()
    assert max(map(len, lines)) <= 80
    assert len(re.findall("┏", "\n".join(lines))) > 1


def test_two_groups_are_compared(ask):
    table = ask("waiting_time", "-p", "to=2026-11-03", "--compare", "from=2026-11-04", "--compare", "to=2026-11-04")
    assert "How two groups differ" in table and "cannot be told" in table and "difference is other less this." in table
    assert "share 5 rows of waits" in ask("waiting_time", "--compare", "day_kind=ordinary,ramadan", status=2)
    refused = ask("waiting_time", "--compare", "counter=L2", "--by", "week", status=2)
    assert "--by and --compare do not go together" in refused
    said = ask("waiting_time", "--compare", "counter", status=2)
    assert "--compare 'counter' is not name=value" in said
