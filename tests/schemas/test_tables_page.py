"""The code on the page of the tables runs, on a warehouse of two sessions."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from pantau.schemas.columns import COLUMNS
from pantau.schemas.release import RELEASE_TABLES
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import APPENDED_TABLES, COMMITS, SERVICE_TIME, TABLES
from pantau.sql import questions
from pantau.sql.view import view_files
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of

MACROS = Path(__file__).resolve().parents[2] / "sql" / "macros.sql"
PAGE = (Path(__file__).parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
DAY = date(2026, 9, 7)
START = datetime(2026, 9, 7, 1, tzinfo=UTC)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def session(event_id: str, seconds: float, **changes) -> dict:
    """A session whose other texts are `x`, numbers 0, flags false and intervals exact."""
    fillers = {"string": "x", "double": 0.0, "int64": 0, "bool": False}
    row = {name: fillers.get(str(COLUMNS[name].type)) for name in SERVICE_TIME.columns}
    row |= {name: START for name in row if name.startswith("started_at")}
    row |= {name: START + timedelta(seconds=seconds) for name in row if name.startswith("ended_at")}
    row |= {"event_id": event_id, "duration_s": seconds, "service_date": DAY, "agency_id": "dpmptsp"}
    return row | {"counter_id": "c1", "site_id": "hall"} | changes


@pytest.fixture
def warehouse(tmp_path, monkeypatch):
    for seconds in (80.0, 90.0):
        rows = SERVICE_TIME.arrow([session("whole", seconds), session("cut", 30.0, start_censored=True)])
        with draft_of(tmp_path / "warehouse") as draft:
            write_partition(draft, Partition(SERVICE_TIME, (DAY, "dpmptsp")), rows)
            commit_draft(draft, {})
    monkeypatch.chdir(tmp_path)


def test_duckdb_reads_the_files(warehouse):
    (query,) = blocks("sql")
    assert duckdb.sql(query).fetchall() == [("c1", 1, 90.0)]


def test_python_reads_the_tables(warehouse):
    names: dict = {}
    for block in blocks("python"):
        exec(block, names)
    assert sorted(names["services"].column("whole_duration_s").to_pylist(), key=str) == [90.0, None]
    assert names["table"].column("event_id").to_pylist() == ["whole"]
    assert names["unit"] == "s"
    assert sorted(names["recent"]["duration_s"]) == sorted(names["frame"]["duration_s"]) == [30.0, 90.0]
    assert sorted(names["earlier"]["duration_s"]) == [30.0, 80.0]


RELEASED = {column.name for tables in RELEASE_TABLES.values() for columns in tables.values() for column in columns}


def test_tables_and_columns_on_the_page_exist():
    quoted = set(re.findall(r"`([a-z_0-9]+)`", PAGE))
    known = (
        {*TABLES, COMMITS.name, *(table.name for table in APPENDED_TABLES)}
        | set(COLUMNS)
        | {word for column in COLUMNS.values() for word in column.values}
    )
    known |= set(Thresholds.model_fields) | set(Camera.model_fields) | set(view_files())
    known |= set(re.findall(r"^CREATE OR REPLACE MACRO (\w+)", MACROS.read_text(encoding="utf-8"), re.M))
    known |= {"least", "greatest", "doubtful_time", "unknown_rate"} | {one.name for one in questions()}
    assert quoted - known - RELEASED == set()
