"""Recordings that come one after the other, in whatever order, end as a night over all of them ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, date, datetime, timedelta

import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.commands.arguments import clock
from pantau.schemas.tables import ANOMALIES, CLOSER_SAMPLES, COVERAGE, RECORDINGS, REJECTS, RUNS
from pantau.transforms.refinement import refine_uncertain_times
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, tables_but_ids, write_site
from tests.end_to_end.cutting import cut, encode_again, join
from tests.pipelines.notifying import conftest as notifying

server = notifying.server

DAY = date(2026, 6, 9)
EIGHT = datetime(2026, 6, 9, 1, tzinfo=UTC)
MONDAY = date(2026, 11, 2)
MONDAY_EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)


def watch(site, archive, warehouse, *more, settled="0s"):
    return run_batch(site, archive, warehouse, "--once", "--settled", settled, *more, command="watch")


@pytest.fixture
def at(monkeypatch):
    """Sets the clock of commands."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture(scope="module")
def pieces(office, tmp_path_factory):
    """The two minutes of the office in four pieces, as a recorder writes them."""
    folder = tmp_path_factory.mktemp("pieces")
    whole = join(sorted(office.archive.rglob("*.mp4")), folder / "whole.mp4", 60)
    encode_again(whole, folder / "whole.avi", "mpeg4", 8, 8, b="4000000")
    return cut(folder / "whole.avi", folder / "recorder-cam-1", "2026-06-09T08:00:00", (0, 30, 60, 90, 120))


COMING = {
    "in order": ((0,), (1,), (2,), (3,)),
    "shuffled": ((2,), (0,), (3,), (1,)),
    "late, and a copy of another one": ((0,), (2, 3), (1,)),
    "late, when the date was final": ((0, 2, 3),),
}
"""Which of the pieces come in each round; those that do not come once the date is final."""

LOOKED_AGAIN = {
    "in order": 0,
    "shuffled": 1,
    "late, and a copy of another one": 1,
    "late, when the date was final": 1,
}
"""Recordings that are looked at again: one that looks back over what came late before it."""


@pytest.mark.slow
@pytest.mark.parametrize("order", COMING)
def test_what_came_one_by_one_is_as_a_night_over_all_of_it(office, pieces, at, tmp_path, order):
    archive, warehouse = tmp_path / "archive", tmp_path / "warehouse"
    folder = archive / "recorder-cam-1"
    folder.mkdir(parents=True)
    decoded = []
    for number, files in enumerate(COMING[order]):
        for file in files:
            shutil.copy(pieces[file], folder)
        if "copy" in order and number == 1:
            shutil.copy(pieces[0], folder / f"again_{pieces[0].name}")
        at(EIGHT + timedelta(minutes=3 + number))
        assert watch(office.site, archive, warehouse) in (0, 1)
        run = read_table(warehouse, RUNS, service_date=DAY).to_pylist()[-1]
        assert run["final"] is False
        decoded.append(run["recordings_observed"])
    at(EIGHT + timedelta(days=1))
    assert watch(office.site, archive, warehouse) in (0, 1)
    newest = read_table(warehouse, RUNS, service_date=DAY).to_pylist()[-1]
    assert (newest["final"], newest["recordings_observed"]) == (True, 0)
    decoded.append(0)
    late = set(range(len(pieces))).difference(*COMING[order])
    for file in late:
        shutil.copy(pieces[file], folder)
        assert watch(office.site, archive, warehouse) in (0, 1)
        newest = read_table(warehouse, RUNS, service_date=DAY).to_pylist()[-1]
        assert newest["final"] is True
        decoded.append(newest["recordings_observed"])
    assert sum(decoded) == len(pieces) + LOOKED_AGAIN[order]
    alone = tmp_path / "alone"
    run_batch(office.site, archive, alone)
    assert tables_but_ids(warehouse, "runs") == tables_but_ids(alone, "runs")
    # Nothing has come since: no run.
    assert watch(office.site, archive, warehouse) == 0
    assert len(read_table(warehouse, RUNS, service_date=DAY)) == len(decoded)


