"""A watch on an engine as its command follows it: what appears in the warehouse is told, until it is stopped."""

import time
from collections.abc import Callable
from contextlib import suppress

from apache_beam.runners.runner import PipelineResult, PipelineState

from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.delta.commits import Commit, commits_between, newest_commit
from pantau.transforms.tables.writing.engine_drafts import any_under_way, ask_to_end

LOOK_S = 2.0
"""How often the newest run is asked for. Chosen: one listing each."""


def follow(result: PipelineResult, warehouse: str, name: str, told: Callable[[Commit], None]) -> None:
    """Tells of each run that is committed to the warehouse, until it is interrupted and the run under way has ended.

    Flink goes on with a job whatever Beam asks of it, so the watch is asked by its name to begin no further run. What a
    warehouse does not answer for a moment is asked again: the job goes on without who follows it.

    Raises:
        RuntimeError: the job has ended by itself.
        KeyboardInterrupt: it was interrupted a second time.
    """
    last, asked = _newest(warehouse), False
    while not (asked and not any_under_way(warehouse, name)):
        try:
            if PipelineState.is_terminal(result.state):
                result.wait_until_finish()
                raise RuntimeError("the engine has ended the watch; start it again, what is done already is kept")
            with suppress(OSError):
                last = _tell_since(warehouse, last, told)
            time.sleep(LOOK_S)
        except KeyboardInterrupt:
            if asked:
                raise
            asked = True
            ask_to_end(warehouse, name)
    _tell_since(warehouse, last, told)
    result.cancel()


def _newest(warehouse: str) -> int | None:
    commit = newest_commit(place_of(warehouse))
    return commit.run if commit else None


def _tell_since(warehouse: str, last: int | None, told: Callable[[Commit], None]) -> int | None:
    """Tells of the runs after one (all, if it is `None`), the oldest first, and gives the newest."""
    newest = _newest(warehouse)
    if newest is not None and newest != last:
        for commit in reversed(list(commits_between(place_of(warehouse), last, newest))):
            told(commit)
    return newest
