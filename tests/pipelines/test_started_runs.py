import json
import os
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pantau.pipelines import started_runs
from pantau.pipelines.started_runs import NICENESS, FoundRun, RejectedInput, RunProgress, StartedRun, progress_of
from tests.batch_runs import write_site

BEGAN, ENDED = "2026-11-02T18:00:00.000+00:00", "2026-11-02T18:05:00.000+00:00"


def line(event, time=BEGAN, **more):
    return json.dumps({"time": time, "event": event, "message": "", **more})


OBSERVED = [line("recording_done", done=1, of=3), line("recording_done", done=2, of=3)]


@pytest.mark.parametrize(
    ("lines", "status", "expected"),
    [
        ([], None, RunProgress(None, None, "running", "", 0, 0)),
        ([line("command_began"), OBSERVED[0][:20]], None, RunProgress(BEGAN, None, "running", "", 0, 0)),
        ([line("command_began"), *OBSERVED], None, RunProgress(BEGAN, None, "running", "", 2, 3)),
        ([line("command_began"), *OBSERVED], -9, RunProgress(BEGAN, None, "killed", "", 2, 3)),
        (
            [line("command_began"), line("command_ended", ENDED, status=0)],
            0,
            RunProgress(BEGAN, ENDED, "done", "", 0, 0),
        ),
    ],
)
def test_a_journal_tells_how_far_a_run_is(lines, status, expected):
    found = progress_of(lines, status)
    times = (datetime.fromisoformat(at) if at else None for at in (expected.began_at, expected.ended_at))
    assert found == RunProgress(*times, expected.outcome, expected.message, expected.done, expected.of)


def test_what_could_not_be_used_is_told_with_the_first_reasons():
    lines = [line("rejected", recording=f"{n}.mp4", error="empty", message=f"{n}.mp4: is empty") for n in range(30)]
    found = progress_of(lines, None)
    assert (found.rejected, found.reasons) == (
        30,
        tuple(RejectedInput(f"{n}.mp4", "empty", f"{n}.mp4: is empty") for n in range(20)),
    )


@pytest.mark.parametrize(
    ("status", "outcome"), [(1, "lost"), (2, "refused"), (3, "broken"), (4, "occupied"), (77, "refused")]
)
def test_how_it_ended_is_told_with_what_it_said(status, outcome):
    ended = json.dumps({"time": ENDED, "event": "command_ended", "status": status, "message": "so it was"})
    found = progress_of([line("command_began"), ended], status)
    assert (found.outcome, found.message) == (outcome, "so it was")
    assert found.ended_at == datetime(2026, 11, 2, 18, 5, tzinfo=UTC)


def started(tmp_path, **given):
    places = {"archive": str(tmp_path / "archive"), "warehouse": str(tmp_path / "warehouse"), "day": None, **given}
    return StartedRun("inventory", write_site(tmp_path), **places, journal=tmp_path / "journal")


@pytest.mark.slow
def test_a_run_is_the_command_itself_and_says_why_it_cannot_begin(tmp_path):
    run = started(tmp_path)
    assert run.wait() == 2 and not run.is_running
    assert run.progress.outcome == "refused" and "--archive" in run.progress.message
    found = FoundRun(tmp_path)
    assert (found.stage, found.day, found.is_running, found.progress) == ("inventory", None, False, run.progress)


@pytest.mark.slow
def test_a_run_gives_way_to_all_others_and_can_be_stopped(tmp_path, monkeypatch):
    held = started_runs._PROGRAM.replace("raise SystemExit", "import time; time.sleep(60); raise SystemExit")
    monkeypatch.setattr(started_runs, "_PROGRAM", held)
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        run = started(tmp_path)
    finally:
        signal.signal(signal.SIGINT, before)
    pid = run._process.pid
    until(lambda: os.getpriority(os.PRIO_PROCESS, pid) == NICENESS)
    weighed = Path(f"/proc/{pid}/autogroup")
    until(lambda: not weighed.exists() or weighed.read_text().rstrip().endswith(f"nice {NICENESS}"))
    assert os.getsid(pid) == pid and run.is_running and run.progress.outcome == "running"
    found = FoundRun(tmp_path)
    until(lambda: found.processor.ran_s > 0 < run.processor.waited_s)
    assert found.is_running and found.progress.outcome == "running"
    found.stop()
    assert run.wait() != 0 and run.progress.outcome == found.progress.outcome == "killed"


def until(true):
    for _ in range(300):
        if true():
            return
        time.sleep(0.05)
    pytest.fail("never came true")
