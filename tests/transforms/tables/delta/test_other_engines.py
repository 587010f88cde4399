"""What engines that know nothing of pantau read of the tables, after reruns."""

import shutil
from pathlib import Path

import duckdb
import polars as pl
import pytest
from deltalake import DeltaTable

from pantau.schemas.tables import COVERAGE, REJECTS
from pantau.transforms.tables.delta.commits import LIST
from pantau.transforms.tables.partition_files import Partition, read_table, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from tests.transforms.tables.test_partition_files import DAY, NEXT, reject, stretch, write

pytestmark = pytest.mark.slow

AGENCIES = ("permits", "ke c.é's")
"""The second has what an address encodes."""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dates of two agencies, run four times; the last time one agency has no row of a date left."""
    tmp_path = tmp_path_factory.mktemp("warehouse")
    for again in range(4):
        with draft_of(tmp_path) as draft:
            for day in (DAY, NEXT):
                for number, agency in enumerate(AGENCIES):
                    left = again == 3 and (day, number) == (NEXT, 1)
                    rows = [] if left else [stretch(10 * again + n, day, agency) for n in (0, 1 + number)]
                    write(draft, rows, day, agency)
            rejects = REJECTS.arrow([reject(None), {**reject(None), "input": f"again {again}"}])
            write_partition(draft, Partition(REJECTS, (None,)), rejects)
            commit_draft(draft, {"command": "test"})
    return tmp_path


def in_polars(warehouse: Path, name: str) -> list[dict]:
    return pl.scan_delta(str(warehouse / name)).collect().to_dicts()


def in_pandas(warehouse: Path, name: str) -> list[dict]:
    frame = DeltaTable(str(warehouse / name)).to_pandas()
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def in_duckdb(warehouse: Path, name: str) -> list[dict]:
    files = DeltaTable(str(warehouse / name)).file_uris()
    return duckdb.sql(f"SELECT * FROM read_parquet({files!r})").to_arrow_table().to_pylist()


def by_the_list(warehouse: Path, name: str) -> list[dict]:
    files = f"SELECT '{warehouse}/' || concat_ws('/', table_name, folder, file) FROM '{warehouse / LIST}'"
    source = f"read_parquet('{warehouse / name}/**/part-*.parquet', filename = true, hive_partitioning = false)"
    query = f"SELECT * EXCLUDE filename FROM {source} WHERE filename IN ({files})"
    return duckdb.sql(query).to_arrow_table().to_pylist()


def places(rows: list[dict]) -> list[tuple]:
    return sorted((str(row["service_date"])[:10], row["agency_id"], row["started_at"].second) for row in rows)


@pytest.mark.parametrize("engine", [in_polars, in_pandas, in_duckdb, by_the_list])
def test_after_three_reruns_each_row_is_seen_once(warehouse, engine):
    expected = [
        *(("2026-11-02", "permits", second) for second in (30, 31)),
        *(("2026-11-02", "ke c.é's", second) for second in (30, 32)),
        *(("2026-11-03", "permits", second) for second in (30, 31)),
    ]
    found = engine(warehouse, "coverage")
    assert places(found) == sorted(expected) and set(found[0]) == set(COVERAGE.columns)
    assert places(read_table(warehouse, COVERAGE).to_pylist()) == sorted(expected)
    rejects = engine(warehouse, "rejects")
    assert sorted(row["input"] for row in rejects) == ["again 3", "x"]
    assert {row["service_date"] for row in rejects} == {None}


def test_a_date_is_found_without_the_files_of_others(warehouse, tmp_path):
    warehouse = shutil.copytree(warehouse, tmp_path / "copy")
    kept = {path.name for path in warehouse.rglob("*.parquet") if f"service_date={NEXT}" in str(path)}
    for path in (warehouse / "coverage").rglob("part-*.parquet"):
        if path.name not in kept:
            path.unlink()
    found = pl.scan_delta(str(warehouse / "coverage")).filter(pl.col("service_date") == NEXT).collect()
    assert found["agency_id"].to_list() == ["permits"] * 2
    table = DeltaTable(str(warehouse / "coverage"))
    uris = table.file_uris(file_pruning_predicate=f"service_date = DATE '{NEXT}' AND agency_id = 'permits'")
    assert [Path(uri).parts[-3:-1] for uri in uris] == [(f"service_date={NEXT}", "agency_id=permits")]


def test_the_versions_of_one_run_are_read_together(warehouse):
    named = pl.scan_delta(str(warehouse / "commits")).filter(pl.col("run") == 2).collect()
    versions = dict(named.select("table_name", "table_version").iter_rows())
    coverage = pl.scan_delta(str(warehouse / "coverage"), version=versions["coverage"]).collect()
    assert sorted(coverage["started_at"].dt.second().to_list()) == [10, 10, 10, 10, 11, 11, 12, 12]
    rejects = pl.scan_delta(str(warehouse / "rejects"), version=versions["rejects"]).collect()
    assert sorted(rejects["input"].to_list()) == ["again 1", "x"]


def test_a_client_s_vacuum_removes_nothing_that_an_earlier_run_shows(warehouse):
    assert DeltaTable(str(warehouse / "coverage")).vacuum() == []
    assert DeltaTable(str(warehouse / "coverage")).vacuum(full=True) == []
