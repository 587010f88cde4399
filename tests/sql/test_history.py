"""What runs published, and what they restated: a warehouse whose night was run again."""

import shutil
from datetime import date, timedelta

import duckdb
import pytest

from benchmarks.material.made_warehouse import WarehouseSize, commit_days, make_warehouse
from pantau import sql
from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.transforms.tables.partition_files import Partition, read_table, write_partition
from pantau.transforms.tables.prune import prune
from pantau.transforms.tables.transaction import commit_draft, draft_of

pytestmark = pytest.mark.slow

FIRST = date(2021, 11, 1)
WHERE = {"service_date": FIRST, "agency_id": "agency1"}


def rewrite(draft, table, change):
    """Writes a partition again, its rows changed."""
    rows = read_table(draft, table, **WHERE).to_pylist()
    write_partition(draft, Partition(table, tuple(WHERE.values())), table.arrow(change(rows)))


def longer(rows):
    """The first is a second longer, by another version; the second is gone; the third has another version alone."""
    first, _, third, *rest = rows
    assert first["waiting_s"] is None
    changed = first | {"duration_s": first["duration_s"] + 1, "waiting_s": 30.0, "code_hash": "other"}
    return [changed, third | {"code_hash": "other"}, *rest]


def with_one_more(rows):
    return [*rows, rows[0] | {"event_id": "e-new"}]


@pytest.fixture(scope="module")
def restated(tmp_path_factory):
    """Two runs of five cameras, committed; the first was run again as run 3, and as 4 without a change."""
    size = WarehouseSize(2, 5, FIRST)
    folder = make_warehouse(tmp_path_factory.mktemp("restated"), size, workers=1)
    commit_days(folder, size)
    before = read_table(folder, SERVICE_TIME, **WHERE).to_pylist()
    with draft_of(folder) as draft:
        rewrite(draft, SERVICE_TIME, longer)
        rewrite(draft, STAFF_PRESENCE, with_one_more)
        commit_draft(draft, {"command": "events", "site_id": "mall", "service_dates": [FIRST.isoformat()]})
    with draft_of(folder) as draft:
        rewrite(draft, SERVICE_TIME, lambda rows: rows)
        commit_draft(draft, {"command": "nightly", "site_id": "mall", "service_dates": [FIRST.isoformat()]})
    return folder, before


@pytest.fixture
def copied(restated, tmp_path):
    """A copy, to be changed."""
    return shutil.copytree(restated[0], tmp_path / "warehouse")


def restatements(warehouse, table="service_time", **given):
    return [row for row in sql.ask(warehouse, "restatements", **given).to_pylist() if row["table_name"] == table]


@pytest.mark.slow
def test_a_rerun_is_shown_value_by_value(restated):
    folder, (first, second, *_) = restated
    rows = restatements(folder)
    assert {(row["run"], row["command"], row["service_date"]) for row in rows} == {(3, "events", FIRST)}
    cells = {(row["event_id"], row["change"], row["column_name"]): (row["before"], row["after"]) for row in rows}
    assert cells == {
        (first["event_id"], "changed", "duration_s"): (str(first["duration_s"]), str(first["duration_s"] + 1)),
        (first["event_id"], "changed", "waiting_s"): (None, "30.0"),
        (second["event_id"], "removed", None): (None, None),
    }
    assert {row["counter_id"] for row in rows} == {first["counter_id"]}
    (removed,) = (row["started_local"] for row in rows if row["change"] == "removed")
    assert removed - timedelta(hours=7) == second["started_at"].replace(tzinfo=None)
    (added,) = restatements(folder, "staff_presence")
    assert (added["event_id"], added["change"], added["column_name"]) == ("e-new", "added", None)


@pytest.mark.slow
def test_parameters_narrow_it(restated):
    folder, (first, *_) = restated
    assert restatements(folder, run=3) == restatements(folder)
    assert restatements(folder, run=4) == restatements(folder, run=1) == []
    assert restatements(folder, from_=date(2021, 11, 2)) == []
    assert restatements(folder, agency="agency2") == []
    assert {row["event_id"] for row in restatements(folder, event=first["event_id"])} == {first["event_id"]}


def test_as_of_the_run_before_there_was_none(restated):
    folder, _ = restated
    assert sql.ask(folder, "restatements", as_of=2).num_rows == 0
    assert sql.ask(folder, "restatements", as_of=3) == sql.ask(folder, "restatements")


def test_runs_are_listed(restated):
    folder, _ = restated
    rows = sql.ask(folder, "run_list").to_pylist()
    assert [row["run"] for row in rows] == [1, 2, 3, 4]
    assert [row["command"] for row in rows] == ["nightly", "nightly", "events", "nightly"]
    assert [row["first_date"].day for row in rows] == [1, 2, 1, 1]
    assert rows[0]["committed_local"].isoformat() == "2021-11-02T08:00:00"
    assert [row["run"] for row in sql.ask(folder, "run_list", from_=date(2021, 11, 2)).to_pylist()] == [2]
    assert sql.ask(folder, "run_list", as_of=2).num_rows == 2


