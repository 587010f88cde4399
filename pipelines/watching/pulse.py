"""What a watch is doing, for who asks meanwhile: monitoring, from another thread."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Literal

from pantau.pipelines.watching.watch import Round, Watch
from pantau.transforms.recordings.arriving.due_dates import DueDate

LATE_S = 60.0
"""How much later than it was to a look may begin. Chosen: a machine that is busy or asleep for a moment is no fault."""

LOOK_WITHIN_S = 900.0
"""For how long a look at an archive and a warehouse may last. Chosen: a bucket of a hundred thousand recordings is
listed in a minute; a drive that hangs does not answer at all."""


@dataclass(frozen=True)
class WatchState:
    """What a watch is doing, since when (`since_s`, by the clock that only goes forward), and what it has done.

    waiting: recordings that have come and are not in the tables yet, `None` before the first look. run_s: seconds of
    the last run. failures: how many rounds failed; failure: why the last one did, else empty.
    """

    doing: Literal["looking", "running", "waiting"] = "waiting"
    since_s: float = field(default_factory=time.monotonic)
    waiting: int | None = None
    looked_at: datetime | None = None
    run: int | None = None
    run_at: datetime | None = None
    run_s: float | None = None
    rejected: int | None = None
    failures: int = 0
    failure: str = ""

    def wrong(self, every_s: float, most_run_s: float, now_s: float) -> Iterable[str]:
        """What is wrong with a watch that looks each `every_s` seconds, at a moment of the clock of `since_s`."""
        lasts = now_s - self.since_s
        allowed = {"waiting": every_s + LATE_S, "looking": max(LOOK_WITHIN_S, every_s), "running": most_run_s}
        if lasts > allowed[self.doing]:
            yield f"the watch hangs: {self.doing} for {lasts:.0f} s, of which {allowed[self.doing]:.0f} are allowed"
        if self.failure:
            yield f"the last look failed: {self.failure}"


@dataclass
class PulsedWatch(Watch):
    """A watch that says what it is doing. Written by the thread of its rounds alone, read by any."""

    state: WatchState = field(default_factory=WatchState)

    def round(self, now: datetime) -> Round:
        """As `Watch.round`."""
        self._now(doing="looking")
        try:
            one = super().round(now)
        except BaseException as error:
            self._now(doing="waiting", failures=self.state.failures + 1, failure=str(error) or type(error).__name__)
            raise
        left = {*one.days, *(due.day for due in one.left)}
        self._now(
            doing="waiting",
            waiting=sum(due.came for due in one.due if due.day not in left),
            looked_at=datetime.now(UTC),
            failure="",
        )
        if one.outcome is not None:
            ended = {"run": one.run, "run_at": datetime.now(UTC), "run_s": one.outcome.took_s}
            self.state = replace(self.state, **ended, rejected=len(one.outcome.rejects))
        return one

    def _begins(self, due: Sequence[DueDate], left: Sequence[DueDate]) -> None:
        days = {one.day for one in left}
        self._now(doing="running", waiting=sum(one.came for one in due if one.day not in days))

    def _now(self, **changed: object) -> None:
        self.state = replace(self.state, since_s=time.monotonic(), **changed)
