import json
import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.reporting.json_log import journal, note
from tests.batch_runs import record, write_site
from tests.warm_processes import warm_processes


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


def test_a_line_says_when_how_grave_where_and_what(tmp_path):
    file = tmp_path / "log.jsonl"
    with journal(str(file), "nightly"):
        note("stage_began", "observe", stage="observe", cores=2)
    (line,) = lines(file)
    assert datetime.fromisoformat(line.pop("time")).utcoffset() == timedelta(0)
    assert line == {
        "level": "info",
        "command": "nightly",
        "process": os.getpid(),
        "event": "stage_began",
        "stage": "observe",
        "recording": None,
        "message": "observe",
        "cores": 2,
    }


@pytest.mark.parametrize(
    "name",
    ["a\nb.mp4", '{"event": "forged"}\n', "\u2028x", "loket \udcff", "喵.mp4"],
    ids=["newline", "record", "line separator", "no text", "cat"],
)
def test_no_name_breaks_a_line_or_makes_one(tmp_path, name):
    file = tmp_path / "log.jsonl"
    with journal(str(file), "nightly"):
        # Not in the message, which the runner of the tests shows and cannot encode.
        note("rejected", "is empty", recording=name)
    (line,) = lines(file)
    assert (line["event"], line["recording"]) == ("rejected", name)


def test_nothing_is_written_where_no_journal_is_kept_or_after_it(tmp_path):
    with journal(str(tmp_path / "log.jsonl"), "ask"):
        note("a", "a")
    note("b", "b")
    with journal(None, "ask"):
        note("c", "c")
    assert [line["event"] for line in lines(tmp_path / "log.jsonl")] == ["a"]


def test_a_journal_that_cannot_be_written_any_more_stops_nothing():
    with journal("/dev/full", "nightly"):
        note("a", "a")


@pytest.mark.slow
def test_a_night_tells_its_stages_recordings_rejects_run_and_end(tmp_path, capsys, monkeypatch):
    archive = tmp_path / "archive"
    record(archive, "2026-11-02T08:00:00", 10)
    (archive / "nvr" / "ch01_20261102090000.mp4").write_bytes(b"xx")
    site, file = write_site(tmp_path), tmp_path / "log.jsonl"
    given = ["--site", site, "--archive", archive, "--warehouse", tmp_path / "warehouse", "--runner=FnApiRunner"]
    warm_processes(monkeypatch)
    assert main(["--log", str(file), "nightly", *map(str, given)]) == 1
    assert "Lost more than allowed" in capsys.readouterr().out
    told = lines(file)
    assert [(line["event"], line["stage"], line["recording"]) for line in told] == [
        ("command_began", None, None),
        ("recording_done", "observe", "nvr/ch01_20261102080000.mp4"),
        ("run_committed", None, None),
        *[("step_counted", None, None)] * 8,
        ("rejected", "probe", "nvr/ch01_20261102090000.mp4"),
        ("command_ended", None, None),
    ]
    assert {(line["event"], line["level"]) for line in told if line["level"] != "info"} == {
        ("rejected", "warning"),
        ("command_ended", "warning"),
    }
    assert [line["message"] for line in told if line["event"] == "step_counted"] == [
        "clocks 1",
        "copies 1",
        "events 1 of 1",
        "list 2",
        "name 2",
        "observe 1 of 1",
        "probe 1 of 2 (1 text)",
        "refine 1 of 1",
    ]
    assert told[-1]["status"] == 1 and told[-2]["error"] == "text"
    assert next(line["run"] for line in told if line["event"] == "run_committed") == 1


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["health", "--warehouse", "nowhere"], 2), (["ask", "nothing"], 2), (["site", "schema", "--strange"], 2)],
)
def test_what_could_not_be_done_is_told_to_both(tmp_path, monkeypatch, capsys, arguments, status):
    monkeypatch.chdir(tmp_path)
    assert main(["--log", "log.jsonl", *arguments]) == status
    began, ended = lines(tmp_path / "log.jsonl")
    assert (began["event"], began["message"]) == (
        "command_began",
        " ".join(["pantau", "--log", "log.jsonl", *arguments]),
    )
    assert (ended["event"], ended["level"], ended["status"]) == ("command_ended", "error", status)
    assert ended["message"] in capsys.readouterr().err


def test_a_journal_that_cannot_be_opened_is_bad_use(tmp_path, capsys):
    assert main(["--log", str(tmp_path / "no" / "log"), "ask"]) == 2
    assert "no/log: cannot be written to (No such file or directory)" in capsys.readouterr().err


@pytest.mark.slow
def test_standard_error_may_be_the_journal(tmp_path):
    command = [sys.executable, "-m", "pantau", "--log", "/dev/stderr", "ask"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["command_began", "command_ended"]
