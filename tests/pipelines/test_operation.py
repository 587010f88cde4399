"""The shipped files for systemd, cron and containers name commands and options that exist."""

import configparser
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pantau import pipelines
from pantau.pipelines.command_line import COMMANDS, _parser

FOLDER = Path(pipelines.__file__).with_name("operation")
PROGRAM = "/opt/pantau/bin/pantau"
UNITS = sorted(FOLDER.glob("*.service")) + sorted(FOLDER.glob("*.timer"))


def unit(path):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read_string(path.read_text(encoding="utf-8"))
    return parser


def commands():
    for path in FOLDER.glob("*.service"):
        yield path.name, unit(path)["Service"]["ExecStart"]
    for line in (FOLDER / "pantau.cron").read_text(encoding="utf-8").splitlines():
        if PROGRAM in line:
            minute, hour, *days, user, command = line.split(None, 6)[:7]
            assert (0 <= int(minute) < 60, 0 <= int(hour) < 24, user) == (True, True, "pantau")
            assert days in (["*", "*", "*"], ["1", "*", "*"])
            yield "pantau.cron", re.split(r" >", command)[0]


@pytest.mark.parametrize(("file", "command"), list(commands()))
def test_commands_parse(file, command):
    program, *arguments = shlex.split(command)
    assert program == PROGRAM
    name = next(word for word in arguments if word in COMMANDS)
    known, unknown = _parser(name).parse_known_args(arguments)
    assert (known.command, unknown) == (name, [])


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_have_their_parts(path):
    sections = unit(path).sections()
    lasting = path.suffix == ".service" and unit(path)["Service"]["Type"] == "exec"
    own = ["Timer", "Install"] if path.suffix == ".timer" else ["Service", *["Install"] * lasting]
    assert sections == ["Unit", *own]
    if path.suffix == ".timer":
        assert path.with_suffix(".service").exists()
    else:
        service = unit(path)["Service"]
        assert service["Type"] in ("oneshot", "exec") and "/warehouse" in service["ReadWritePaths"]
        assert lasting == path.name.startswith("pantau-watch")
        # One that breaks off ends with the status of one that was stopped amid a run.
        assert service.get("Restart") == ("always" if lasting else None)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_takes_the_units_as_they_are(tmp_path):
    for path in UNITS:
        # The program is looked for where it is not installed here.
        text = path.read_text(encoding="utf-8").replace(PROGRAM, sys.executable)
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", *sorted(map(str, tmp_path.iterdir()))]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


def test_the_container_runs_the_program_as_nobody_special():
    lines = [
        line.split(None, 1) for line in (FOLDER / "Containerfile").read_text(encoding="utf-8").splitlines() if line
    ]
    said = {word: rest for word, rest in lines}
    assert said["USER"].isdigit() and said["USER"] != "0"
    assert said["ENTRYPOINT"] == f'["{PROGRAM}"]'
    assert {word for word, _ in lines} <= {"#", "FROM", "COPY", "RUN", "ENV", "USER", "ENTRYPOINT", "CMD"}
