"""What stands in the lines of a Delta log."""

import json

import pyarrow as pa
import pytest

from pantau.schemas.tables import COMMITS, COVERAGE, REJECTS, TABLES
from pantau.transforms.tables.delta.actions import add, added_file, definition_of, metadata, remove
from pantau.transforms.tables.table_file import TableFile

DAY_FOLDER = "service_date=2026-11-02/agency_id=ke c é"


def added(root, table, folder, rows, content=b"12345"):
    path = root / table.name / folder / "part-1.parquet"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return add(root, table, TableFile(table.name, folder, path.name, rows, "ab" * 32, table.layout))["add"]


def test_a_file_is_added_with_its_rows_date_agency_and_no_other_value(tmp_path):
    action = added(tmp_path, COVERAGE, DAY_FOLDER, 3)
    assert action.pop("modificationTime") > 1_700_000_000_000
    named = {"service_date": "2026-11-02", "agency_id": "ke c é"}
    assert json.loads(action.pop("stats")) == {
        "numRecords": 3,
        "nullCount": {"service_date": 0, "agency_id": 0},
        "minValues": named,
        "maxValues": named,
    }
    assert action == {
        "path": "service_date=2026-11-02/agency_id=ke%20c%20%C3%A9/part-1.parquet",
        "partitionValues": {},
        "size": 5,
        "dataChange": True,
        "tags": {"sha256": "ab" * 32, "layout": COVERAGE.layout},
    }


@pytest.mark.parametrize(
    ("table", "folder", "rows", "known"),
    [
        (COVERAGE, DAY_FOLDER, 0, {"nullCount": {"service_date": 0, "agency_id": 0}, "minValues": {}, "maxValues": {}}),
        (
            REJECTS,
            "service_date=__HIVE_DEFAULT_PARTITION__",
            2,
            {"nullCount": {"service_date": 2}, "minValues": {}, "maxValues": {}},
        ),
        (COMMITS, "", 9, {}),
    ],
    ids=["no rows", "no date", "no folder"],
)
def test_no_least_value_is_made_up(tmp_path, table, folder, rows, known):
    assert json.loads(added(tmp_path, table, folder, rows)["stats"]) == {"numRecords": rows, **known}


def test_a_file_is_read_as_it_was_added(tmp_path):
    action = {"add": added(tmp_path, COVERAGE, DAY_FOLDER, 3)}
    file = TableFile("coverage", DAY_FOLDER, "part-1.parquet", 3, "ab" * 32, COVERAGE.layout)
    assert added_file("coverage", action) == file and file.name == f"{DAY_FOLDER}/part-1.parquet"
    foreign = {"add": {"path": "a%20b/x.parquet", "tags": None}}
    assert added_file("coverage", foreign) == TableFile("coverage", "a b", "x.parquet", 0, "", "")


def test_a_file_that_is_not_there_is_not_added(tmp_path):
    with pytest.raises(FileNotFoundError, match="coverage"):
        add(tmp_path, COVERAGE, TableFile("coverage", DAY_FOLDER, "part-1.parquet", 1, "x"))


def test_a_file_is_taken_out_by_its_encoded_path():
    assert remove("a b/c=d/part-1.parquet", 7) == {
        "remove": {"path": "a%20b/c=d/part-1.parquet", "deletionTimestamp": 7, "dataChange": True}
    }


def test_a_table_keeps_its_log_and_its_id_is_of_its_warehouse():
    one = metadata(COVERAGE, "w1")
    assert one == metadata(COVERAGE, "w1")
    assert len({definition_of(metadata(table, w)) for table in (COVERAGE, REJECTS) for w in ("w1", "w2")}) == 4
    assert one["metaData"]["partitionColumns"] == []
    assert one["metaData"]["configuration"] == {
        "delta.logRetentionDuration": "interval 36500 days",
        "delta.deletedFileRetentionDuration": "interval 36500 days",
        "delta.enableExpiredLogCleanup": "false",
    }


@pytest.mark.parametrize("table", [*TABLES.values(), COMMITS], ids=lambda table: table.name)
def test_every_type_of_the_schemas_is_one_of_delta_lake(table):
    deltalake = pytest.importorskip("deltalake")
    known = pa.schema(deltalake.Schema.from_json(metadata(table, "w")["metaData"]["schemaString"]).to_arrow())
    assert known.names == list(table.columns) and all(field.nullable for field in known)
    for field in known:
        assert field.type.equals(table.schema.field(field.name).type), field
