"""Rows that are added to tables of which none is ever changed."""

from datetime import UTC, date, datetime

import pytest

from pantau.schemas.tables import BASELINES, COVERAGE, REVIEWS
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows
from tests.transforms.tables.test_partition_files import DAY, NEXT, stretch
from tests.transforms.tables.test_transaction import run


def baseline(name: str, day: date = DAY, usual: float = 300.0) -> dict:
    return {
        "baseline_id": name,
        "site_id": "hall",
        "agency_id": "permits",
        "counter_id": "c1",
        "service_date": day,
        "kind": "unattended_waiting",
        "value_unit": "s",
        "baseline_from": date(2026, 10, 1),
        "baseline_to": date(2026, 10, 31),
        "baseline_n": 40,
        "usual_value": usual,
        "usual_value_lo": usual / 2,
        "usual_value_hi": 2 * usual,
        "code_hash": "code",
        "config_hash": "config",
    }


def review(event_id: str, minute: int) -> dict:
    return {
        "event_id": event_id,
        "site_id": "hall",
        "agency_id": "permits",
        "camera_id": "cam-1",
        "service_date": DAY,
        "kind": "motionless",
        "decision": "unclear",
        "reviewer": "ani",
        "reviewer_role": "inspector",
        "note": None,
        "reviewed_at": datetime(2026, 11, 4, 9, minute, tzinfo=UTC),
    }


def add(warehouse, table, *rows):
    with draft_of(warehouse) as draft:
        add_rows(draft, table, rows)
        return commit_draft(draft, {"command": "test"})


@pytest.mark.slow
def test_rows_are_added_to_what_stands_and_no_other_run_touches_them(tmp_path):
    first, second, later = baseline("b"), baseline("a", usual=200.0), baseline("c", NEXT)
    assert add(tmp_path, BASELINES, first, later) == 1
    assert run(tmp_path, 1) == 2 and add(tmp_path, BASELINES, second) == 3
    assert read_table(tmp_path, BASELINES).to_pylist() == [second, first, later]
    assert read_table(tmp_path, BASELINES, as_of=2).to_pylist() == [first, later]
    assert read_table(tmp_path, COVERAGE).to_pylist() == [stretch(1)]


@pytest.mark.slow
def test_no_row_is_changed(tmp_path):
    add(tmp_path, REVIEWS, review("a", 1), review("a", 2))
    for rows in ([review("a", 2)], [review("b", 3), review("b", 3)]):
        with pytest.raises(ValueError, match=r"reviews: has a row of .* already, and none is ever changed"):
            add(tmp_path, REVIEWS, *rows)
    assert read_table(tmp_path, REVIEWS).to_pylist() == [review("a", 1), review("a", 2)]


def test_a_table_that_runs_write_by_date_is_refused(tmp_path):
    with pytest.raises(ValueError, match="coverage: its rows are written by date"):
        add_rows(tmp_path, COVERAGE, [stretch(1)])
