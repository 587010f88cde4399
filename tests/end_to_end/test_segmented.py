"""A run in which a long recording is observed in segments."""

from functools import partial

import pytest

from pantau.pipelines.command_line import main
from pantau.schemas.tables import TABLES
from pantau.transforms.detection import observe_recording
from pantau.transforms.detection.sampling import segments
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, tables, write_site
from tests.transforms.numbered_clips import encode, regular
from tests.warm_processes import warm_processes

# Python runs a module of this name when it starts, so the processes of the run meet this fault, and nobody else.
FAULT = """\
import os, signal
import pantau.transforms.detection.observe_recording as look

usual = look.ObserveRecording._observe

def observe(self, segment, state):
    with open({log!r}, "a") as log:
        print(segment.recording["recording_uri"], segment.own, file=log)
    if segment.own[0] > 0 and segment.own[1] < float("inf") and {crashes}:
        os.kill(os.getpid(), signal.SIGSEGV)
    return usual(self, segment, state)

look.ObserveRecording._observe = observe
"""

SITE = "night: {max_rejected_share: 1.0}\nobserver: {cadence_s: 5}\n"


@pytest.fixture
def archive(tmp_path):
    short = record(tmp_path / "archive", "2026-06-08T08:20:00", 10)
    encode(short.with_name("ch01_20260608080000.mp4"), "libx264", regular(475, 0.5), gop=2, fps=2, preset="ultrafast")
    return tmp_path / "archive"


def in_segments(tmp_path, monkeypatch, archive, name, crashes):
    """A run that all cores work on, the first recording in three segments; its tables, and the segments observed."""
    log = tmp_path / name
    # A recording is cut where models look afresh, once in five minutes.
    monkeypatch.setattr(observe_recording, "segments", partial(segments.segments, length_s=300.0))
    (tmp_path / "fault").mkdir()
    (tmp_path / "fault" / "sitecustomize.py").write_text(FAULT.format(log=str(log), crashes=crashes), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "fault")
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    warm_processes(monkeypatch)
    warehouse = tmp_path / f"warehouse-{name}"
    given = ["--site", tmp_path / "site.yaml", "--archive", archive, "--warehouse", warehouse]
    assert main(["nightly", "--no-index", *map(str, given)]) == 0
    return warehouse, log.read_text(encoding="utf-8").splitlines()


def test_the_tables_are_those_of_recordings_that_are_looked_at_whole(tmp_path, monkeypatch, archive):
    assert run_batch(write_site(tmp_path, more=SITE), archive, tmp_path / "whole") == 0
    warehouse, seen = in_segments(tmp_path, monkeypatch, archive, "cut", crashes=False)
    assert len(seen) == len(set(seen)) == 4
    assert tables(warehouse, "runs") == tables(tmp_path / "whole", "runs")


def test_a_segment_that_crashes_takes_its_recording_along_and_no_other(tmp_path, monkeypatch, archive):
    write_site(tmp_path, more=SITE)
    warehouse, _ = in_segments(tmp_path, monkeypatch, archive, "crash", crashes=True)
    rows = {name: read_table(warehouse, TABLES[name]).to_pylist() for name in ("recordings", "rejects", "samples")}
    named = {row["recording_id"]: row["recording_uri"][-10:-4] for row in rows["recordings"]}
    assert [(row["input"][-10:-4], row["step"], row["error"]) for row in rows["rejects"]] == [
        ("080000", "observe", "crashed")
    ]
    assert {named[row["recording_id"]] for row in rows["samples"]} == {"082000"}
    states = {
        (f"{row['started_at']:%M:%S}", row["coverage_state"])
        for row in read_table(warehouse, TABLES["coverage"]).to_pylist()
    }
    assert states >= {("00:00", "unreadable"), ("20:00", "recorded")}

    # The next run does not try it again, and says the same.
    before, log = tables(warehouse, "runs"), tmp_path / "crash"
    tried = log.read_text(encoding="utf-8")
    assert run_batch(tmp_path / "site.yaml", archive, warehouse) == 0
    assert tables(warehouse, "runs") == before
    assert log.read_text(encoding="utf-8") == tried
