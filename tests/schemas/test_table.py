import pickle
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.table import Table
from pantau.schemas.tables import COVERAGE, OBSERVATIONS, REJECTS, SAMPLES

START = datetime(2026, 9, 7, 1, tzinfo=UTC)


def coverage(**changes) -> dict:
    return {
        "site_id": "s",
        "agency_id": "a",
        "camera_id": "c1",
        "service_date": date(2026, 9, 7),
        "started_at": START,
        "ended_at": START + timedelta(seconds=60),
        "duration_s": 60.0,
        "coverage_state": "recorded",
        "in_service_hours": True,
        "samples": 30,
        "skipped_samples": 0,
        "view_reference": None,
        "view_points": None,
        "view_scene": None,
        "static_figures": None,
        "recording_ids": ["r1"],
        "run_id": "run",
        **changes,
    }


def test_what_was_worked_out_of_a_table_is_not_sent_along():
    table = pickle.loads(pickle.dumps(COVERAGE))
    sent = pickle.dumps(table)
    assert table == COVERAGE and (table.schema, table.layout) == (COVERAGE.schema, COVERAGE.layout)
    assert pickle.dumps(table) == sent


def test_rows_come_out_in_order_and_whole():
    rows = [
        coverage(camera_id="c2"),
        coverage(started_at=START + timedelta(seconds=60)),
        coverage(recording_ids=[], samples=0, coverage_state="gap"),
    ]
    assert COVERAGE.arrow(rows).to_pylist() == [rows[2], rows[1], rows[0]]


def test_times_of_other_zones_become_utc():
    local = START.astimezone(timezone(timedelta(hours=7)))
    stored = COVERAGE.arrow([coverage(started_at=local)]).column("started_at")
    assert str(stored.type) == "timestamp[us, tz=UTC]"
    assert stored.to_pylist() == [START]


def test_no_rows_make_an_empty_table_of_the_schema():
    assert COVERAGE.arrow([]).schema.equals(COVERAGE.schema, check_metadata=True)
    assert COVERAGE.arrow(iter([])).num_rows == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"nonsense": 1}, r"table coverage: a row lacks \[\] and has unknown \['nonsense'\]"),
        ({"camera_id": None}, "table coverage: column camera_id is null in a row, and may not be"),
        (
            {"started_at": START.replace(tzinfo=None)},
            "table coverage: column started_at holds .* a datetime with a zone",
        ),
        ({"coverage_state": "empty"}, "column coverage_state holds 'empty'; it may hold recorded, gap, "),
        ({"in_service_hours": "yes"}, "table coverage: .*boolean"),
        ({"recording_ids": "r1"}, "column recording_ids holds 'r1', which is not a list of text"),
        ({"duration_s": float("nan")}, "column duration_s holds nan, which is not a finite number"),
    ],
)
def test_bad_rows_are_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        COVERAGE.arrow([coverage(), coverage(**changes)])


def test_a_row_without_a_column_is_refused():
    row = coverage()
    del row["samples"]
    with pytest.raises(ValueError, match=r"a row lacks \['samples'\] and has unknown \[\]"):
        COVERAGE.arrow([row])


def test_files_of_a_recording_leave_out_what_folders_say():
    assert COVERAGE.in_folders == () and COVERAGE.file_schema.equals(COVERAGE.schema)
    assert set(SAMPLES.schema.names) - set(SAMPLES.file_schema.names) == set(SAMPLES.partition)
    assert COVERAGE.file_schema.field("duration_s").metadata[b"unit"] == b"s"


def test_optional_columns_may_be_null_in_their_table_only():
    assert REJECTS.nullable("camera_id") and not COVERAGE.nullable("camera_id")
    assert OBSERVATIONS.schema.field("zone_id").nullable
    assert COVERAGE.nullable("samples") is False


@given(st.permutations([(c, s) for c in ("c1", "c2", "c3") for s in range(3)]))
def test_the_order_of_input_does_not_matter(order):
    rows = [coverage(camera_id=c, started_at=START + timedelta(seconds=s)) for c, s in order]
    assert COVERAGE.arrow(rows).equals(COVERAGE.arrow(sorted(rows, key=lambda r: (r["camera_id"], r["started_at"]))))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"columns": ("site_id", "nonsense")}, r"table t: \['nonsense'\] are not declared"),
        ({"columns": ("site_id", "site_id")}, "table t: lists a column twice"),
        ({"key": ("camera_id",)}, r"table t: \['camera_id'\] are not among its columns"),
        ({"partition": ("camera_id",)}, "not among its columns"),
        ({"order": ("camera_id",)}, "not among its columns"),
        ({"optional": frozenset({"camera_id"})}, "not among its columns"),
    ],
)
def test_a_contradictory_declaration_is_refused(changes, message):
    right = {"columns": ("site_id",), "key": ("site_id",), "partition": (), "order": ("site_id",)}
    Table("t", "grain", "satu", **right)
    with pytest.raises(ValueError, match=message):
        Table("t", "grain", "satu", **{**right, **changes})
