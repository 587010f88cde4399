"""How far this process is with what it does in stages, for whoever shows it. Of workers elsewhere it is silent."""

import threading
from typing import NamedTuple


class StageProgress(NamedTuple):
    """A stage in words, and how many of how many are done; `of` is 0 where that is not known."""

    stage: str
    done: int
    of: int


_now = StageProgress("", 0, 0)
_one_by_one = threading.Lock()


def begin_stage(stage: str, of: int = 0) -> None:
    """Says that a stage begins; the one before has ended."""
    global _now
    with _one_by_one:
        _now = StageProgress(stage, 0, of)


def advance() -> None:
    """Says that one more of the stage is done."""
    global _now
    with _one_by_one:
        _now = _now._replace(done=_now.done + 1)


def stage_now() -> StageProgress:
    """How far the stage is that began last."""
    return _now
