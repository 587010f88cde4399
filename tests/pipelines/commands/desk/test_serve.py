"""`pantau desk` as a command: what it refuses, and that it answers."""

import os
import re
import signal
import subprocess
import sys
import urllib.request

import pytest

from pantau.desk.access.roles import Role
from pantau.desk.settings import ADDRESS, PORT
from pantau.pipelines.command_line import main
from pantau.pipelines.commands.desk import reach, serve
from pantau.schemas.vocabulary import ACCOUNT_ROLES
from tests.transforms.evidence.conftest import SITE


@pytest.fixture
def given(tmp_path):
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "archive").mkdir()
    (tmp_path / "warehouse").mkdir()
    return ["desk", *(f"--{name}={tmp_path / place}" for name, place in PLACES.items())]


PLACES = {"site": "site.yaml", "archive": "archive", "warehouse": "warehouse"}


def test_the_commands_and_the_desk_mean_the_same():
    assert (reach.ADDRESS, serve.PORT) == (ADDRESS, PORT)
    assert tuple(role.word for role in Role) == ("anyone", *ACCOUNT_ROLES)


def test_without_what_it_needs_it_says_what_to_install(given, capsys, monkeypatch):
    monkeypatch.setattr(serve, "find_spec", lambda name: None if name == "uvicorn" else True)
    assert main(given) == 2
    assert capsys.readouterr().err == "pantau desk needs uvicorn: install them with `pip install 'pantau[desk]'`\n"


@pytest.mark.parametrize("name", ["archive", "warehouse"])
def test_a_folder_that_is_not_there_is_said(given, tmp_path, capsys, name):
    (tmp_path / name).rmdir()
    assert main(given) == 2
    assert f"--{name} {tmp_path / name}: is not a folder" in capsys.readouterr().err


@pytest.mark.slow
def test_it_answers_until_it_is_interrupted_and_writes_nothing(given, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    port = 20_000 + os.getpid() % 20_000
    command = [sys.executable, "-m", "pantau", *given, f"--port={port}"]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    heed = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    with subprocess.Popen(command, **pipes, **heed) as process:
        assert process.stdout.readline() == f"http://127.0.0.1:{port} shows Hall; end it with Ctrl-C\n"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/days", timeout=60) as answer:
            assert re.search(r"<h1>.+</h1>", answer.read().decode())
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in told[1]) == (0, False)
    assert sorted(tmp_path.rglob("*")) == before


def test_without_a_site_file_it_begins_by_making_one(given, tmp_path, capsys, monkeypatch):
    (tmp_path / "site.yaml").unlink()
    (tmp_path / "warehouse").rmdir()
    served = []
    monkeypatch.setattr("pantau.desk.serving.serve", lambda settings, listens: (served.append(settings), listens()))
    assert main([*given, "--read-only"]) == 2
    assert "is not there, and a desk that is --read-only makes none" in capsys.readouterr().err
    assert main(given) == 0
    assert served[0].site is None and (tmp_path / "warehouse").is_dir()
    assert capsys.readouterr().out == f"http://127.0.0.1:8080 makes {tmp_path / 'site.yaml'}; end it with Ctrl-C\n"
