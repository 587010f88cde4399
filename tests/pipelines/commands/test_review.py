"""Review candidates at the terminal."""

from dataclasses import replace

import pytest

from pantau.pipelines.command_line import BAD_USE, DONE, OCCUPIED, main
from pantau.schemas.tables import ANOMALIES, REVIEWS, SERVICE_TIME
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.tables.partition_files import Partition, read_table, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from tests.transforms.events.test_event_rows import DAY, maker, session, span

CANDIDATE = Candidate("motionless", span(0, 600), "c1", None, 300.0, 0.9)
OTHERS = (
    replace(CANDIDATE, span=span(900, 1500)),
    replace(CANDIDATE, kind="visitor_in_staff_area", span=span(300, 1900), counter="c2", zone="back"),
)
NAMES = ("one", "two", "three")
BY = ("--decision", "confirmed", "--reviewer", "Ani", "--role", "inspector")


@pytest.fixture
def warehouse(tmp_path):
    """Three candidates and a service."""
    rows = maker()
    found = [rows.anomaly(one, "permits", []) for one in (CANDIDATE, *OTHERS)]
    tables = {
        ANOMALIES: [{**row, "event_id": name} for row, name in zip(found, NAMES, strict=True)],
        SERVICE_TIME: [{**rows.service(session(), None, "permits", "c1", "customer"), "event_id": "service"}],
    }
    commit(tmp_path / "hall", tables)
    return tmp_path / "hall"


def commit(root, tables):
    with draft_of(root) as draft:
        for table, rows in tables.items():
            write_partition(draft, Partition(table, (DAY, "permits")), table.arrow(rows))
        commit_draft(draft, {"command": "events"})


def review(warehouse, *words):
    return main(["review", *words, "--warehouse", str(warehouse)])


@pytest.mark.slow
def test_decisions_stand_whatever_later_runs_find(warehouse, capsys):
    ani, budi = ("--reviewer", "Ani", "--role", "inspector"), ("--reviewer", "Budi", "--role", "head")
    assert review(warehouse, "decide", "one", "two", "--decision", "unclear", *ani) == DONE
    assert capsys.readouterr().out == "run 2: 2 decided, unclear\n"
    assert review(warehouse, "decide", "one", "--decision", "explained", *budi, "--note", "a [mannequin]") == DONE
    # A run that finds none any more.
    commit(warehouse, {ANOMALIES: []})
    rows = read_table(warehouse, REVIEWS).to_pylist()
    assert [(row["event_id"], row["decision"], row["reviewer"], row["reviewer_role"]) for row in rows] == [
        ("one", "unclear", "Ani", "inspector"),
        ("two", "unclear", "Ani", "inspector"),
        ("one", "explained", "Budi", "head"),
    ]
    assert {(row["kind"], row["service_date"], row["camera_id"], row["agency_id"]) for row in rows} == {
        ("motionless", DAY, "one", "permits")
    }
    capsys.readouterr()
    assert review(warehouse, "show", "one") == DONE
    first, gone, heading, *decisions = capsys.readouterr().out.splitlines()
    assert first == f"one: motionless of {DAY}, camera one"
    assert (gone, heading) == ("  no run finds it any more", "decisions:")
    assert decisions[0].endswith(" unclear, Ani (inspector)")
    assert decisions[1].endswith(" explained, Budi (head): a [mannequin]")


def test_what_cannot_be_decided_is_said(warehouse, capsys):
    assert review(warehouse, "decide", "service", *BY) == BAD_USE
    assert "event service: is a row of service_time, and no review candidate" in capsys.readouterr().err
    assert review(warehouse, "decide", "one", "nobody", *BY) == BAD_USE
    assert "event nobody: is in none of the tables" in capsys.readouterr().err
    for missing in (0, 2, 4):
        with pytest.raises(SystemExit) as refused:
            review(warehouse, "decide", "one", *BY[:missing], *BY[missing + 2 :])
        assert refused.value.code == BAD_USE
    for option in ("--reviewer", "--role"):
        assert review(warehouse, "decide", "one", *BY, option, " ") == BAD_USE
        assert f"{option}: say" in capsys.readouterr().err
    with draft_of(warehouse):
        assert review(warehouse, "decide", "one", *BY) == OCCUPIED
    assert read_table(warehouse, REVIEWS).num_rows == 0


