"""The journal: what a command did, one JSON object a line, for machines; people read the terminal."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

_log = logging.getLogger("pantau")
_log.propagate = False


def note(
    event: str,
    message: str,
    level: int = logging.INFO,
    stage: str | None = None,
    recording: str | None = None,
    **more: object,
) -> None:
    """Adds a line to the journal, if one is kept: the word of what happened, a sentence, and what else is known."""
    _log.log(level, message, extra={"noted": {"event": event, "stage": stage, "recording": recording, **more}})


@contextmanager
def journal(path: str | None, command: str) -> Iterator[None]:
    """Keeps a journal of a command in a file, to whose end it is added; none for `None`.

    A line that cannot be written, as on a full disk, is lost, and stops nothing.

    Raises:
        OSError: the file cannot be opened.
    """
    if path is None:
        yield
        return
    try:
        target = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    except OSError as error:
        raise OSError(
            f"--log {path}: cannot be written to ({error.strerror}); name a file in a folder that may be"
        ) from error
    lines = _Lines(command, target)
    _log.setLevel(logging.INFO)
    _log.addHandler(lines)
    try:
        yield
    finally:
        _log.removeHandler(lines)
        _log.setLevel(logging.NOTSET)
        os.close(target)


class _Lines(logging.Handler):
    def __init__(self, command: str, target: int) -> None:
        super().__init__()
        self.command, self.target = command, target

    def emit(self, record: logging.LogRecord) -> None:
        noted = dict(getattr(record, "noted", {}))
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "command": self.command,
            "process": os.getpid(),
            "event": noted.pop("event", None),
            "stage": noted.pop("stage", None),
            "recording": noted.pop("recording", None),
            "message": record.getMessage(),
        }
        # In ASCII, so that no name of a file can break a line or forge another; in one write, so that two commands
        # which keep the same journal do not mix their lines.
        with suppress(OSError):
            os.write(self.target, f"{json.dumps(line | noted, default=str)}\n".encode("ascii"))
