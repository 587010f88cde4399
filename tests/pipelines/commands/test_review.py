"""Deciding on review candidates at the terminal."""

from dataclasses import replace

import pytest

from pantau.pipelines.command_line import BAD_USE, DONE, OCCUPIED, main
from pantau.schemas.tables import ANOMALIES, REVIEWS, SERVICE_TIME
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.tables.partition_files import Partition, read_table, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from tests.transforms.events.test_event_rows import DAY, maker, session, span

CANDIDATE = Candidate("motionless", span(0, 600), "c1", None, 300.0, 0.9)


@pytest.fixture
def warehouse(tmp_path):
    """Two candidates and a service."""
    rows = maker()
    found = [rows.anomaly(one, "permits", []) for one in (CANDIDATE, replace(CANDIDATE, span=span(900, 1500)))]
    tables = {
        ANOMALIES: [{**row, "event_id": name} for row, name in zip(found, ("one", "two"), strict=True)],
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
    assert review(warehouse, "one", "two", "--decision", "unclear", *ani) == DONE
    assert capsys.readouterr().out == "run 2: 2 decided, unclear\n"
    assert review(warehouse, "one", "--decision", "explained", *budi, "--note", "a [mannequin]") == DONE
    # A run that finds neither any more.
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
    assert review(warehouse, "one") == DONE
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("one: unclear, 2") and first.endswith(", Ani (inspector)")
    assert second.startswith("one: explained, 2") and second.endswith(", Budi (head): a [mannequin]")


def test_what_cannot_be_decided_is_said(warehouse, capsys):
    by = ("--decision", "confirmed", "--reviewer", "Ani", "--role", "inspector")
    assert review(warehouse, "service", *by) == BAD_USE
    assert "event service: is a row of service_time, and no review candidate" in capsys.readouterr().err
    assert review(warehouse, "one", "nobody", *by) == BAD_USE
    assert "event nobody: is in none of the tables" in capsys.readouterr().err
    assert review(warehouse, "one", "--decision", "confirmed", "--reviewer", "Ani") == BAD_USE
    assert "--decision: say who decides, by --reviewer NAME and --role ROLE" in capsys.readouterr().err
    with draft_of(warehouse):
        assert review(warehouse, "one", *by) == OCCUPIED
    assert read_table(warehouse, REVIEWS).num_rows == 0
