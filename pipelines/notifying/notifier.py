"""Telling what is due, each thing once, whoever else tells too and however often this is started again."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from pantau.pipelines.notifying.counters_of_day import day_so_far
from pantau.pipelines.notifying.due_notices import days_due, turn_due, wait_after
from pantau.pipelines.notifying.ledger import Ledger, Telling
from pantau.pipelines.notifying.mail import send
from pantau.pipelines.notifying.notice import Notice, day_id, day_notice, health_notice, turn_id
from pantau.pipelines.notifying.sending import Untold
from pantau.pipelines.notifying.webhook import post
from pantau.pipelines.reporting.health import Health
from pantau.pipelines.reporting.json_log import note
from pantau.schemas.site import Site
from pantau.schemas.site.notifying.notifications import Mail

Making = Callable[[], Notice]


@dataclass(frozen=True)
class Notifier:
    """Tells those whom the site file names. `said` takes a line of each that was told, or could not be."""

    site: Site
    warehouse: str
    said: Callable[[str], None]

    def tell(self, health: Health, now: datetime) -> None:
        """Tries once what is due at an aware moment. Nothing that goes wrong is raised: it is said, and tried again."""
        began = time.monotonic()
        for channel in self.site.notifications.channels:
            try:
                tellings = Ledger(self.warehouse, self.site.id).tellings(channel)
                for identity, making in self._due(tellings, health, now):
                    # Telling others may have taken its time.
                    at = now + timedelta(seconds=time.monotonic() - began)
                    self._try(identity, making, channel, tellings.get(identity, Telling()), at)
            except Exception as error:
                self._failed(f"nothing can be told by {channel}: {error}; it is tried again")

    def _due(self, tellings: dict[str, Telling], health: Health, now: datetime) -> Iterator[tuple[str, Making]]:
        """The identity of each notice that is due, and what makes it."""
        wanted = self.site.notifications.of
        # Of a warehouse whose first date lasts nothing is judged yet.
        if "health" in wanted and health.last_date is not None:
            number = turn_due(tellings, not health.reasons)
            if number is not None:
                yield turn_id(number), partial(health_notice, self.site, number, health, now)
        if "day" in wanted:
            for day in days_due(self.site, self.warehouse, now):
                if not tellings.get(day_id(day), Telling()).told:
                    yield day_id(day), partial(self._of_day, day, health, now)

    def _of_day(self, day: date, health: Health, now: datetime) -> Notice:
        return day_notice(self.site, day, day_so_far(self.site, self.warehouse, day), health, now)

    def _try(self, identity: str, making: Making, channel: str, known: Telling, now: datetime) -> None:
        ledger, tries = Ledger(self.warehouse, self.site.id), known.tries + 1
        # A try that is noted far ahead, by a clock that was wrong, keeps nobody waiting.
        if known.tries and abs(now - ledger.tried_at(identity, channel, known.tries)) < wait_after(known.tries):
            return
        notice = making()
        if not ledger.begin(notice, channel, tries, now):
            return
        way = self.site.notifications.channels[channel]
        try:
            (send if isinstance(way, Mail) else post)(way, notice, int(time.time()))
        except Untold as error:
            again = wait_after(tries).total_seconds() / 60
            self._failed(f"{notice.id} could not be told by {channel}: {error}; it is tried again in {again:.0f} min")
            return
        ledger.settle(notice, channel, tries, now)
        note("notification_told", notice.subject, notification=notice.id, channel=channel)
        self.said(f"{notice.id} was told by {channel}: {notice.subject}")

    def _failed(self, line: str) -> None:
        note("notification_failed", line, logging.ERROR)
        self.said(line)
