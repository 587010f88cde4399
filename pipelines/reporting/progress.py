"""How far a stage is, read from the warehouse: each recording is done when its file appears, whatever engine runs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from pantau.pipelines.reporting.json_log import note

POLL_S = 0.5
LINE_EVERY_S = 10.0
"""Between two lines of progress where the output is no terminal."""

console = Console(stderr=True, markup=False)


@contextmanager
def watch(files: list[tuple[Path, float, str]], label: str, stage: str | None = None) -> Iterator[None]:
    """Shows while the block runs how many of `files` (path, seconds and name of the recording) have been written.

    Each is noted in the journal, as of `stage`.
    """
    if not files:
        yield
        return
    stop = threading.Event()
    watcher = threading.Thread(target=_show, args=(files, label, stage, stop), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


def _show(files: list[tuple[Path, float, str]], label: str, stage: str | None, stop: threading.Event) -> None:
    began, began_wall = time.monotonic(), time.time()
    left = {path: (seconds, name) for path, seconds, name in files}
    total = sum(seconds for _, seconds, _ in files)
    done = last_line = 0.0
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[state]}"), TimeElapsedColumn())
    with Progress(*columns, TimeRemainingColumn(), console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=total, state="")
        finished = False
        while not finished:
            finished = stop.wait(POLL_S)
            for path in [path for path in left if _written_since(path, began_wall)]:
                seconds, name = left.pop(path)
                done += seconds
                note("recording_done", label, stage=stage, recording=name, recorded_s=round(seconds, 3))
            took = time.monotonic() - began
            state = (
                f"{len(files) - len(left)} of {len(files)} recordings, {done / 3600:.2f} of {total / 3600:.2f} h, "
                f"{done / took:.0f}× real time"
            )
            bar.update(task, completed=done, state=state)
            if not console.is_terminal and (finished or took - last_line >= LINE_EVERY_S):
                last_line = took
                console.print(f"{label}: {state}", highlight=False, soft_wrap=True)


def _written_since(path: Path, wall: float) -> bool:
    try:
        # File systems round times; a file of this run may seem up to two seconds older.
        return path.stat().st_mtime >= wall - 2.0
    except OSError:
        return False