def test_the_rest_of_the_day_is_not_yet_and_a_later_recording_fills_it(at, tmp_path):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    record(archive, "2026-11-02T08:00:00", 8)
    at(MONDAY_EIGHT + timedelta(minutes=1))
    assert watch(site, archive, warehouse) == 0

    def states():
        rows = read_table(warehouse, COVERAGE, service_date=MONDAY).to_pylist()
        return [row["coverage_state"] for row in rows if row["started_at"] >= MONDAY_EIGHT][:2]

    assert states() == ["recorded", "not_yet"]
    record(archive, "2026-11-02T08:20:00", 8)
    at(MONDAY_EIGHT + timedelta(minutes=21))
    assert watch(site, archive, warehouse) == 0
    assert states() == ["recorded", "gap"]
    missing = [row["kind"] for row in read_table(warehouse, ANOMALIES, service_date=MONDAY).to_pylist()]
    assert missing == ["footage_missing"]


@pytest.mark.slow
def test_a_date_is_final_once_the_recorder_has_begun_the_next_or_as_late_as_it_may_be_and_is_restated_after(
    at, tmp_path
):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    record(archive, "2026-11-02T23:50:00", 8)
    midnight, finals = MONDAY_EIGHT + timedelta(hours=16), []

    def look(minutes, *more):
        at(midnight + timedelta(minutes=minutes))
        assert watch(site, archive, warehouse, *more) == 0
        finals.append([run["final"] for run in read_table(warehouse, RUNS, service_date=MONDAY).to_pylist()])

    look(5)
    look(9, "--lateness", "10m")
    assert finals == [[False]] * 2
    look(10, "--lateness", "10m")
    assert finals[-1] == [False, True]
    # One that comes late restates the date.
    record(archive, "2026-11-02T20:00:00", 8)
    look(11)
    assert finals[-1] == [False, True, False]
    record(archive, "2026-11-03T00:00:10", 8)
    look(12)
    assert finals[-1] == [False, True, False, True]
    look(13)
    assert len(finals[-1]) == 4


def test_a_recording_that_is_still_being_written_waits(at, tmp_path, capsys):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    done, open_ = record(archive, "2026-11-02T08:00:00", 8), record(archive, "2026-11-02T08:10:00", 8)
    os.utime(done, (time.time() - 60,) * 2)
    at(MONDAY_EIGHT + timedelta(minutes=11))
    assert watch(site, archive, warehouse, settled="30s") == 0
    assert [row["recording_uri"] for row in read_table(warehouse, RECORDINGS).to_pylist()] == [f"nvr/{done.name}"]
    os.utime(open_, (time.time() - 60,) * 2)
    capsys.readouterr()
    assert watch(site, archive, warehouse, settled="30s") == 0
    assert len(read_table(warehouse, RECORDINGS)) == 2
    assert "run 2: 1 recording came for 2026-11-02; " in capsys.readouterr().out


def held_and_written_to_again(site, archive, warehouse, begins):
    """A recording of eight seconds that the tables hold and that is written to again, and its row."""
    path = record(archive, f"2026-11-02T{begins}", 8)
    os.utime(path, (time.time() - 60,) * 2)
    assert watch(site, archive, warehouse, settled="30s") == 0
    (row,) = read_table(warehouse, RECORDINGS).to_pylist()
    with path.open("ab") as file:
        file.write(b"\0" * 64)
    return path, row


