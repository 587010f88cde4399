"""When an office is open: service hours and recording schedules of a date, and the date that a moment belongs to.

Intervals are half-open, in epoch seconds UTC, sorted and disjoint (`transforms.intervals`). A wall time that the clocks
show twice, as summer time ends, is its first showing; one that they skip is reckoned as if they had not yet changed.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from holidays import country_holidays

from pantau.schemas.site import Site
from pantau.schemas.site.base import on
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.hours import OpenHours
from pantau.transforms.intervals import Interval, Intervals, intersect, union

ONE_DAY = timedelta(days=1)


class ServiceDay(NamedTuple):
    """A date of an agency: one of `DAY_KINDS`, what makes it one (the holiday's name, or the source), and its hours."""

    kind: str
    reason: str
    hours: tuple[OpenHours, ...]


def service_day(site: Site, agency_id: str, day: date) -> ServiceDay:
    """What the calendar makes of a local date for an agency.

    An opening for the agency wins over one for all, that over a holiday, that over the weekly hours; of several periods
    that hold on the date for the agency, the one listed last.

    Raises ValueError for an agency that the site does not have.
    """
    if all(agency.id != agency_id for agency in site.agencies):
        known = ", ".join(agency.id for agency in site.agencies)
        raise ValueError(f"site {site.id} has no agency {agency_id!r}; its agencies are {known}")
    calendar = site.calendar
    today = [opening for opening in calendar.openings if opening.day == day]
    for opening in (*(o for o in today if agency_id in o.agencies), *(o for o in today if not o.agencies)):
        return ServiceDay("special" if opening.hours else "closed", opening.source, opening.hours)
    if calendar.holidays:
        holidays = _holidays(calendar.holidays.country, calendar.holidays.categories, day.year)
        if day in holidays:
            return ServiceDay("holiday", holidays[day], ())
    periods = [period for period in on(calendar.periods, day) if not period.agencies or agency_id in period.agencies]
    if not periods:
        return ServiceDay("closed", "no hours are known of this date", ())
    hours = periods[-1].hours.on(day)
    return ServiceDay(periods[-1].kind if hours else "closed", periods[-1].source, hours)


def service_hours(site: Site, agency_id: str, day: date) -> Intervals:
    """The time on a local date in which an agency serves; empty where it is closed. Raises as `service_day`."""
    return _on_the_clock(service_day(site, agency_id, day).hours, site.zone, day)


def camera_hours(site: Site, camera: Camera, day: date) -> Intervals:
    """The time on a local date in which its agency, or any agency whose counter it sees, serves at a camera."""
    agencies = {camera.agency, *(counter.agency(day) for counter in site.counters_on(camera, day))}
    return union(interval for agency in agencies for interval in service_hours(site, agency, day))


def recording_schedule(site: Site, camera: Camera, day: date) -> Intervals:
    """The time on a local date for which a camera owes footage.

    Its own recording hours, holidays or not; without them, its `camera_hours`. Empty in the modes (motion, alarm,
    smart) in which missing footage is to be expected.
    """
    recording = camera.recording
    if recording.mode != "scheduled":
        return []
    if recording.hours is not None:
        return _on_the_clock(recording.hours.on(day), site.zone, day)
    return camera_hours(site, camera, day)


def day_bounds(zone: ZoneInfo, day: date) -> Interval:
    """Start and end of a local date, epoch seconds UTC: 86 400 s apart but for days on which the clocks change."""
    return _epoch(day, time(), zone), _epoch(day + ONE_DAY, time(), zone)


def service_date(zone: ZoneInfo, epoch_s: float) -> date:
    """The local date in whose `day_bounds` a moment lies."""
    day = datetime.fromtimestamp(epoch_s, zone).date()
    while epoch_s >= day_bounds(zone, day)[1]:
        day += ONE_DAY
    return day


@lru_cache(maxsize=64)
def _holidays(country: str, categories: tuple[str, ...], year: int) -> dict[date, str]:
    # Named in the country's own language, whatever the locale of the machine is.
    language = country_holidays(country).default_language
    return dict(country_holidays(country, years=year, categories=categories, language=language))


def _on_the_clock(spans: Iterable[OpenHours], zone: ZoneInfo, day: date) -> Intervals:
    bounds = day_bounds(zone, day)
    stretches = (
        (_epoch(day, span.opens, zone), _epoch(day, span.closes, zone) if span.closes else bounds[1]) for span in spans
    )
    return intersect([(start, end) for start, end in stretches if start < end], [bounds])


def _epoch(day: date, clock: time, zone: ZoneInfo) -> float:
    return datetime.combine(day, clock, zone).timestamp()
