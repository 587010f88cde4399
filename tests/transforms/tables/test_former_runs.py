"""Runs that an earlier version noted in manifests become versions of the logs, with every row, file and note."""

import hashlib
import json

import polars as pl
import pyarrow.parquet as pq
import pytest

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.schemas.tables import COVERAGE
from pantau.transforms.tables import atomic_files, former_runs
from pantau.transforms.tables.delta.chain import changes
from pantau.transforms.tables.delta.commits import commit_of, newest_commit, runs_of
from pantau.transforms.tables.delta.log import create_entry, entry_path, versions
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import draft_of
from pantau.transforms.tables.upgrade import older_files, upgrade
from tests.transforms.tables.delta.agreement import agree
from tests.transforms.tables.delta.test_commit import killed, seen
from tests.transforms.tables.test_partition_files import DAY, NEXT, stretch, write
from tests.transforms.tables.test_transaction import run, seconds
from tests.transforms.tables.test_upgrade import age, renamed  # noqa: F401

pytestmark = pytest.mark.slow


def former(root, runs, layout=COVERAGE.layout, change=None):
    """Writes runs as versions before Delta Lake did: by run, the seconds of the coverage of a date."""
    previous = ""
    for number, (day, given) in enumerate(runs, 1):
        path = write(root / "made", [stretch(second, day) for second in given], day)
        if change:
            change(path)
        digest = atomic_files.sha256_of(path)
        folder = path.parent.relative_to(root / "made" / "coverage").as_posix()
        place = root / "coverage" / folder / f"part-{digest[:16]}.parquet"
        atomic_files.replace(place, path.read_bytes())
        file = {"table": "coverage", "folder": folder, "file": place.name, "rows": len(given), "sha256": digest}
        noted = {"command": "nightly", "site_id": "hall", "service_dates": [str(day)], "who": "somebody"}
        noted |= {"run": number, "previous": previous, "committed_at": f"2026-11-0{number}T18:00:00+00:00"}
        content = json.dumps({**noted, "files": [{**file, "layout": layout} if layout else file]}).encode()
        atomic_files.create(root / "_runs" / f"{number:08d}.json", content)
        previous = hashlib.sha256(content).hexdigest()
    return root


RUNS = [(DAY, [1]), (NEXT, [5]), (DAY, [2])]
SHOWN = {1: [1], 2: [1, 5], 3: [2, 5]}


@pytest.fixture
def old(tmp_path):
    return former(tmp_path / "warehouse", RUNS)


def shown(root, **as_of):
    return [second for (second,) in seconds(root, **as_of)]


def test_until_it_is_upgraded_its_newest_run_is_read_and_nothing_is_written(old):
    assert shown(old) == [2, 5] and [len(read_table(old, COVERAGE, service_date=day)) for day in (DAY, NEXT)] == [1, 1]
    told = f"{old}: an earlier version of the program wrote this warehouse; run `pantau upgrade --warehouse {old}` once"
    for used in (
        lambda: seconds(old, as_of=3),
        lambda: run(old, 7),
        lambda: sql.export_database(old, old / "x.duckdb"),
    ):
        with pytest.raises(ValueError, match=told):
            used()
    assert main(["check", "--warehouse", str(old)]) == 2 and not (old / "commits").exists()


def test_every_run_is_a_version_and_is_listed_as_it_was(old):
    assert list(older_files(old)) == upgrade(old) == []
    assert agree(old) and runs_of(old) == [1, 2, 3, 4] and versions(old, "coverage") == [0, 1, 2]
    assert {n: shown(old, as_of=n) for n in SHOWN} == SHOWN and shown(old) == [2, 5]
    assert [seen(old, version=n) for n in range(3)] == [[1], [1, 5], [2, 5]]
    rows = sql.ask(old, "run_list").to_pylist()
    assert [(row["run"], row["who"], row["committed_local"].day) for row in rows[:3]] == [
        (1, "somebody", 2),
        (2, "somebody", 3),
        (3, "somebody", 4),
    ]
    digest = hashlib.sha256((old / "_set_aside" / "_runs-00000003.json").read_bytes()).hexdigest()
    assert commit_of(old, 3).token == digest and not (old / "_runs").exists()
    # The upgrade was a run, since nobody knew by which version all was seen.
    assert newest_commit(old).notes["command"] == "upgrade" and upgrade(old) == []
    assert run(old, 7) == 5 and shown(old) == [5, 7] and agree(old)


