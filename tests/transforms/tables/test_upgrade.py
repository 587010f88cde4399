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
from pantau.transforms.tables.delta.commits import newest_commit, runs_of
from pantau.transforms.tables.partition_files import Partition, read_notes, read_table, write_partition
from pantau.transforms.tables.transaction import draft_of, refuse_older
from pantau.transforms.tables.upgrade import older_files, upgrade
from pantau.transforms.tables.visible_files import OBSERVED, OBSERVED_LAYOUT, visible_files
from tests.transforms.seen import recording, sample
from tests.transforms.tables.delta.agreement import agree
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


def test_no_run_puts_files_beside_those_that_other_engines_would_misread(old):
    told = r"part-0.parquet: is of another version of the program, .*; run `pantau upgrade` once, then this again"
    with pytest.raises(ValueError, match=told), draft_of(old):
        pass
    assert runs_of(old) == [] and not (old / "coverage" / "_delta_log").exists()
    same(old, THEN)


def test_after_a_change_of_columns_all_is_read_and_a_run_waits_for_the_upgrade(tmp_path, renamed, monkeypatch):
    """As where a run of this version was, and the next version names a column otherwise."""
    with monkeypatch.context() as before:
        before.setattr("pantau.transforms.tables.delta.commit.fits", lambda *_: True)
        age(write(tmp_path, OLDER))
        assert run(tmp_path, 9, day=NEXT) == 1
    new = stretch(9, NEXT)
    same(tmp_path, [*THEN, new])
    same(tmp_path, THEN, as_of=0)
    layouts = {file.layout for file in visible_files(tmp_path, COVERAGE)}
    assert layouts == {COVERAGE.layout, layout_of(pq.read_schema(visible_files(tmp_path, COVERAGE)[0].path))}
    with pytest.raises(ValueError, match="run `pantau upgrade` once"):
        run(tmp_path, 3, day=NEXT)
    with pytest.raises(ValueError, match="run `pantau upgrade` once"), draft_of(tmp_path) as draft:
        refuse_older(draft)
    (one,) = upgrade(tmp_path)
    assert (one.rows, one.lacking, one.dropped) == (2, ("samples", "skipped_samples"), ("pictures", "weather"))
    assert runs_of(tmp_path) == [0, 1, 2] and agree(tmp_path)
    assert {file.layout for file in visible_files(tmp_path, COVERAGE)} == {COVERAGE.layout}
    same(tmp_path, [*THEN, new])
    same(tmp_path, THEN, as_of=0)
    same(tmp_path, [*THEN, new], as_of=1)
    notes = newest_commit(tmp_path).notes
    assert (notes["command"], notes["rewritten"], notes["rows"]) == ("upgrade", 1, 2)
    assert upgrade(tmp_path) == [] and list(older_files(tmp_path)) == [] and runs_of(tmp_path) == [0, 1, 2]
    assert run(tmp_path, 3, day=NEXT) == 3


def test_a_folder_without_runs_is_upgraded_as_it_is_adopted(old):
    assert [one.rows for one in older_files(old)] == [2]
    assert len(upgrade(old)) == 1 and runs_of(old) == [0, 1]
    same(old, THEN)


def test_what_was_upgraded_can_be_written_again(old):
    upgrade(old)
    assert run(old, 3) == 2
    same(old, [stretch(3)])


def test_an_upgrade_that_breaks_off_changes_nothing_that_readers_see(old, monkeypatch):
    def lose(*given, **_):
        return write_partition(*given[:2], given[2].slice(0, 1), None, given[4])

    with monkeypatch.context() as patch:
        patch.setattr("pantau.transforms.tables.upgrade.write_partition", lose)
        with pytest.raises(RuntimeError, match="has 1 rows and should have 2; the upgrade is not committed"):
            upgrade(old)
    assert runs_of(old) == [0]
    same(old, THEN)
    assert len(upgrade(old)) == 1 and runs_of(old) == [0, 1]
    same(old, THEN)


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
    assert newest_commit(tmp_path).notes[OBSERVED] == OBSERVED_LAYOUT
    # As a warehouse of an earlier version says nothing of it.
    monkeypatch.setattr("pantau.transforms.tables.visible_files.OBSERVED", "unknown")
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
    assert newest_commit(tmp_path).notes[OBSERVED] == OBSERVED_LAYOUT
    with sql.connect(tmp_path) as connection:
        assert connection.sql(asked).to_arrow_table().to_pylist() == expected


def test_an_empty_warehouse_needs_no_upgrade(tmp_path):
    assert upgrade(tmp_path) == [] and runs_of(tmp_path) == []


@pytest.mark.slow
def test_an_exported_database_reads_old_files_too(old):
    upgrade(old)
    run(old, 9, day=NEXT)
    file = sql.export_database(old, old / "views.duckdb")
    with duckdb.connect(file, read_only=True) as connection:
        rows = connection.sql("SELECT second(started_at), samples, skipped_samples FROM coverage ORDER BY 1").fetchall()
    assert rows == [(1, 7, None), (2, 7, None), (9, 0, 0)]


def test_a_later_run_knows_whether_all_was_seen_by_this_version(old):
    upgrade(old)
    assert newest_commit(old).notes[OBSERVED] == OBSERVED_LAYOUT
    run(old, 9, day=NEXT)
    assert newest_commit(old).notes[OBSERVED] == OBSERVED_LAYOUT


def test_a_column_that_may_not_be_null_is_still_refused_where_it_is(tmp_path):
    broken = COVERAGE.arrow([stretch(1)]).drop_columns(["samples"]).append_column("samples", pa.nulls(1, pa.int64()))
    with draft_of(tmp_path) as draft, pytest.raises(ValueError, match="samples"):
        write_partition(draft, Partition(COVERAGE, (DAY, "permits")), broken)
