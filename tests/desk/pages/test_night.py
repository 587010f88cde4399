import json
import os
import signal
import subprocess
from dataclasses import replace
from datetime import date
from typing import ClassVar

import pytest
from starlette.testclient import TestClient

from pantau.desk import running
from pantau.desk.access.door import TOKEN_HEADER
from pantau.desk.application import application
from pantau.desk.footage.clips import Workshop
from pantau.pipelines.started_runs import ProcessorTime, RejectedInput, RunProgress, _began
from tests.desk.conftest import HOST


class Stands:
    """Stands for a run: notes how it was started, and goes on until it is told to end."""

    made: ClassVar[list] = []

    def __init__(self, *given):
        self.given, self.stage, self.day, self.is_running, self.stopped = given, given[0], given[4], True, False
        self.reasons, self.processor = (), ProcessorTime(2.0, 0.5)
        Stands.made.append(self)

    @property
    def progress(self):
        return RunProgress(None, None, "running" if self.is_running else "done", "", 1, 2, 0, self.reasons)

    def stop(self):
        self.stopped = True


@pytest.fixture
def settings(editable_settings, monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(running, "StartedRun", Stands)
    Stands.made = []
    return editable_settings


class Night:
    def __init__(self, settings, made):
        app = application(settings, Workshop(made))
        self.client = TestClient(app, f"http://{HOST}", headers={"accept-language": "en"})
        self.token = app.state.token

    def post(self, path, sent, token=None):
        headers = {"origin": f"http://{HOST}", TOKEN_HEADER: self.token if token is None else token}
        return self.client.post(path, json=sent, headers=headers)


@pytest.fixture
def desk(settings, made):
    return Night(settings, made)


WISH = {"stage": "nightly", "day": "2026-11-02"}


def test_the_page_offers_the_dates_that_the_archive_has(desk):
    text = desk.client.get("/night").text
    assert '<option value="2026-11-02">Monday 2 November 2026</option><option value="">all dates (1)</option>' in text
    assert "disabled" not in text


def test_a_run_is_started_once_shown_and_stopped(desk, settings):
    assert desk.client.get("/night/progress").json() is None
    told = desk.post("/site/runs", WISH).json()
    assert told == {
        "outcome": "running",
        "message": "",
        "done": 1,
        "of": 2,
        "rejected": 0,
        "reasons": [],
        "ran_s": 2.0,
        "waited_s": 0.5,
        "began": "",
        "ended": "",
        "stage": "nightly",
        "day": "2026-11-02",
    }
    run = Stands.made[0]
    assert run.given[:5] == ("nightly", settings.site_path, settings.archive, settings.warehouse, date(2026, 11, 2))
    again = desk.post("/site/runs", WISH)
    assert (again.status_code, again.json()["word"], len(Stands.made)) == (409, "a_run_goes_on", 1)
    assert desk.post("/site/runs/stop", {}).status_code == 200 and run.stopped
    run.is_running = False
    assert desk.client.get("/night/progress").json()["outcome"] == "done"
    assert desk.post("/site/runs/stop", {}).status_code == 409
    assert desk.post("/site/runs", {"stage": "inventory", "day": None}).status_code == 200
    assert Stands.made[1].given[4] is None and Stands.made[1].given[5] != run.given[5]


def test_why_a_file_could_not_be_used_is_said_in_the_language_of_the_page(desk):
    desk.post("/site/runs", WISH)
    known = RejectedInput("a.mp4", "empty", "a.mp4: is empty")
    Stands.made[0].reasons = (known, RejectedInput("b.mp4", "OSError", "b.mp4: is odd"))
    told = {}
    for language in ("id", "en"):
        desk.client.cookies.set("language", language)
        told[language] = desk.client.get("/night/progress").json()["reasons"]
    odd = {"sentence": "b.mp4: is odd", "language": "en"}
    indonesian = {"sentence": "a.mp4: kosong (0 bita); salin ulang dari perekam", "language": "id"}
    assert told == {"id": [indonesian, odd], "en": [{"sentence": "a.mp4: is empty", "language": "en"}, odd]}


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"stage": "retain", "day": None},
        {**WISH, "day": "--warehouse"},
        {**WISH, "archive": "/"},
        {**WISH, "day": 1},
    ],
)
def test_nothing_else_can_be_run(desk, wish):
    assert desk.post("/site/runs", wish).status_code == 400 and Stands.made == []


