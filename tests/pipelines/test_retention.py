"""What was seen is deleted when it is due; what was found stays, and stays as it is."""

from datetime import timedelta

import duckdb
import pytest

from pantau.pipelines import retention
from pantau.pipelines.command_line import main
from pantau.pipelines.retention import closed_dates, delete, judged
from pantau.schemas.site import load_site
from pantau.schemas.tables import DELETIONS, OBSERVATIONS, OBSERVED_TABLES, RECORDINGS, SAMPLES
from pantau.sql import check, connect
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.commits import commit_of, newest_commit, runs_of
from pantau.transforms.tables.partition_files import Partition, partitions_of, read_table, write_partition
from pantau.transforms.tables.transaction import draft_of
from tests.batch_runs import run_batch, tables, write_site
from tests.transforms.seen import DAY, recording, sample

HOLD = "retention:\n  holds:\n    - {{{}, reason: case 7/2026, by: inspectorate}}\n"
DUE = DAY + timedelta(days=31)


def seen(row):
    place = Partition(SAMPLES, tuple(row[name] for name in SAMPLES.partition))
    yield place, SAMPLES.arrow([sample(row, second) for second in (0, 2, 4)])
    yield Partition(OBSERVATIONS, place.values), OBSERVATIONS.schema.empty_table()


@pytest.fixture
def warehouse(tmp_path):
    """Two recordings of DAY, of cam-1 and cam-2, and one of the next date."""
    rows = [
        recording("a", 0, 60, camera_id="cam-1"),
        recording("b", 0, 60, camera_id="cam-2"),
        recording("c", 86_400, 60, DAY + timedelta(days=1), camera_id="cam-1"),
    ]
    folder = tmp_path / "warehouse"
    for day in {row["service_date"] for row in rows}:
        of_day = [row for row in rows if row["service_date"] == day]
        write_partition(folder, Partition(RECORDINGS, (day, "permits")), RECORDINGS.arrow(of_day))
    for row in rows:
        for partition, found in seen(row):
            write_partition(folder, partition, found)
    return folder


@pytest.fixture
def site(tmp_path):
    return lambda more="": load_site(write_site(tmp_path, channels=2, more=more))


def left(warehouse):
    return [part.values[3] for part in partitions_of(warehouse, SAMPLES)]


def deletions(warehouse):
    return read_table(warehouse, DELETIONS).to_pylist()


def test_what_is_due_goes_and_the_ledger_says_so(warehouse, site):
    before = tables(warehouse, *(table.name for table in OBSERVED_TABLES))
    delete(site(), str(warehouse), DUE)
    assert left(warehouse) == ["c"]
    assert {path.name for path in (warehouse / "samples").iterdir()} == {"service_date=2026-11-03"}
    rows = deletions(warehouse)
    assert [(row["recording_id"], row["deleted_rows"], row["retention_days"]) for row in rows] == [
        ("a", 3, 30),
        ("b", 3, 30),
    ]
    assert all(row["deleted_bytes"] > 0 and len(row["deleted_hash"]) == 64 for row in rows)
    run = newest_commit(warehouse)
    assert (run.notes["command"], run.notes["recordings"], run.notes["service_dates"]) == ("retain", 2, ["2026-11-02"])
    earlier = commit_of(warehouse, run.run - 1).tables
    assert {name for name, known in run.tables.items() if known != earlier[name]} == {"deletions"}
    assert list(changes(warehouse)) == []
    assert tables(warehouse, "deletions", *(table.name for table in OBSERVED_TABLES)) == before
    with connect(warehouse) as connection:
        assert connection.sql("SELECT count(*) FROM samples").fetchall() == [(3,)]
        assert connection.sql("SELECT recording_uri FROM deletions ORDER BY 1").fetchall() == [("a.mp4",), ("b.mp4",)]