def test_one_that_is_held_and_written_to_again_stands_until_it_is_finished(at, tmp_path):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    at(MONDAY_EIGHT + timedelta(minutes=11))
    first, before = held_and_written_to_again(site, archive, warehouse, "08:00:00")
    os.utime(record(archive, "2026-11-02T08:00:08", 8), (time.time() - 60,) * 2)
    assert watch(site, archive, warehouse, settled="30s") == 0
    held, second = read_table(warehouse, RECORDINGS).to_pylist()
    assert held | {"run_id": None} == before | {"run_id": None} and second["run_id"] == held["run_id"]
    runs = read_table(warehouse, RUNS, service_date=MONDAY).to_pylist()
    assert (runs[-1]["recordings"], runs[-1]["rejected"], runs[-1]["run_id"]) == (2, 0, held["run_id"])
    recorded = [row for row in read_table(warehouse, COVERAGE).to_pylist() if row["coverage_state"] == "recorded"]
    assert sum(row["duration_s"] for row in recorded) == pytest.approx(16, abs=0.3)
    os.utime(first, (time.time() - 60,) * 2)
    assert watch(site, archive, warehouse, settled="30s") == 0
    again, _ = read_table(warehouse, RECORDINGS).to_pylist()
    assert again["bytes"] == before["bytes"] + 64 and again["recording_sha256"] != before["recording_sha256"]


@pytest.mark.slow
def test_one_that_is_held_is_unobserved_after_one_that_comes_late_before_it_until_it_is_finished(at, tmp_path):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    at(MONDAY_EIGHT + timedelta(minutes=11))
    second, before = held_and_written_to_again(site, archive, warehouse, "08:00:08")
    # It reaches two seconds into the other.
    os.utime(record(archive, "2026-11-02T08:00:00", 10), (time.time() - 60,) * 2)
    assert watch(site, archive, warehouse, settled="30s") == 0
    late, held = read_table(warehouse, RECORDINGS).to_pylist()
    assert held == before | {"run_id": late["run_id"]}
    rejects = read_table(warehouse, REJECTS).to_pylist()
    assert [(row["step"], row["input"], row["error"]) for row in rejects] == [
        ("observe", held["recording_uri"], "changing")
    ]
    os.utime(second, (time.time() - 60,) * 2)
    for _ in range(2):
        assert watch(site, archive, warehouse, settled="30s") == 0
    assert len(read_table(warehouse, RUNS, service_date=MONDAY)) == 3
    alone = tmp_path / "alone"
    run_batch(site, archive, alone)
    found = tables_but_ids(warehouse, "runs", "samples", "observations")
    assert found == tables_but_ids(alone, "runs", "samples", "observations")


def test_one_that_is_held_stands_though_it_is_to_be_refined_elsewhere_than_before(at, tmp_path, monkeypatch):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    at(MONDAY_EIGHT + timedelta(minutes=11))
    first = record(archive, "2026-11-02T08:00:00", 8)

    def look(step):
        windows = [(MONDAY_EIGHT.timestamp() + step, MONDAY_EIGHT.timestamp() + step + 2)]
        monkeypatch.setattr(refine_uncertain_times, "refinement_windows", lambda *_: (windows, []))
        assert watch(site, archive, warehouse, settled="30s") == 0
        (one, *_) = read_table(warehouse, RECORDINGS).to_pylist()
        refined = read_table(warehouse, CLOSER_SAMPLES, recording_id=one["recording_id"]).to_pylist()
        rejects = read_table(warehouse, REJECTS).to_pylist()
        return [round(row["offset_s"], 1) for row in refined], [row["error"] for row in rejects]

    os.utime(first, (time.time() - 60,) * 2)
    before = look(0)
    assert before == ([0.4, 1.0, 1.4], [])
    with first.open("ab") as file:
        file.write(b"\0" * 64)
    # Another comes, so that the date is run.
    os.utime(record(archive, "2026-11-02T08:05:00", 4), (time.time() - 60,) * 2)
    assert look(4) == before
    os.utime(first, (time.time() - 60,) * 2)
    assert look(4) == ([4.4, 5.0, 5.4], [])


def test_recordings_that_the_archive_no_longer_has_are_not_lost_for_one_that_comes_late(at, tmp_path, capsys):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    first = record(archive, "2026-11-02T08:00:00", 8)
    at(MONDAY_EIGHT + timedelta(days=1))
    assert watch(site, archive, warehouse) == 0
    first.unlink()
    record(archive, "2026-11-02T08:10:00", 8)
    assert watch(site, archive, warehouse) == 0
    said = capsys.readouterr().out
    assert "2026-11-02 is left as it is, though 1 recording came: 1 that the tables hold are no longer" in said
    assert f"such as nvr/{first.name}, and a run would lose them" in said
    assert len(read_table(warehouse, RECORDINGS)) == 1


