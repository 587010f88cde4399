"""Warehouses of an earlier version, whose tables had other columns: read as they are, and rewritten without loss."""

from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pantau import sql
from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import layout_of
from pantau.schemas.tables import COVERAGE, SAMPLES
from pantau.transforms.tables.manifest import changes, files_of, read_manifest, runs_of
from pantau.transforms.tables.partition_files import Partition, read_notes, read_table, write_partition
from pantau.transforms.tables.transaction import draft_of
from pantau.transforms.tables.upgrade import older_files, upgrade
from pantau.transforms.tables.visible_files import OBSERVED, OBSERVED_LAYOUT, visible_files
from tests.transforms.seen import recording, sample
from tests.transforms.tables.test_partition_files import DAY, NEXT, stretch, write
from tests.transforms.tables.test_transaction import run

OLDER = [stretch(1), stretch(2)]
THEN = [{**row, "samples": 7, "skipped_samples": None} for row in OLDER]
"""What is known of them now: `samples` was `pictures`, and there was no `skipped_samples`."""


@pytest.fixture
def renamed(monkeypatch):
    monkeypatch.setitem(COLUMNS, "samples", replace(COLUMNS["samples"], formerly=("frames", "pictures")))


def age(path):
    """Rewrites a file as an earlier version would have: a column less, one of another name and type, one more."""
    old = pq.ParquetFile(path).read().drop_columns(["skipped_samples", "samples"])
    old = old.append_column("pictures", pa.array([7.0] * old.num_rows))
    pq.write_table(old.append_column("weather", pa.array(["rain"] * old.num_rows)), path)


@pytest.fixture
def old(tmp_path, renamed):
    """A folder that an earlier version wrote, from before there were runs."""
    age(write(tmp_path, OLDER))
    return tmp_path


def found(warehouse, **as_of):
    with sql.connect(warehouse, **as_of) as connection:
        return connection.sql(f"SELECT {', '.join(COVERAGE.columns)} FROM coverage ORDER BY ALL").to_arrow_table()


def plain(table):
    return [{**row, "started_at": row["started_at"].second} for row in table.to_pylist()]


def known(rows):
    return [{**row, "started_at": row["started_at"].second} for row in rows]


def same(warehouse, rows, **as_of):
    keep = ("started_at", "samples", "skipped_samples", "service_date", "recording_ids")
    in_sql = [{name: row[name] for name in keep} for row in plain(found(warehouse, **as_of))]
    expected = [{name: row[name] for name in keep} for row in known(rows)]
    assert sorted(in_sql, key=str) == sorted(expected, key=str)
    if not as_of:
        assert sorted(read_table(warehouse, COVERAGE).to_pylist(), key=str) == sorted(rows, key=str)


def test_what_an_older_file_lacks_is_null_and_what_was_renamed_is_found(old):
    same(old, THEN)


def test_old_and_new_files_side_by_side(old):
    assert run(old, 9, day=NEXT) == 1
    new = stretch(9, NEXT)
    same(old, [*THEN, new])
    same(old, THEN, as_of=0)
    layouts = {entry.layout for entry in files_of(old, 1)["coverage"].values()}
    assert layouts == {COVERAGE.layout, layout_of(pq.read_schema(visible_files(old, COVERAGE)[0].path))}


def test_every_row_is_there_after_the_upgrade_and_the_earlier_run_as_it_was(old):
    run(old, 9, day=NEXT)
    (one,) = upgrade(old)
    assert (one.rows, one.lacking, one.dropped) == (2, ("samples", "skipped_samples"), ("pictures", "weather"))
    assert runs_of(old) == [0, 1, 2] and list(changes(old)) == []
    assert {file.layout for file in visible_files(old, COVERAGE)} == {COVERAGE.layout}
    same(old, [*THEN, stretch(9, NEXT)])
    same(old, THEN, as_of=0)
    same(old, [*THEN, stretch(9, NEXT)], as_of=1)
    manifest = read_manifest(old, 2)
    assert (manifest["command"], manifest["rewritten"], manifest["rows"]) == ("upgrade", 1, 2)
    assert upgrade(old) == [] and list(older_files(old)) == [] and runs_of(old) == [0, 1, 2]


def test_a_folder_without_runs_is_upgraded_as_it_is_adopted(old):
    assert [one.rows for one in older_files(old)] == [2]
    assert len(upgrade(old)) == 1 and runs_of(old) == [0, 1]
    same(old, THEN)


def test_what_was_upgraded_can_be_written_again(old):
    upgrade(old)
    assert run(old, 3) == 2
    same(old, [stretch(3)])


