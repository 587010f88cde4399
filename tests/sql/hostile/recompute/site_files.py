"""What the site files of the hostile warehouse say of a row's date: from the files, not from what runs noted."""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from pantau.schemas.site import Site
from pantau.schemas.site.base import on
from pantau.schemas.site.counters import Standard
from pantau.transforms.hours import ServiceDay, service_day, service_hours
from tests.sql.hostile.recompute.reading import UTC, Row
from tests.sql.hostile.sites import SITES

LIMIT_S = 3600.0
LEAST_RECORDED = 0.9


def site_of(row: Row) -> Site:
    return next(site for site in SITES if site.id == row["site_id"])


def kind_of_day(row: Row) -> ServiceDay:
    return service_day(site_of(row), row["agency_id"], row["service_date"])


def closing(row: Row) -> datetime | None:
    """The end of the last service hours of its agency and date."""
    hours = service_hours(site_of(row), row["agency_id"], row["service_date"])
    return datetime.fromtimestamp(hours[-1][1], UTC) if hours else None


def services(row: Row, counters: list[str]) -> set[str | None]:
    """What the counters served then."""
    day: date = row["service_date"]
    tenures = [on(counter.tenures, day) for counter in site_of(row).counters if counter.id in counters]
    return {tenure.service for found in tenures for tenure in found}


def standard_of(row: Row, measure: str) -> Standard | None:
    """The strictest standard of its agency that held on its date."""
    held = [
        one
        for one in site_of(row).standards
        if (one.agency, one.measure) == (row["agency_id"], measure) and one.holds_on(row["service_date"])
    ]
    return min(held, key=lambda one: (one.limit_s, -one.portion, -one.least_recorded), default=None)


def limit_of(measure: str, asked: dict) -> Callable[[Row], float]:
    """What a visit is judged by: the limit asked for, else that of its agency and date, else an hour."""

    def limit(row: Row) -> float:
        own = standard_of(row, measure)
        return asked.get("limit_s", own.limit_s if own else LIMIT_S)

    return limit


def judged_by(rows: Iterable[Row], measure: str, asked: dict) -> dict:
    """Limit, portion and least recorded share by which all of some visits are judged; left out where these differ."""
    own = [None if "limit_s" in asked else standard_of(row, measure) for row in rows]
    values = {
        "limit_s": {asked.get("limit_s", one.limit_s if one else LIMIT_S) for one in own},
        "portion": {asked.get("portion", one.portion if one else None) for one in own},
        "least_recorded": {asked.get("least_recorded", one.least_recorded if one else LEAST_RECORDED) for one in own},
    }
    return {name: found.pop() for name, found in values.items() if len(found) == 1 and None not in found}