def test_one_of_the_same_size_in_the_place_of_another_is_taken_once_and_one_that_is_only_touched_too(at, tmp_path):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    file = record(archive, "2026-11-02T08:00:00", 4)
    at(MONDAY_EIGHT + timedelta(hours=1))

    def taken():
        assert watch(site, archive, warehouse) == 0
        runs = read_table(warehouse, RUNS, service_date=MONDAY).to_pylist()
        held = read_table(warehouse, RECORDINGS)["recording_sha256"].to_pylist()
        return [run["recordings_observed"] for run in runs], held

    first = taken()
    assert first[0] == [1]
    content = file.read_bytes()
    # The mark at its end is what makes its bytes its own.
    file.write_bytes(content[:-1] + b"x")
    second = taken()
    assert second[0] == [1, 1] and second[1] != first[1]
    assert taken() == second
    os.utime(file)
    assert taken() == ([1, 1, 0], second[1])
    assert taken() == ([1, 1, 0], second[1])


def test_a_backlog_is_worked_off_the_newest_date_first(at, tmp_path, monkeypatch):
    site, archive, warehouse = write_site(tmp_path), tmp_path / "archive", tmp_path / "warehouse"
    for day in ("2026-10-31", "2026-11-01", "2026-11-02"):
        record(archive, f"{day}T08:00:00", 8)
    at(MONDAY_EIGHT + timedelta(hours=1))
    assert watch(site, archive, warehouse) == 0
    runs = sorted(read_table(warehouse, RUNS).to_pylist(), key=lambda run: run["started_at"])
    assert [run["service_date"].isoformat() for run in runs] == ["2026-11-01", "2026-11-02", "2026-10-31"]


def test_looks_need_a_pause(tmp_path, capsys):
    archive = tmp_path / "archive"
    archive.mkdir()
    assert run_batch(write_site(tmp_path), archive, tmp_path / "w", "--every", "0s", command="watch") == 2
    assert "--every 0s: looks without a pause; write 0.1s or more" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--once"], "--once: on an engine a watch has no end"),
        (["--health-port", "0"], "--health-port: what a watch on"),
    ],
)
def test_what_only_a_watch_in_this_process_can_do_is_refused_of_one_on_an_engine(tmp_path, capsys, given, said):
    inputs = ["--site", str(write_site(tmp_path)), "--archive", str(tmp_path), "--warehouse", str(tmp_path / "w")]
    assert main(["watch", *inputs, "--runner=PortableRunner", *given]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "said"),
    [(("--every", "10"), "10 is no time; write it as 30s, 10m or 1h"), (("--settled", "soon"), "soon is no time")],
)
def test_times_are_written_with_their_unit(tmp_path, capsys, given, said):
    with pytest.raises(SystemExit):
        run_batch(write_site(tmp_path), tmp_path, tmp_path / "warehouse", *given, command="watch")
    assert said in capsys.readouterr().err


class Watched:
    """A watch in a process of its own, and the lines that it says."""

    def __init__(self, folder, archive, warehouse, *more, program=("-m", "pantau")):
        given = ["--site", folder / "site.yaml", "--archive", archive, "--warehouse", warehouse, "--no-index"]
        given += ["--every", "0.3s", "--settled", "0.5s", *more]
        command = [sys.executable, "-u", *program, "watch", *map(str, given)]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def line(self, what):
        """The next line that says something; fails if the process ends before."""
        for line in self.process.stdout:
            if what in line:
                return line
        pytest.fail(self.process.communicate()[1])

    def end(self, number):
        self.process.send_signal(number)
        return self.process.wait(60)


