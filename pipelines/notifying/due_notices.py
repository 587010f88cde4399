"""Which notices are due at a moment."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta

from pantau.pipelines.notifying.ledger import Telling
from pantau.schemas.site import Site
from pantau.schemas.tables import COVERAGE
from pantau.transforms.hours import ONE_DAY, service_hours
from pantau.transforms.recordings.coverage import LONGEST_SEGMENT_S
from pantau.transforms.tables.partition_files import read_table

TOLD_WITHIN = timedelta(hours=24)
"""For how long after closing a day's summary is told. Chosen: later the next one tells more."""

LEAST_WAIT, MOST_WAIT = timedelta(minutes=1), timedelta(days=1)
"""Between two tries. Chosen: a server that is started again takes a minute, and one that was given up costs a try a
day."""


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries, twice as long each time."""
    return min(LEAST_WAIT * 2 ** min(tries - 1, 16), MOST_WAIT)


def turn_due(tellings: Mapping[str, Telling], well: bool) -> int | None:
    """The number of the turn of health that is to be told now, or `None`.

    Turns are numbered: odd ones are bad, even ones well again, and before the first all was well. One that nobody could
    be told, and that is over, is left: what was told last holds again.
    """
    numbers = {int(name.removeprefix("health-")): one for name, one in tellings.items() if name.startswith("health-")}
    newest = max(numbers, default=0)
    is_so = (newest % 2 == 0) == well
    if newest and not numbers[newest].told:
        return newest if is_so else None
    return None if is_so else newest + 1


def closing(site: Site, day: date) -> float | None:
    """When the last agency of a site closes on a local date, epoch seconds; `None` of a day on which all are closed."""
    hours = [stretch for agency in site.agencies for stretch in service_hours(site, agency.id, day)]
    return max((end for _, end in hours), default=None)


def days_due(site: Site, warehouse: str, now: datetime) -> Iterator[date]:
    """The local dates whose summary is due at an aware moment: from closing time on, once the recordings of the service
    hours are in, or must be, since no recorder keeps a file open for longer.

    Raises:
        OSError, ValueError: tables cannot be read.
    """
    today = now.astimezone(site.zone).date()
    for day in (today - ONE_DAY, today):
        closed = closing(site, day)
        if closed is None or not closed <= now.timestamp() <= closed + TOLD_WITHIN.total_seconds():
            continue
        if now.timestamp() >= closed + LONGEST_SEGMENT_S or _is_in(warehouse, day):
            yield day


def _is_in(warehouse: str, day: date) -> bool:
    """Whether no recording of the service hours is still to come."""
    rows = read_table(warehouse, COVERAGE, ("coverage_state", "in_service_hours"), service_date=day).to_pylist()
    return bool(rows) and not any(row["in_service_hours"] and row["coverage_state"] == "not_yet" for row in rows)
