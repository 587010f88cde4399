"""What the site files of the hostile warehouse say of a row's date: from the files, not from what runs noted."""

from datetime import date, datetime

from pantau.schemas.site import Site
from pantau.schemas.site.base import on
from pantau.transforms.hours import ServiceDay, service_day, service_hours
from tests.sql.hostile.recompute.reading import UTC, Row
from tests.sql.hostile.sites import SITES


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