def test_an_upgrade_that_breaks_off_changes_nothing_that_readers_see(old, monkeypatch):
    run(old, 9, day=NEXT)

    def lose(*given, **_):
        return write_partition(*given[:2], given[2].slice(0, 1), None, given[4])

    monkeypatch.setattr("pantau.transforms.tables.upgrade.write_partition", lose)
    with pytest.raises(RuntimeError, match="has 1 rows and should have 2; the upgrade is not committed"):
        upgrade(old)
    assert runs_of(old) == [0, 1]
    same(old, [*THEN, stretch(9, NEXT)])


def test_what_was_seen_on_recordings_is_read_and_rewritten_with_its_notes(tmp_path, monkeypatch):
    monkeypatch.setitem(COLUMNS, "brightness", replace(COLUMNS["brightness"], formerly=("light",)))
    row = recording("a", 0, 60)
    rows = [sample(row, second) for second in (0, 2)]
    part = Partition(SAMPLES, tuple(row[name] for name in SAMPLES.partition))
    path = write_partition(tmp_path, part, SAMPLES.arrow(rows), {"model_hash": "v1", "failure": "a\nb"})
    held = pq.ParquetFile(path).read()
    older = held.rename_columns([{"brightness": "light"}.get(name, name) for name in held.column_names])
    pq.write_table(older.drop_columns(["basis"]).replace_schema_metadata(held.schema.metadata), path)
    run(tmp_path, 1)
    assert read_manifest(tmp_path, 1)[OBSERVED] == OBSERVED_LAYOUT
    # As a warehouse of an earlier version says nothing of it.
    monkeypatch.setattr("pantau.transforms.tables.visible_files.read_manifest", lambda *_: {})
    expected = [{**one, "basis": None} for one in rows]
    assert read_table(tmp_path, SAMPLES).to_pylist() == expected
    asked = f"SELECT {', '.join(SAMPLES.columns)} FROM samples ORDER BY offset_s"
    with sql.connect(tmp_path) as connection:
        assert connection.sql(asked).to_arrow_table().to_pylist() == expected
    (one,) = upgrade(tmp_path)
    assert one.lacking == ("basis", "brightness")
    monkeypatch.undo()
    assert read_notes(path) == {"model_hash": "v1", "failure": "a\nb"}
    assert read_table(tmp_path, SAMPLES).to_pylist() == expected
    assert read_manifest(tmp_path, 2)[OBSERVED] == OBSERVED_LAYOUT
    with sql.connect(tmp_path) as connection:
        assert connection.sql(asked).to_arrow_table().to_pylist() == expected


def test_files_whose_layout_nobody_noted_are_listed_again_as_they_are(tmp_path, monkeypatch):
    run(tmp_path, 1)
    layout = COVERAGE.layout
    manifest = tmp_path / "_runs" / "00000001.json"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(f'"layout": "{layout}"', '"layout": ""'))
    before = visible_files(tmp_path, COVERAGE)
    assert before[0].layout == "" and upgrade(tmp_path) == [] and runs_of(tmp_path) == [1, 2]
    (after,) = visible_files(tmp_path, COVERAGE)
    assert (after.path, after.layout) == (before[0].path, layout) and list(changes(tmp_path)) == []


def test_an_empty_warehouse_needs_no_upgrade(tmp_path):
    assert upgrade(tmp_path) == [] and runs_of(tmp_path) == []


@pytest.mark.slow
def test_an_exported_database_reads_old_files_too(old):
    run(old, 9, day=NEXT)
    for _ in range(2):
        file = sql.export_database(old, old / "views.duckdb")
        with duckdb.connect(file, read_only=True) as connection:
            rows = connection.sql(
                "SELECT second(started_at), samples, skipped_samples FROM coverage ORDER BY 1"
            ).fetchall()
        assert rows == [(1, 7, None), (2, 7, None), (9, 0, 0)]
        upgrade(old)


def test_a_later_run_knows_whether_all_was_seen_by_this_version(tmp_path, old):
    assert read_manifest(old, run(old, 9, day=NEXT))[OBSERVED] == "mixed"
    upgrade(old)
    assert read_manifest(old, run(old, 9, day=NEXT))[OBSERVED] == OBSERVED_LAYOUT


def test_a_column_that_may_not_be_null_is_still_refused_where_it_is(tmp_path):
    broken = COVERAGE.arrow([stretch(1)]).drop_columns(["samples"]).append_column("samples", pa.nulls(1, pa.int64()))
    with draft_of(tmp_path) as draft, pytest.raises(ValueError, match="samples"):
        write_partition(draft, Partition(COVERAGE, (DAY, "permits")), broken)