def test_only_a_page_of_the_desk_starts_a_run(desk):
    assert desk.post("/site/runs", WISH, token="").status_code == 403 and Stands.made == []


def test_a_desk_that_only_shows_starts_none(settings, made):
    desk = Night(replace(settings, read_only=True), made)
    assert desk.post("/site/runs", WISH).status_code == 403 and Stands.made == []
    assert "--read-only" in desk.client.get("/night").text


def test_a_site_file_that_is_broken_starts_none(desk, settings):
    settings.site_path.write_text("id: [")
    assert desk.post("/site/runs", WISH).status_code == 409 and Stands.made == []


def noted(folder, pid, began):
    journal = [{"event": "command_began"}, {"event": "recording_done", "done": 2, "of": 3}]
    lines = [json.dumps({"time": "2026-11-02T18:00:00+00:00", "message": "", **one}) for one in journal]
    (folder / "run-x.jsonl").write_text("\n".join(lines))
    note = {"stage": "nightly", "day": "2026-11-02", "journal": "run-x.jsonl", "pid": pid, "began": began}
    (folder / "run.json").write_text(json.dumps(note))


@pytest.fixture
def kept(settings):
    """The folder in which a run of this warehouse is noted."""
    folder = running.lasting_folder(settings.warehouse)
    folder.mkdir(mode=0o700)
    return folder


def test_a_desk_that_is_started_again_finds_the_run_that_goes_on(settings, made, kept):
    # Whoever is begun in the background may have been told to heed no interrupt.
    heed = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    with subprocess.Popen(["sleep", "60"], **heed) as process:
        noted(kept, process.pid, _began(process.pid))
        desk = Night(settings, made)
        told = desk.client.get("/night/progress").json()
        assert (told["outcome"], told["done"], told["of"], told["stage"]) == ("running", 2, 3, "nightly")
        assert desk.post("/site/runs", WISH).json()["word"] == "a_run_goes_on" and Stands.made == []
        assert desk.post("/site/runs/stop", {}).status_code == 200
        assert process.wait(timeout=20) == -signal.SIGINT
    assert desk.client.get("/night/progress").json()["outcome"] == "killed"
    assert desk.post("/site/runs", WISH).status_code == 200 and len(Stands.made) == 1


def test_a_process_of_the_same_number_is_not_taken_for_the_run(settings, made, kept):
    noted(kept, os.getpid(), "1")
    desk = Night(settings, made)
    assert desk.client.get("/night/progress").json()["outcome"] == "killed"
    assert desk.post("/site/runs/stop", {}).status_code == 409


@pytest.mark.parametrize("wrong", ["others may write", "a link", "no note", "torn"])
def test_what_somebody_else_may_have_noted_is_not_believed(settings, made, kept, tmp_path, wrong):
    noted(kept, os.getpid(), _began(os.getpid()))
    if wrong == "others may write":
        kept.chmod(0o777)
    elif wrong == "a link":
        kept.rename(tmp_path / "elsewhere")
        kept.symlink_to(tmp_path / "elsewhere")
    elif wrong == "no note":
        (kept / "run.json").unlink()
    else:
        (kept / "run.json").write_text((kept / "run.json").read_text()[:20])
    desk = Night(settings, made)
    assert desk.client.get("/night/progress").json() is None
    assert desk.post("/site/runs", WISH).status_code == 200
    journal = Stands.made[0].given[5]
    assert (journal.parent == kept) == (wrong in ("no note", "torn")) and journal.exists()
