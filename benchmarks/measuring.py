"""What a command costs: processor time, time on the clock, and memory at its peak, in a process of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

PROJECT = Path(__file__).resolve().parents[1]
T = TypeVar("T")

PANTAU = (sys.executable, "-m", "pantau")


@dataclass(frozen=True)
class Cost:
    """Processor seconds of a command and all that it started, seconds on the clock, and MiB of the largest process."""

    cpu_s: float
    wall_s: float
    peak_mib: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.cpu_s + other.cpu_s, self.wall_s + other.wall_s, max(self.peak_mib, other.peak_mib))


def cost_of(command: Sequence[str], output: Path | None = None, at_path: str | None = None) -> Cost:
    """Runs a command in the project's folder; what it prints goes to a file, or nowhere. `at_path`: its PYTHONPATH.

    Raises RuntimeError, with what it said, when it fails.
    """
    began, environment = time.monotonic(), os.environ | ({"PYTHONPATH": at_path} if at_path else {})
    with open(output or os.devnull, "wb") as file:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=file, stderr=subprocess.PIPE)
        said = process.stderr.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {said.decode()[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - began, used.ru_maxrss / 1024)


def repeated(run: Callable[[], T], spent: Callable[[T], float], least: int = 3, enough_s: float = 30.0) -> T:
    """The median, by what they spent, of so many runs; of fewer once they have taken enough processor time together."""
    runs: list[T] = []
    while len(runs) < least and sum(map(spent, runs)) < enough_s:
        runs.append(run())
    return sorted(runs, key=spent)[len(runs) // 2]
