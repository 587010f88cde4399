"""Who looks after a warehouse while a watch works: its health, and those who are to be told, in a thread of its own."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from pantau.pipelines.notifying.notifier import Notifier
from pantau.pipelines.reporting.health import Health, HealthLimits, health_of
from pantau.pipelines.reporting.json_log import note
from pantau.transforms.storage.looks import one_look

EACH_S = 60.0
"""Between two looks at a warehouse's health. Chosen: what asks for it does so about once a minute."""

ENDS_WITHIN_S = 5.0
"""How long is waited for it in the end. Chosen: somebody waits for the prompt."""


@dataclass(frozen=True)
class HealthSeen:
    """What the newest look found: health, or why there was none (`error`); `seen_s` by the clock that only goes
    forward."""

    health: Health | None
    error: str
    seen_s: float


class Attendant:
    """Looks at a warehouse's health again and again, and tells what is due; no round of a watch waits for it."""

    def __init__(
        self,
        warehouse: str,
        limits: HealthLimits,
        clock: Callable[[], datetime],
        notifier: Notifier | None = None,
        each_s: float = EACH_S,
    ) -> None:
        """`clock` gives aware times; it looks each `each_s` seconds."""
        self.each_s = each_s
        self.seen = HealthSeen(None, "nothing is known yet", time.monotonic())
        self._warehouse, self._limits, self._clock, self._notifier = warehouse, limits, clock, notifier
        self._end = threading.Event()

    def look(self) -> None:
        """Looks once. Whatever goes wrong is kept as the error: the next look may go well."""
        now = self._clock()
        try:
            with one_look():
                health = health_of(self._warehouse, self._limits, now)
        except Exception as error:
            self.seen = HealthSeen(None, str(error) or type(error).__name__, time.monotonic())
            note("health_unknown", self.seen.error, logging.ERROR)
            return
        self.seen = HealthSeen(health, "", time.monotonic())
        if self._notifier is not None:
            self._notifier.tell(health, now)

    @contextmanager
    def looking(self) -> Iterator[None]:
        """Looks while the block runs."""
        thread = threading.Thread(target=self._looks, name="Attendant", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._end.set()
            thread.join(ENDS_WITHIN_S)

    def _looks(self) -> None:
        while not self._end.is_set():
            self.look()
            self._end.wait(self.each_s)
