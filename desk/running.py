"""The run that a desk has started, one at a time; a desk that is started later finds it again."""

import os
import tempfile
import threading
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from stat import S_ISDIR

from pantau.desk.settings import DeskSettings
from pantau.pipelines.started_runs import FoundRun, Stage, StartedRun


class AlreadyRunning(Exception):
    """The run that was started last has not ended."""


class NightRunner:
    """Starts runs and keeps the last one, with its journal, in a folder of the warehouse's name that only its owner
    reads."""

    def __init__(self, warehouse: str) -> None:
        self._folder = lasting_folder(warehouse)
        self._turn = threading.Lock()
        self.last: StartedRun | FoundRun | None = None
        if _is_own(self._folder):
            with suppress(OSError, ValueError, KeyError, TypeError):
                self.last = FoundRun(self._folder)

    def start(self, settings: DeskSettings, stage: Stage, day: date | None) -> StartedRun:
        """Starts a run of a service date, or of all.

        Raises:
            AlreadyRunning: the last one goes on.
            OSError: no process can be started.
        """
        with self._turn:
            if self.last is not None and self.last.is_running:
                raise AlreadyRunning
            with suppress(FileExistsError):
                self._folder.mkdir(mode=0o700)
            if not _is_own(self._folder):
                # Somebody else has taken its name: the run is shown, and not found again.
                self._folder = Path(tempfile.mkdtemp(prefix="pantau-runs-"))
            for old in self._folder.iterdir():
                old.unlink(missing_ok=True)
            handle, journal = tempfile.mkstemp(".jsonl", "run-", self._folder)
            os.close(handle)
            self.last = StartedRun(stage, settings.site_path, settings.archive, settings.warehouse, day, Path(journal))
            return self.last


def lasting_folder(warehouse: str) -> Path:
    """Where the run of a warehouse is noted that a desk has started; it need not be there."""
    named = warehouse if "://" in warehouse else os.path.realpath(warehouse)
    digest = sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return Path(tempfile.gettempdir(), f"pantau-runs-{os.getuid()}-{digest}")


def _is_own(folder: Path) -> bool:
    """Whether nobody else can have put anything into it."""
    try:
        state = folder.lstat()
    except OSError:
        return False
    return S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o077
