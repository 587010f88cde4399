"""Which stage a command is in, and how far, as lines on stderr."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pantau.pipelines.reporting import progress
from pantau.transforms.stages import StageProgress, begin_stage, stage_now


@contextmanager
def watch_stages() -> Iterator[None]:
    """While the block runs: a line when a stage begins, others as often as `progress.LINE_EVERY_S` says, and a last."""
    begin_stage("")
    with progress.shown_beside(_show):
        yield


def _show(stop: threading.Event) -> None:
    shown, last = StageProgress("", 0, 0), 0.0
    began = time.monotonic()
    while True:
        stopped = stop.wait(progress.POLL_S)
        now = stage_now()
        if now != shown and (stopped or now.stage != shown.stage or time.monotonic() - last >= progress.LINE_EVERY_S):
            far = f": {now.done} of {now.of}" if now.of else f": {now.done}" if now.done else ""
            took = time.monotonic() - began
            progress.console.print(f"{now.stage}{far} ({took:.0f} s)", highlight=False, soft_wrap=True)
            shown, last = now, time.monotonic()
        if stopped:
            return
