from datetime import UTC, date, datetime

import duckdb
import pyarrow.parquet as pq
import pytest

from pantau.schemas.tables import COVERAGE, REJECTS
from pantau.transforms.tables import atomic_files, encoding
from pantau.transforms.tables.partition_files import (
    Partition,
    count_rows,
    has_nothing_in,
    partitions_of,
    read_notes,
    read_table,
    write_partition,
)
from pantau.transforms.tables.visible_files import visible_files

DAY, NEXT = date(2026, 11, 2), date(2026, 11, 3)


def stretch(second=0, day=DAY, agency="permits", state="gap"):
    started = datetime(2026, 11, 2, 1, 0, second, tzinfo=UTC)
    return {
        "site_id": "hall",
        "agency_id": agency,
        "camera_id": "cam",
        "service_date": day,
        "started_at": started,
        "ended_at": started,
        "duration_s": 0.0,
        "coverage_state": state,
        "in_service_hours": True,
        "samples": 0,
        "skipped_samples": 0,
        "view_reference": None,
        "view_points": None,
        "view_scene": None,
        "static_figures": None,
        "recording_ids": ["a", "b"],
        "run_id": "run",
    }


def reject(day):
    return {
        **dict.fromkeys(("site_id", "input", "error", "reason", "run_id"), "x"),
        **dict.fromkeys(("camera_id", "span_started_at", "span_ended_at")),
        "service_date": day,
        "bytes": 1,
        "step": "name",
    }


def write(warehouse, rows, day=DAY, agency="permits", notes=None):
    return write_partition(warehouse, Partition(COVERAGE, (day, agency)), COVERAGE.arrow(rows), notes)


def test_a_partition_is_one_file_in_hive_folders(tmp_path):
    path = write(tmp_path, [stretch()])
    assert path == tmp_path / "coverage/service_date=2026-11-02/agency_id=permits/part-0.parquet"
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [path]
    assert pq.read_schema(path).equals(COVERAGE.file_schema)
    assert path.stat().st_mode & 0o777 == 0o644


def test_rows_come_back_as_they_were_in_the_order_of_the_table(tmp_path):
    rows = [stretch(2), stretch(0), stretch(1)]
    write(tmp_path, rows)
    assert read_table(tmp_path, COVERAGE).to_pylist() == [rows[1], rows[2], rows[0]]
    assert read_table(tmp_path, COVERAGE).schema.equals(COVERAGE.schema)


def test_a_client_without_pantau_reads_folders_as_columns(tmp_path):
    write(tmp_path, [stretch()])
    found = duckdb.sql(f"select service_date, agency_id from read_parquet('{tmp_path}/coverage/*/*/*.parquet')")
    assert found.fetchall() == [(DAY, "permits")]


def test_the_same_rows_in_another_order_give_the_same_bytes(tmp_path):
    first = write(tmp_path / "a", [stretch(0), stretch(1)]).read_bytes()
    second = write(tmp_path / "b", [stretch(1), stretch(0)]).read_bytes()
    assert first == second


def test_writing_replaces_all_rows_and_nothing_beside(tmp_path):
    write(tmp_path, [stretch(0), stretch(1)])
    write(tmp_path, [stretch(0, NEXT)], NEXT)
    write(tmp_path, [])
    assert read_table(tmp_path, COVERAGE).to_pylist() == [stretch(0, NEXT)]
    assert partitions_of(tmp_path, COVERAGE) == [
        Partition(COVERAGE, (DAY, "permits")),
        Partition(COVERAGE, (NEXT, "permits")),
    ]


@pytest.mark.parametrize("broken", ["write_table", "replace", "fsync"])
def test_a_failure_midway_leaves_the_old_file_and_no_other(tmp_path, monkeypatch, broken):
    path = write(tmp_path, [stretch(0)])
    old = path.read_bytes()

    def fail(*arguments, **named):
        raise OSError("disk full")

    monkeypatch.setattr(encoding.pq.ParquetWriter if broken == "write_table" else atomic_files.os, broken, fail)
    with pytest.raises(OSError, match="disk full"):
        write(tmp_path, [stretch(1)])
    assert path.read_bytes() == old
    assert list(path.parent.iterdir()) == [path]


def test_an_unknown_date_has_the_folder_that_hive_readers_know(tmp_path):
    path = write_partition(tmp_path, Partition(REJECTS, (None,)), REJECTS.arrow([reject(None)]))
    assert path.parent.name == "service_date=__HIVE_DEFAULT_PARTITION__"
    write_partition(tmp_path, Partition(REJECTS, (DAY,)), REJECTS.arrow([reject(DAY)]))
    assert [row["service_date"] for row in read_table(tmp_path, REJECTS).to_pylist()] == [DAY, None]
    assert read_table(tmp_path, REJECTS, service_date=None).to_pylist() == [reject(None)]
    found = duckdb.sql(f"select count(service_date), count(*) from read_parquet('{tmp_path}/rejects/*/*.parquet')")
    assert found.fetchall() == [(1, 2)]