@pytest.mark.parametrize("number", range(0, 60, 7))
def test_broken_off_anywhere_it_is_done_again_and_nothing_is_lost(old, monkeypatch, number):
    real, left = {name: getattr(atomic_files, name) for name in ("create", "replace", "remove")}, iter(range(number))

    def until(name):
        def written(*given):
            if next(left, None) is None:
                killed()
            return real[name](*given)

        return written

    with monkeypatch.context() as patch:
        for name in real:
            patch.setattr(atomic_files, name, until(name))
        try:
            upgrade(old)
        except KeyboardInterrupt:
            assert shown(old) == [2, 5]
    upgrade(old)
    assert agree(old) and runs_of(old) == [1, 2, 3, 4] and {n: shown(old, as_of=n) for n in SHOWN} == SHOWN


def test_logs_of_before_are_written_anew(old):
    """As a version between wrote them: manifests decided, and logs followed."""
    create_entry(old, "commits", 0, {"tables": {}, "run": 3}, [])
    create_entry(old, "coverage", 0, {}, [])
    (old / "coverage" / "_delta_log" / "_last_checkpoint").write_bytes(b"{}")
    (old / "_runs" / "checkpoints").mkdir()
    (old / "_runs" / "checkpoints" / "00000002.json").write_bytes(b"{}")
    upgrade(old)
    assert agree(old) and {n: shown(old, as_of=n) for n in SHOWN} == SHOWN
    assert not (old / "coverage" / "_delta_log" / "_last_checkpoint").exists() and not (old / "_runs").exists()


def test_other_engines_read_a_former_run_with_the_columns_of_then(tmp_path, renamed):  # noqa: F811
    old = former(tmp_path / "warehouse", RUNS[:2], layout="", change=age)
    assert [one.rows for one in older_files(old)] == [1, 1] and len(upgrade(old)) == 2
    assert agree(old) and shown(old) == shown(old, as_of=2) == [1, 5]
    then = pl.scan_delta(str(old / "coverage"), version=1).collect()
    assert then["pictures"].to_list() == [7.0, 7.0] and "samples" not in then.columns
    now = pl.scan_delta(str(old / "coverage")).collect()
    assert now["samples"].to_list() == [7, 7] and "pictures" not in now.columns


def test_what_was_pruned_stays_refused_and_listed(old):
    (gone,) = (
        path
        for path in (old / "coverage").rglob("*.parquet")
        if pq.read_table(path)["started_at"][0].as_py().second == 1
    )
    gone.unlink()
    (old / "_runs" / "kept_from").write_bytes(b"3")
    upgrade(old)
    assert agree(old) and shown(old, as_of=3) == [2, 5] and sql.ask(old, "run_list").num_rows == 4
    with pytest.raises(
        ValueError, match="run 2 was pruned, by `pantau prune` of an earlier version; its runs from 3 on"
    ):
        seconds(old, as_of=2)


def test_a_manifest_that_was_changed_shows_for_good_and_a_damaged_one_stops_it(old):
    second = old / "_runs" / "00000002.json"
    content = second.read_bytes()
    second.write_bytes(b"{}")
    with pytest.raises(ValueError, match=r"00000002.json: is no manifest .* bring it back from a backup"):
        upgrade(old)
    second.write_bytes(content.replace(b"somebody", b"whoever"))
    upgrade(old)
    (said,) = changes(old)
    assert "run 3 is of an earlier version; the run before it was changed, or is gone" in said


def test_a_folder_without_runs_is_adopted_by_the_next_run(tmp_path):
    write(tmp_path, [stretch(1)])
    with draft_of(tmp_path):
        assert runs_of(tmp_path) == [0]
    assert upgrade(tmp_path) == [] and runs_of(tmp_path) == [0, 1] and shown(tmp_path, as_of=0) == [1]


def test_an_entry_that_was_torn_while_runs_were_taken_over_is_written_anew(old, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(former_runs, "write_readable", lambda *_: killed())
        with pytest.raises(KeyboardInterrupt):
            upgrade(old)
    entry_path(old, "commits", versions(old, "commits")[-1]).write_bytes(b"")
    assert shown(old) == [2, 5]
    upgrade(old)
    assert agree(old) and {n: shown(old, as_of=n) for n in SHOWN} == SHOWN
