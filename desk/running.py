"""The run that this desk has started, one at a time."""

import shutil
import tempfile
import threading
from datetime import date
from pathlib import Path

from pantau.desk.settings import DeskSettings
from pantau.pipelines.started_runs import Stage, StartedRun


class AlreadyRunning(Exception):
    """The run that was started last has not ended."""


class NightRunner:
    """Starts runs and keeps the last one. Its journal lies in a folder that goes with the desk, unless the run goes on:
    it writes there, and may not even have begun to."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pantau-runs-"))
        self._turn = threading.Lock()
        self._number = 0
        self.last: StartedRun | None = None

    def start(self, settings: DeskSettings, stage: Stage, day: date | None) -> StartedRun:
        """Starts a run of a service date, or of all.

        Raises:
            AlreadyRunning: the last one goes on.
            OSError: no process can be started.
        """
        with self._turn:
            if self.last is not None and self.last.is_running:
                raise AlreadyRunning
            self._number += 1
            journal = self._folder / f"run-{self._number}.jsonl"
            self.last = StartedRun(stage, settings.site_path, settings.archive, settings.warehouse, day, journal)
            return self.last

    def close(self) -> None:
        """Removes the journals, but for those of a run that goes on."""
        if self.last is None or not self.last.is_running:
            shutil.rmtree(self._folder, ignore_errors=True)
