"""How far a stage is, read from the warehouse: each recording is done when its file appears, whatever engine runs."""

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from posixpath import commonpath

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from pantau.pipelines.reporting.json_log import note
from pantau.transforms.expected import Expected, take_expected
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.atomic_files import files_below, stats_of

POLL_S = 0.5
LINE_EVERY_S = 10.0
"""Between two lines of progress where the output is no terminal."""

console = Console(stderr=True, markup=False)


@contextmanager
def watch(files: list[tuple[Path, float, str]], label: str, stage: str | None = None) -> Iterator[None]:
    """Shows while the block runs how many of `files` (path, seconds and name of the recording) have been written.

    Each is noted in the journal, as of `stage`.
    """
    waiting = [Expected(stage or "", *file) for file in files]
    with _watched(label, stage, lambda: [waiting.pop() for _ in range(len(waiting))]):
        yield


@contextmanager
def watch_expected(label: str, stage: str) -> Iterator[None]:
    """The same of what a stage says, while the block runs, that it will do (see `transforms.expected`)."""
    take_expected()
    with _watched(label, stage, lambda: [one for one in take_expected() if one.stage == stage]):
        yield


def _watched(label: str, stage: str | None, more: Callable[[], list[Expected]]) -> AbstractContextManager[None]:
    return shown_beside(partial(_show, label, stage, more))


@contextmanager
def shown_beside(show: Callable[[threading.Event], None]) -> Iterator[None]:
    """Has `show` run beside the block, until the event that it is given says that the block has ended."""
    stop = threading.Event()
    watcher = threading.Thread(target=show, args=(stop,), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


def _show(label: str, stage: str | None, more: Callable[[], list[Expected]], stop: threading.Event) -> None:
    began_wall = time.time()
    began = last_line = 0.0
    left: dict[Place, Expected] = {}
    total = done = last_listed = 0.0
    count = 0
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None, state="", visible=False)
        finished = False
        while not finished:
            finished = stop.wait(POLL_S)
            for one in more():
                left[one.file] = one
                total, count = total + one.seconds, count + 1
                began = began or time.monotonic()
            if not count:
                continue
            elsewhere = any(not on_disk(path) for path in left)
            if elsewhere and not finished and time.monotonic() - last_listed < LINE_EVERY_S:
                continue
            last_listed = time.monotonic()
            for path in _listed_since(left, began_wall) if elsewhere else _written_since(left, began_wall):
                one = left.pop(path)
                done += one.seconds
                told = {"recorded_s": round(one.seconds, 3), "done": count - len(left), "of": count}
                note("recording_done", label, stage=stage, recording=one.name, **told)
            took = max(time.monotonic() - began, POLL_S)
            state = (
                f"{count - len(left)} of {count} recordings, {done / 3600:.2f} of {total / 3600:.2f} h, "
                f"{done / took:.0f}× real time"
            )
            bar.update(task, completed=done, total=total, state=state, visible=True)
            if not console.is_terminal and left and took - last_line >= LINE_EVERY_S:
                last_line = took
                console.print(f"{label}: {state}", highlight=False, soft_wrap=True)
        if count and not console.is_terminal:
            console.print(f"{label}: {state}", highlight=False, soft_wrap=True)


def _written_since(paths: Iterable[Path], wall: float) -> list[Path]:
    # File systems round times; a file of this run may seem up to two seconds older.
    return [path for path, stat in stats_of(paths) if stat.st_mtime >= wall - 2.0]


def _listed_since(paths: Collection[Place], wall: float) -> list[Place]:
    """The same in a bucket, by one listing of what they lie in, and as far as it can be reached."""
    folder = next(iter(paths)).parent
    shared = commonpath([path.parent.as_posix() for path in paths])
    while folder.as_posix() != shared:
        folder = folder.parent
    with suppress(OSError):
        return [path for path, stat in files_below(folder, "") if path in paths and stat.st_mtime >= wall - 2.0]
    return []