def test_what_was_seen_as_of_a_run_before_is_refused_with_the_rule(warehouse, site):
    with draft_of(warehouse):
        run = runs_of(warehouse)[-1]
    assert read_table(warehouse, SAMPLES, as_of=run).num_rows == 9
    delete(site(), str(warehouse), DUE)
    rule = f"some was deleted after run {run}, by the retention of their cameras; the table deletions says which"
    with pytest.raises(ValueError, match=rule):
        read_table(warehouse, SAMPLES, as_of=run)
    with connect(warehouse, as_of=run) as connection:
        assert connection.sql("SELECT count(*) FROM deletions").fetchall() == [(0,)]
        for asked in ("SELECT count(*) FROM samples", "SELECT people FROM samples WHERE camera_id = 'cam-1'"):
            with pytest.raises(duckdb.Error, match=rule):
                connection.sql(asked).fetchall()
    with connect(warehouse, as_of=run + 1) as connection:
        assert connection.sql("SELECT count(*) FROM samples").fetchall() == [(3,)]


def test_a_second_time_there_is_nothing_to_do_and_no_run(warehouse, site):
    delete(site(), str(warehouse), DUE)
    runs = runs_of(warehouse)
    assert delete(site(), str(warehouse), DUE) == []
    assert runs_of(warehouse) == runs
    delete(site(), str(warehouse), DUE + timedelta(days=1))
    assert (left(warehouse), [row["recording_id"] for row in deletions(warehouse)]) == ([], ["a", "b", "c"])


@pytest.mark.parametrize(
    ("hold", "kept"),
    [
        ("cameras: [cam-2]", ["b"]),
        ("recordings: [a.mp4]", ["a"]),
        ("from: 2026-11-02, until: 2026-11-02", ["a", "b"]),
        ("cameras: [cam-1], until: 2026-11-02", ["a"]),
        ("until: 2026-11-01", []),
    ],
)
def test_what_is_held_stays(warehouse, site, hold, kept):
    found = delete(site(HOLD.format(hold)), str(warehouse), DUE)
    assert left(warehouse) == [*kept, "c"]
    held = [one for one in found if one.verdict.word == "held"]
    assert [one.place.recording_id for one in held] == kept
    assert all((one.verdict.hold.reason, one.verdict.hold.by) == ("case 7/2026", "inspectorate") for one in held)
    if len(kept) < 2:
        assert newest_commit(warehouse).notes["holds"][0]["reason"] == "case 7/2026"


def test_a_hold_on_a_recording_that_nobody_knows_stops_all_deletion(warehouse, site):
    with pytest.raises(ValueError, match=r"recording z\.mp4 is not in the warehouse; .*nothing was deleted"):
        delete(site(HOLD.format("recordings: [z.mp4]")), str(warehouse), DUE)
    assert left(warehouse) == ["a", "b", "c"] and deletions(warehouse) == []


def test_what_is_of_no_known_recording_goes_too_unless_it_might_be_held(warehouse, site):
    stray = recording("stray", 0, 60, camera_id="cam-1")
    for partition, rows in seen(stray):
        write_partition(warehouse, partition, rows)
    assert "stray" not in {one.place.recording_id for one in judged(site(), str(warehouse), DUE)}
    delete(site(HOLD.format("recordings: [a.mp4]")), str(warehouse), DUE + timedelta(days=1))
    assert left(warehouse) == ["a", "stray"]
    delete(site(), str(warehouse), DUE + timedelta(days=1))
    assert left(warehouse) == []
    assert [row["recording_uri"] for row in deletions(warehouse) if row["recording_id"] == "stray"] == [None]


def test_what_a_killed_night_left_unfinished_goes_too(warehouse, site):
    folder = next((warehouse / "samples").rglob("recording_id=a"))
    (folder / ".writing-x").write_bytes(b"half")
    (folder / "part-0.parquet").unlink()
    delete(site(), str(warehouse), DUE)
    assert not folder.exists()
    with connect(warehouse) as connection:
        assert connection.sql("SELECT count(*) FROM samples").fetchall() == [(3,)]