def test_rows_of_another_partition_are_refused(tmp_path):
    with pytest.raises(ValueError, match="coverage: rows with agency_id=rsud in the partition agency_id=permits"):
        write(tmp_path, [stretch(), stretch(1, agency="rsud")])
    with pytest.raises(ValueError, match="coverage: rows with service_date=2026-11-03 in the partition"):
        write(tmp_path, [stretch(day=NEXT)])
    assert not list(tmp_path.iterdir())


def test_reading_takes_only_what_is_asked_for(tmp_path):
    write(tmp_path, [stretch()])
    write(tmp_path, [stretch(agency="rsud")], agency="rsud")
    write(tmp_path, [stretch(day=NEXT)], NEXT)
    assert read_table(tmp_path, COVERAGE, service_date=DAY).num_rows == 2
    assert read_table(tmp_path, COVERAGE, service_date=DAY, agency_id="rsud").to_pylist() == [stretch(agency="rsud")]
    assert partitions_of(tmp_path, COVERAGE, agency_id="rsud") == [Partition(COVERAGE, (DAY, "rsud"))]
    with pytest.raises(ValueError, match=r"coverage is not partitioned by \['camera_id'\]"):
        read_table(tmp_path, COVERAGE, camera_id="cam")


def test_rows_are_counted_as_they_would_be_read(tmp_path):
    for day, seconds in ((DAY, (0, 1)), (NEXT, (2,))):
        rows = COVERAGE.arrow([stretch(second, day) for second in seconds])
        write_partition(tmp_path, Partition(COVERAGE, (day, "permits")), rows)
    assert [count_rows(tmp_path, COVERAGE, service_date=day) for day in (DAY, NEXT)] == [2, 1]
    assert count_rows(tmp_path, COVERAGE) == 3
    assert count_rows(tmp_path, REJECTS) == 0


def test_columns_that_are_asked_for_come_alone_those_of_the_folders_too(tmp_path):
    write(tmp_path, [stretch(), stretch(5)])
    columns = ("started_at", "service_date")
    found = read_table(tmp_path, COVERAGE, columns)
    assert found.to_pylist() == [{name: stretch(second)[name] for name in columns} for second in (0, 5)]
    assert read_table(tmp_path / "none", COVERAGE, columns).schema.equals(found.schema)


def test_nothing_written_yet_is_no_rows(tmp_path):
    found = read_table(tmp_path / "nowhere", COVERAGE)
    assert found.num_rows == 0 and found.schema.equals(COVERAGE.schema)
    assert partitions_of(tmp_path, COVERAGE) == []


def test_notes_are_kept_in_the_file_and_descriptions_stay(tmp_path):
    path = write(tmp_path, [stretch()], notes={"model_hash": "m", "failure": ""})
    assert read_notes(path) == {"model_hash": "m", "failure": ""}
    assert pq.read_schema(path).field("duration_s").metadata[b"unit"] == b"s"


def test_notes_of_a_file_that_is_missing_or_damaged_are_none(tmp_path):
    assert read_notes(tmp_path / "nothing.parquet") is None
    (tmp_path / "half.parquet").write_bytes(b"PAR1half")
    assert read_notes(tmp_path / "half.parquet") is None


def test_statistics_tell_whether_a_column_holds_anything_and_nothing_is_concluded_of_what_cannot_be_read(tmp_path):
    def nothing(rows):
        write(tmp_path, rows)
        (file,) = visible_files(tmp_path, COVERAGE)
        return [
            has_nothing_in(file, column) for column in ("view_points", "static_figures", "run_id", "no_such_column")
        ]

    assert nothing([stretch(), stretch(1)]) == [True, False, False, True]
    assert nothing([stretch(), stretch(1) | {"view_points": b"p"}]) == [False, False, False, True]
    (file,) = visible_files(tmp_path, COVERAGE)
    file.path.write_bytes(b"PAR1half")
    has_nothing_in.cache_clear()
    assert not has_nothing_in(file, "view_points")
    file.path.unlink()
    has_nothing_in.cache_clear()
    assert not has_nothing_in(file, "view_points")


@pytest.mark.parametrize("value", ["", "a/b", "a=b", ".hidden", "a\\b", "a\0b", "a%41", "a?b", "a\nb"])
def test_names_that_are_no_folder_are_refused(value):
    with pytest.raises(ValueError, match="cannot be the name of a folder"):
        Partition(COVERAGE, (DAY, value))


def test_a_partition_needs_a_value_for_each_of_its_columns():
    with pytest.raises(ValueError, match="coverage is partitioned by"):
        Partition(COVERAGE, (DAY,))