ANEW = """
import sys
from pantau.pipelines.command_line import main
from pantau.pipelines.commands import watch

watch.MOST_RUNS = 1
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.slow
def test_a_service_begins_anew_after_so_many_runs_as_the_same_process_and_goes_on(tmp_path):
    write_site(tmp_path)
    archive, warehouse = tmp_path / "archive", tmp_path / "warehouse"
    record(archive, "2026-11-02T08:00:00", 4)
    one = Watched(tmp_path, archive, warehouse, "--health-port", "0", program=("-c", ANEW))
    try:
        for number in (1, 2):
            one.line("answering /health and /metrics at 127.0.0.1, port ")
            one.line("watching ")
            one.line(f"run {number}: 1 recording came for 2026-11-02")
            record(archive, f"2026-11-02T08:{number}0:00", 4)
        one.line("run 3: ")
        one.line("watching ")
        assert one.process.poll() is None and one.end(signal.SIGTERM) in (0, 3)
    finally:
        one.process.kill()
    runs = read_table(warehouse, RUNS, service_date=MONDAY).to_pylist()
    assert [run["recordings_observed"] for run in runs] == [1, 1, 1]


@pytest.mark.slow
def test_a_service_takes_what_comes_goes_on_after_a_kill_and_ends_when_it_is_asked_to(tmp_path):
    write_site(tmp_path)
    archive, warehouse = tmp_path / "archive", tmp_path / "warehouse"
    record(archive, "2026-11-02T08:00:00", 4)
    first = Watched(tmp_path, archive, warehouse)
    try:
        assert "1 recording came for 2026-11-02" in first.line("run 1")
        record(archive, "2026-11-02T08:10:00", 4)
        assert "1 recording came for 2026-11-02" in first.line("run 2")
        record(archive, "2026-11-02T08:20:00", 4)
        # Wherever it is: looking, waiting for the file to settle, or at work.
        time.sleep(0.8)
        assert first.end(signal.SIGKILL) == -signal.SIGKILL
        again = Watched(tmp_path, archive, warehouse)
        again.line("run 3")
        assert len(read_table(warehouse, RECORDINGS, service_date=MONDAY)) == 3
        assert again.end(signal.SIGTERM) in (0, 3)
    finally:
        first.process.kill()
    runs = read_table(warehouse, RUNS, service_date=MONDAY).to_pylist()
    assert [run["recordings_observed"] for run in runs] == [1, 1, 1]


@pytest.mark.slow
def test_a_service_answers_monitoring_and_tells_who_is_named_once_also_after_a_kill(tmp_path, server):
    write_site(tmp_path, more=f"notifications: {{of: [health], webhook: {{url: '{server.url}'}}}}\n")
    archive, warehouse = tmp_path / "archive", tmp_path / "warehouse"
    record(archive, "2026-11-02T08:00:00", 4)

    def answered(watched):
        """What monitoring is told once the health of the run is known."""
        port = watched.line("answering /health and /metrics at 127.0.0.1, port ").split()[-1]
        watched.line("watching")
        for _ in range(600):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=10)
            except urllib.error.HTTPError as error:
                found = json.load(error)
                if error.code == 503 and found.get("last_date") and found["watch"]["looked_at"]:
                    return found
            time.sleep(0.1)
        pytest.fail("health is never known")

    # Looked at once a minute: the first look at health is of a warehouse with a run.
    assert watch(tmp_path / "site.yaml", archive, warehouse) == 0
    first = Watched(tmp_path, archive, warehouse, "--health-port", "0")
    try:
        found = answered(first)
        assert (found["last_date"], found["reasons"][0]) == ("2026-11-02", "no run was good yet")
        assert first.end(signal.SIGKILL) == -signal.SIGKILL
        again = Watched(tmp_path, archive, warehouse, "--health-port", "0")
        answered(again)
        assert again.end(signal.SIGTERM) in (0, 3)
    finally:
        first.process.kill()
    assert [json.loads(body)["notification"] for _, _, body in server.taken] == ["health-000001"]
