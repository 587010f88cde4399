"""Small warehouses made by hand: rows with the columns that matter, all others filled in."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
import yaml

from pantau.schemas.tables import TABLES
from pantau.transforms.tables.partition_files import Partition, write_partition

JAKARTA = ZoneInfo("Asia/Jakarta")
DEFAULTS = {
    "site_id": "blora",
    "agency_id": "dukcapil",
    "counter_id": "L1",
    "camera_id": "C1",
    "zone_id": "front",
    "detection_score": 0.9,
    "frame_agreement": 0.9,
    "observed_share": 1.0,
    "start_censored": False,
    "end_censored": False,
    "recording_uri": "r1.mp4",
    "recording_sha256": "aa",
    "offset_s": 0.0,
    "party_size": 1,
    "identity_confidence": 1.0,
    "waiting_outcome": "served",
    "severity": "medium",
    "review_status": "open",
    "in_service_hours": False,
    "timeline_source": "pts",
    "observation_kind": "person",
    "step": "probe",
    "time_zone": "Asia/Jakarta",
}
ZEROS = {"string": "x", "int64": 0, "double": 0.0, "bool": False}


def full_row(table, given, zone):
    """All columns of a row: local times of `zone` become instants, bounds are 10 s either side."""
    row = {name: _value(table.schema.field(name).type, value, zone) for name, value in given.items()}
    assert row.keys() <= set(table.columns), row.keys() - set(table.columns)
    if "started_at" in row and "service_date" not in row:
        row["service_date"] = row["started_at"].astimezone(zone).date()
    if "duration_s" in table.columns and "duration_s" not in row:
        row["duration_s"] = (row["ended_at"] - row["started_at"]).total_seconds()
    for stem, suffix in (("started_at", ""), ("ended_at", ""), ("duration", "_s"), ("waiting", "_s")):
        value = row.get(f"{stem}{suffix}")
        for bound in (f"{stem}_lo{suffix}", f"{stem}_hi{suffix}"):
            if bound in table.columns and bound not in row:
                row[bound] = _moved(value, -10 if "_lo" in bound else 10)
    for name in table.columns:
        if name not in row:
            row[name] = None if table.nullable(name) and name not in DEFAULTS else _default(table.schema.field(name))
    return row


def _default(field):
    if field.name in DEFAULTS:
        return DEFAULTS[field.name]
    return [] if pa.types.is_list(field.type) else ZEROS.get(str(field.type), datetime(2026, 11, 3, tzinfo=UTC))


def _value(kind, value, zone):
    if pa.types.is_timestamp(kind) and isinstance(value, str):
        return datetime.fromisoformat(value).replace(tzinfo=zone).astimezone(UTC)
    if pa.types.is_date(kind) and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _moved(value, seconds):
    if isinstance(value, datetime):
        return datetime.fromtimestamp(value.timestamp() + seconds, UTC)
    return None if value is None else max(0.0, value + seconds)


def write_rows(folder, tables, zone=JAKARTA):
    """Writes partial rows by table name as a warehouse in `folder`; also rows that break the tables' rules."""
    for name, given in tables.items():
        table = TABLES[name]
        parts = {}
        for row in given:
            row = full_row(table, row, zone)
            parts.setdefault(tuple(row[column] for column in table.partition), []).append(row)
        for values, rows in parts.items():
            write_partition(folder, Partition(table, values), pa.Table.from_pylist(rows, schema=table.schema))
    return folder


def held(connection):
    """A connection from `connect` that holds the rows of its tables: to plan a query over files takes far longer."""
    for name in TABLES:
        connection.execute(f"CREATE TABLE held AS FROM {name}")
        connection.execute(f"DROP VIEW {name}")
        connection.execute(f"ALTER TABLE held RENAME TO {name}")
    return connection


@pytest.fixture
def make(tmp_path):
    """A function that writes partial rows by table name into a new warehouse, and returns its folder."""

    def write(tables, name="warehouse", zone=JAKARTA):
        folder = tmp_path / name
        folder.mkdir()
        return write_rows(folder, tables, zone)

    return write


@pytest.fixture(scope="session")
def office(tmp_path_factory):
    """The warehouse of `office.yaml`: two counters, two cameras, two days. Only to be read."""
    rows = yaml.safe_load((Path(__file__).parent / "office.yaml").read_text(encoding="utf-8"))
    return write_rows(tmp_path_factory.mktemp("office"), rows)