@pytest.mark.slow
def test_the_index_gives_the_same_also_of_runs_after_it(copied):
    expected = {name: sql.ask(copied, name) for name in ("run_list", "restatements")}
    sql.update_index(copied)
    assert {name: sql.ask(copied, name) for name in expected} == expected
    with sql.connect(copied) as connection:
        assert {name: sql.ask(connection, name) for name in expected} == expected
    with draft_of(copied) as draft:
        rewrite(draft, SERVICE_TIME, lambda rows: rows[1:])
        commit_draft(draft, {"command": "later", "site_id": "mall", "service_dates": [FIRST.isoformat()]})
    assert sql.ask(copied, "run_list").num_rows == 5
    after = sql.ask(copied, "restatements")
    assert after.num_rows == expected["restatements"].num_rows + 1
    sql.update_index(copied)
    assert sql.ask(copied, "restatements") == after


def test_what_was_pruned_is_said_to_be_unknown(copied):
    prune(copied, 1)
    rows = restatements(copied)
    assert [(row["run"], row["change"], row["event_id"], row["before"]) for row in rows] == [(3, "unknown", None, None)]
    assert {row["service_date"] for row in rows} == {FIRST}


def test_an_event_that_another_agency_owns_now_is_changed_and_found_under_both(copied):
    second = {**WHERE, "agency_id": "agency2"}
    whose = {
        table: read_table(copied, SERVICE_TIME, **where).to_pylist() for table, where in enumerate((WHERE, second))
    }
    moved, *rest = whose[0]
    with draft_of(copied) as draft:
        for where, rows in ((WHERE, rest), (second, [*whose[1], moved | {"agency_id": "agency2"}])):
            write_partition(draft, Partition(SERVICE_TIME, tuple(where.values())), SERVICE_TIME.arrow(rows))
        commit_draft(draft, {"command": "events", "site_id": "mall", "service_dates": [FIRST.isoformat()]})
    (row,) = restatements(copied, run=5)
    assert (row["event_id"], row["agency_id"], row["change"]) == (moved["event_id"], "agency2", "changed")
    assert (row["column_name"], row["before"], row["after"]) == ("agency_id", "agency1", "agency2")
    assert restatements(copied, run=5, agency="agency1") == restatements(copied, run=5, agency="agency2") == [row]
    assert restatements(copied, run=5, agency="agency3") == []


def test_an_agency_that_is_new_on_a_date_has_added_events(copied):
    """As where an agency was renamed: its folder had no file before."""
    rows = read_table(copied, SERVICE_TIME, **WHERE).to_pylist()
    with draft_of(copied) as draft:
        write_partition(draft, Partition(SERVICE_TIME, tuple(WHERE.values())), SERVICE_TIME.schema.empty_table())
        renamed = [row | {"agency_id": "renamed"} for row in rows] + [
            rows[0] | {"agency_id": "renamed", "event_id": "n"}
        ]
        write_partition(draft, Partition(SERVICE_TIME, (FIRST, "renamed")), SERVICE_TIME.arrow(renamed))
        commit_draft(draft, {"command": "events", "site_id": "mall", "service_dates": [FIRST.isoformat()]})
    found = {(row["event_id"], row["change"], row["column_name"]) for row in restatements(copied, run=5)}
    assert found == {(row["event_id"], "changed", "agency_id") for row in rows} | {("n", "added", None)}
    assert restatements(copied, run=5, counter=rows[0]["counter_id"]) != []


def test_whose_counter_is_known_since_is_found_under_it_and_was_before(copied):
    rows = read_table(copied, WAITING_VISITS, **WHERE).to_pylist()
    first = next(row for row in rows if row["counter_id"])
    with draft_of(copied) as draft:
        rewrite(
            draft, WAITING_VISITS, lambda rows: [row | {"counter_id": None} if row == first else row for row in rows]
        )
        commit_draft(draft, {"command": "events", "site_id": "mall", "service_dates": [FIRST.isoformat()]})
    found = restatements(copied, "waiting_visits", run=5, counter=first["counter_id"])
    assert [(row["event_id"], row["before"], row["after"]) for row in found] == [
        (first["event_id"], first["counter_id"], None)
    ]


def test_history_is_not_in_an_exported_database(restated, tmp_path):
    made = sql.export_database(restated[0], tmp_path / "office.duckdb")
    with duckdb.connect(made, read_only=True) as connection:
        found = connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    assert ("services",) in found
    assert ("restated_events",) not in found


@pytest.mark.slow
def test_a_bucket_gives_the_same_on_every_machine_also_after_one_has_pruned(copied, bucket, tmp_path, monkeypatch):
    hall = f"gs://{bucket.bucket}/hall"
    for path in [path for path in copied.rglob("*.*") if path.is_file()]:
        bucket.create(f"hall/{path.relative_to(copied).as_posix()}", path.read_bytes())

    def on(machine, place):
        monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / machine))
        with sql.connect(place) as connection:
            return [sql.ask(connection, name) for name in ("run_list", "restatements", "service_time")]

    assert on("one", hall) == on("two", hall) == on("here", copied)
    assert prune(hall, 1) == prune(copied, 1)
    assert on("one", hall) == on("two", hall) == on("here", copied)
    sql.update_index(hall)
    copies = tmp_path / "here" / "warehouses" / bucket.bucket
    kept = [path.relative_to(copies).as_posix() for path in copies.rglob("*.parquet")]
    assert "service_time" in str(kept) and set(kept) <= {stored.name for stored in bucket.list()}
    assert on("here", hall) == on("here", copied) and (copies / "hall" / "index.duckdb").is_file()