def listed(warehouse, capsys, *words):
    """The event ids, in their order, and the last line."""
    assert review(warehouse, "list", *words) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 80 for line in lines)
    return [line.split()[-1] for line in lines if line.split()[-1] in NAMES], lines[-1]


@pytest.mark.slow
def test_open_ones_are_listed_the_most_severe_first_and_one_of_a_kind_at_a_place_stands_for_all(warehouse, capsys):
    assert listed(warehouse, capsys) == (["three", "one", "two"], "3 open")
    assert listed(warehouse, capsys, "--kind", "motionless") == (["one", "two"], "2 open")
    assert listed(warehouse, capsys, "--counter", "c2,c1", "--severity", "high") == (["three"], "1 open")
    assert listed(warehouse, capsys, "--to", "2020-01-01") == ([], "0 open")
    assert listed(warehouse, capsys, "--first", "1") == (["three"], "1 of 3 open")
    assert review(warehouse, "decide", "three", *BY) == DONE
    capsys.readouterr()
    assert listed(warehouse, capsys) == (["one", "two"], "2 open")
    assert review(warehouse, "list", "--all") == DONE
    told = capsys.readouterr().out
    assert "confirmed" in told and told.endswith("3 candidates\n")
    above, below = told.split("below the line:")
    assert "three" in above and "one" in above and "two" in below
    assert review(warehouse, "list", "--counter", "c9") == BAD_USE
    assert "no counter 'c9' is in this warehouse" in capsys.readouterr().err


@pytest.mark.slow
def test_words_of_before_become_decisions_once(warehouse, capsys):
    words = {"one": "open", "two": "confirmed", "three": "dismissed"}
    rows = read_table(warehouse, ANOMALIES).to_pylist()
    commit(warehouse, {ANOMALIES: [{**row, "review_status": words[row["event_id"]]} for row in rows]})

    def upgraded(*more):
        assert main(["upgrade", "--warehouse", str(warehouse), *more]) == DONE
        return capsys.readouterr().out

    assert "2 words of review_status would become decisions in reviews" in upgraded("--dry-run")
    assert read_table(warehouse, REVIEWS).num_rows == 0
    assert "2 words of review_status became decisions in reviews" in upgraded()
    assert "words of review_status" not in upgraded()
    decided = {row["event_id"]: row for row in read_table(warehouse, REVIEWS).to_pylist()}
    assert {name: row["decision"] for name, row in decided.items()} == {"two": "confirmed", "three": "false_alarm"}
    assert {row["reviewer"] for row in decided.values()} == {"not noted"}
    assert decided["three"]["note"] == "review_status dismissed of version 0.1.0"
    assert listed(warehouse, capsys) == (["one"], "1 open")


def test_what_was_measured_is_shown_with_the_commands_that_cut_the_footage(warehouse, capsys):
    assert review(warehouse, "show", "three") == DONE
    told = capsys.readouterr().out
    lines = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    assert lines["three"] == "visitor_in_staff_area, high"
    assert "a visitor is in a staff or restricted area; a candidate for review, no verdict" in told
    assert lines["where"] == "agency permits, counter c2, camera one, zone back"
    assert lines["measured"] == "1600 s, against 300 s"
    assert lines["as recorded"] == f"pantau clip three --warehouse {warehouse} --archive ARCHIVE --out three.mp4"
    assert lines["drawn"].endswith("--site SITE.yaml --drawn --out three.webm")
    assert lines["decisions"] == "none"
    assert review(warehouse, "show", "service") == BAD_USE
    assert "is a row of service_time, and no review candidate" in capsys.readouterr().err