def test_a_deletion_that_was_broken_off_is_finished_and_told_once(warehouse, site, monkeypatch):
    def broken_off(*_):
        raise RuntimeError("killed")

    monkeypatch.setattr(retention, "remove_observed", broken_off)
    with pytest.raises(RuntimeError):
        delete(site(), str(warehouse), DUE)
    assert left(warehouse) == ["a", "b", "c"] and len(deletions(warehouse)) == 2
    monkeypatch.undo()
    delete(site(), str(warehouse), DUE)
    assert left(warehouse) == ["c"] and len(deletions(warehouse)) == 2


def test_dates_of_which_something_was_deleted_are_closed(warehouse, site):
    late = recording("late", 16 * 3600 - 60, 120, camera_id="cam-1")
    rows = read_table(warehouse, RECORDINGS, service_date=DAY).to_pylist()
    write_partition(warehouse, Partition(RECORDINGS, (DAY, "permits")), RECORDINGS.arrow([*rows, late]))
    for partition, found in seen(late):
        write_partition(warehouse, partition, found)
    days = [DAY + timedelta(days=n) for n in (-1, 0, 1, 2)]
    assert closed_dates(site(), str(warehouse), days) == set()
    delete(site(), str(warehouse), DUE)
    assert left(warehouse) == ["late", "c"] and closed_dates(site(), str(warehouse), days) == {DAY}
    delete(site(), str(warehouse), DUE + timedelta(days=1))
    assert closed_dates(site(), str(warehouse), days) == {DAY, DAY + timedelta(days=1)}


def retain(office, *more):
    return main(["retain", "--site", str(office.site), "--warehouse", str(office.warehouse), *more])


def test_through_the_command_line(changed_office, capsys):
    office = changed_office
    before = tables(office.warehouse)
    assert retain(office, "--dry-run") == 0
    told = capsys.readouterr().out
    assert "2 recordings: what was seen on them would be deleted; 0 held; 0 without a rule" in told
    assert tables(office.warehouse) == before
    assert retain(office, "--date", "2026-06-20") == 0
    assert "0 recordings" in capsys.readouterr().out
    assert retain(office) == 0
    assert "2 recordings: what was seen on them deleted" in capsys.readouterr().out
    found = [name for name in before if name.split("/")[0] not in {table.name for table in OBSERVED_TABLES}]
    assert {name: content for name, content in tables(office.warehouse, "deletions").items()} == {
        name: before[name] for name in found
    }
    assert check(office.warehouse) == [] and list(changes(office.warehouse)) == []


def test_events_of_a_closed_date_stay_as_they_are(changed_office, capsys):
    office = changed_office
    assert retain(office) == 0
    before = tables(office.warehouse)
    assert run_batch(office.site, office.archive, office.warehouse, "--date", "2026-06-09") == 2
    assert "2026-06-09: what was seen was deleted (`pantau retain`)" in capsys.readouterr().err
    assert run_batch(office.site, office.archive, office.warehouse, command="events") == 0
    assert "left out, since what was seen was deleted: 2026-06-09" in capsys.readouterr().out
    assert tables(office.warehouse) == before


@pytest.mark.parametrize(
    ("more", "status", "told"),
    [
        (["--date", "2999-01-01"], 2, "is yet to come; nothing is deleted before it is due"),
        (["--date", "soon"], 2, "--date 'soon' is not a date"),
        (["--warehouse", "nowhere"], 2, "nowhere: is not a folder"),
    ],
)
def test_what_cannot_be_used(office, capsys, more, status, told):
    assert retain(office, *more) == status
    assert told in capsys.readouterr().err


def test_a_night_at_the_same_time_is_waited_for_or_refused(changed_office, capsys):
    with draft_of(changed_office.warehouse):
        assert retain(changed_office) == 4
    assert "writes to it" in capsys.readouterr().err
    assert left(changed_office.warehouse) != []


def test_a_warehouse_of_another_site_is_left_alone(changed_office, capsys):
    changed_office.site.write_text(
        changed_office.site.read_text(encoding="utf-8").replace("id: mpp-mini", "id: other", 1)
    )
    assert retain(changed_office) == 2
    assert "holds the tables of site" in capsys.readouterr().err
