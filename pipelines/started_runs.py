"""A run that the desk starts: a process of its own that gives way to all others, told by its journal."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from pantau.pipelines.command_line import BROKEN, DONE, LOST, OCCUPIED

Stage = Literal["inventory", "nightly"]

NICENESS = 19
"""The lowest priority that there is: whoever is at the machine, and footage for the desk, have the processor first."""

MOST_REASONS = 20
"""Of inputs that could not be used, as many are told: chosen, what one reads."""

NOTE = "run.json"
"""Beside its journal: by which process a run is known."""

NOTHING_SAID = "done"
"""What the journal has for a message where a command ended without one."""

_SESSION, _BEGAN = 3, 18
"""Of the fields behind the name in `/proc/PID/stat`: `session`; of those behind the state: `starttime` (proc(5), fields
6 and 22)."""

_PROGRAM = f"""
import contextlib, os, signal, sys
# Whoever started the desk in the background may have it ignore what stops a run.
signal.signal(signal.SIGINT, signal.default_int_handler)
os.nice({NICENESS})
# Linux weighs sessions against each other by a number of their own (sched(7), autogroup).
with contextlib.suppress(OSError), open("/proc/self/autogroup", "w") as file:
    file.write("{NICENESS}")
from pantau.pipelines.command_line import main
raise SystemExit(main(sys.argv[1:]))
"""

OUTCOMES = {DONE: "done", LOST: "lost", OCCUPIED: "occupied", BROKEN: "broken"}
"""How a run ended, by its exit status; any other is `refused`: something given to it could not be used."""


class RejectedInput(NamedTuple):
    """An input that a run could not use: its path, why in one word (`rejects.error`), and in an English sentence."""

    input: str
    word: str
    sentence: str


@dataclass(frozen=True)
class RunProgress:
    """How far a run is, by its journal.

    outcome: `running`, or how it ended: as `OUTCOMES`, `refused`, or `killed` where it could not say. message: what it
    said at its end. done, of: recordings that were observed, and that will be; 0 before that is known. rejected: the
    number of inputs that could not be used; reasons: of the first of them.
    """

    began_at: datetime | None
    ended_at: datetime | None
    outcome: str
    message: str
    done: int
    of: int
    rejected: int = 0
    reasons: tuple[RejectedInput, ...] = ()


class ProcessorTime(NamedTuple):
    """Of the processes of a run that there are: seconds that they had a processor, and that they waited for one."""

    ran_s: float
    waited_s: float


class StartedRun:
    """A run of `stage` over an archive, of one service date or of all; it goes on where the desk ends before it.

    It is the command of that name: it takes the lock of the warehouse as any other, or is refused.
    """

    def __init__(self, stage: Stage, site: Path, archive: str, warehouse: str, day: date | None, journal: Path) -> None:
        self.stage, self.day, self._journal = stage, day, journal
        places = ["--site", str(site), "--archive", archive, "--warehouse", warehouse]
        dates = ["--date", str(day)] if day else []
        modules = os.pathsep.join(path or os.getcwd() for path in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, "--log", str(journal), stage, *places, *dates],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # What ends the desk, as Ctrl-C, must not end it.
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": modules},
        )
        told = {"stage": stage, "day": day and str(day), "journal": journal.name, "pid": self._process.pid}
        with suppress(OSError):
            # Without the note a desk that is started later does not find the run, which goes on all the same.
            note = {**told, "began": _began(self._process.pid)}
            journal.with_name(NOTE).write_text(json.dumps(note), encoding="ascii")

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process.poll() is None

    @property
    def progress(self) -> RunProgress:
        """How far it is now."""
        return _told(self._journal, self._process.poll())

    @property
    def processor(self) -> ProcessorTime:
        """How long it has had a processor, and waited for one."""
        return processor_of(self._process.pid)

    def stop(self) -> None:
        """Interrupts it, as Ctrl-C would; what is done already is kept."""
        self._process.send_signal(signal.SIGINT)

    def wait(self) -> int:
        """Waits for its end, and gives its exit status."""
        return self._process.wait()


class FoundRun:
    """A run that another process has started, such as the desk before this one, by what it noted in `folder`.

    Raises:
        OSError, ValueError, KeyError: nothing is noted there that can be used.
    """

    def __init__(self, folder: Path) -> None:
        note = json.loads((folder / NOTE).read_text(encoding="ascii"))
        self.stage: Stage = note["stage"]
        self.day = date.fromisoformat(note["day"]) if note["day"] else None
        self._journal, self._pid, self._began = folder / Path(note["journal"]).name, int(note["pid"]), note["began"]

    @property
    def is_running(self) -> bool:
        """Whether it has not ended; another process of its number is none."""
        return self._began is not None and _began(self._pid) == self._began

    @property
    def progress(self) -> RunProgress:
        """How far it is now; how it ended is what its journal says."""
        return _told(self._journal, None if self.is_running else DONE)

    @property
    def processor(self) -> ProcessorTime:
        """As `StartedRun.processor`."""
        return processor_of(self._pid)

    def stop(self) -> None:
        """As `StartedRun.stop`."""
        if self.is_running:
            os.kill(self._pid, signal.SIGINT)


def processor_of(session: int) -> ProcessorTime:
    """Of all processes of a session, by `/proc/PID/task/TID/schedstat`; nothing where the system does not tell."""
    ran = waited = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError):
            fields = (process / "stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
            if int(fields[_SESSION]) != session:
                continue
            for thread in (process / "task").iterdir():
                own = (thread / "schedstat").read_text(encoding="ascii").split()
                ran, waited = ran + int(own[0]), waited + int(own[1])
    return ProcessorTime(ran / 1e9, waited / 1e9)


def _began(pid: int) -> str | None:
    """When a process was begun, in ticks since the machine was; None where it has ended, or nothing tells."""
    with suppress(OSError):
        state, *fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
        return None if state == "Z" else fields[_BEGAN]
    return None


def _told(journal: Path, status: int | None) -> RunProgress:
    with suppress(OSError):
        return progress_of(journal.read_text(encoding="ascii").splitlines(), status)
    return progress_of([], status)


def progress_of(lines: Iterable[str], status: int | None) -> RunProgress:
    """What the lines of a journal tell of a run, with the exit status of its process, `None` while it runs.

    A line that is not whole yet is left out.
    """
    told = []
    for line in lines:
        with suppress(ValueError):
            told.append(json.loads(line))
    observed = [one for one in told if one["event"] == "recording_done"]
    rejected = [
        RejectedInput(one["recording"], one["error"], one["message"]) for one in told if one["event"] == "rejected"
    ]
    ended = next((one for one in told if one["event"] == "command_ended"), None)
    if status is None:
        outcome = "running"
    elif ended is None:
        outcome = "killed"
    else:
        outcome = OUTCOMES.get(ended["status"], "refused")
    said = ended["message"] if ended and status is not None and outcome != "done" else ""
    return RunProgress(
        datetime.fromisoformat(told[0]["time"]) if told else None,
        datetime.fromisoformat(ended["time"]) if ended and status is not None else None,
        outcome,
        said if said != NOTHING_SAID else "",
        observed[-1]["done"] if observed else 0,
        observed[-1]["of"] if observed else 0,
        len(rejected),
        tuple(rejected[:MOST_REASONS]),
    )
