"""What a site file says on a date, for people, and what they may have forgotten in it."""

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import combinations

from rich.console import Console
from rich.table import Table

from pantau.pipelines.reporting.printed_words import Say, weekday_in, words_in
from pantau.schemas.sentences import in_language, sentence
from pantau.schemas.site import Site
from pantau.schemas.site.base import on
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.hours import day_bounds, service_hours
from pantau.transforms.intervals import Intervals


def print_overview(site: Site, day: date, console: Console, found: Sequence[str] = (), language: str = "en") -> None:
    """Prints agencies with their hours, cameras with their zones, counters, thresholds and what may be missing.

    `found` are remarks of somebody else in that language, printed first.
    """
    say = words_in(language)
    named = {
        "site": f"{site.name} ({site.id})",
        "zone": site.timezone,
        "weekday": weekday_in(language, day),
        "day": day,
    }
    head = say("{site}, {zone}, on {weekday} {day}", **named)
    console.print(head, style="bold", markup=False, highlight=False, soft_wrap=True)
    for table in (_agencies(site, day, say), _cameras(site, day, say), _counters(site, day, say)):
        console.print(table, markup=False)
    if changed := _changed_thresholds(site, day):
        told = say("Thresholds other than usual: {changed}", changed=", ".join(changed))
        console.print(told, soft_wrap=True)
    for remark in (*found, *(in_language(one, language) for one in remarks(site, day))):
        console.print(f"• {remark}", markup=False, soft_wrap=True)
    console.print(say("The site file is valid."), style="green")


def remarks(site: Site, day: date) -> Iterator[str]:
    """What is allowed and yet often a mistake, one sentence each."""
    seen = {counter.id for camera in site.cameras for counter in site.counters_on(camera, day)}
    for camera in site.cameras:
        if not camera.view(day).zones:
            yield sentence("no_zones_on", camera=camera.id, day=day)
    for counter in site.counters:
        if counter.agency(day) and counter.id not in seen:
            yield sentence("counter_unseen", counter=counter.id, day=day)
    for camera in site.cameras:
        view, counters = camera.view(day), site.counters_on(camera, day)
        if counters and not camera.legal_basis:
            yield sentence("no_legal_basis", camera=camera.id)
        for counter in counters:
            if not view.of("seat", "staff", counter=counter.id):
                yield sentence("no_seat_or_staff", counter=counter.id)
            if not view.of("queue", "waiting", counter=counter.id):
                yield sentence("no_queue_or_waiting", counter=counter.id)
    for first, second in combinations(site.cameras, 2):
        rooms = [{c for zone in camera.view(day).of("waiting") for c in zone.counters} for camera in (first, second)]
        for counter in sorted(rooms[0] & rooms[1]):
            yield sentence("waiting_twice", one=first.id, other=second.id, counter=counter)


def hours_text(site: Site, agency_id: str, day: date) -> str:
    """The service hours of an agency on a date by the site's clocks, or `closed`."""
    return _clock_times(service_hours(site, agency_id, day), site, day) or "closed"


def _agencies(site: Site, day: date, say: Say) -> Table:
    table = _table(say, "Agencies", "agency", "name", "hours", "standards")
    for agency in site.agencies:
        standards = [
            say(
                "{measure} ≤ {minutes:g} min for {portion:.0%}",
                measure=say(standard.measure),
                minutes=standard.limit_s / 60,
                portion=standard.portion,
            )
            for standard in on(site.standards, day)
            if standard.agency == agency.id
        ]
        hours = hours_text(site, agency.id, day)
        table.add_row(agency.id, agency.name, say(hours) if hours == "closed" else hours, "\n".join(standards))
    return table


def _cameras(site: Site, day: date, say: Say) -> Table:
    table = _table(say, "Cameras", "camera", "recorder", "zones", "records", "register")
    for camera in site.cameras:
        kinds = Tally(zone.kind for zone in camera.view(day).zones)
        zones = ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or say("none")
        table.add_row(
            camera.id,
            _source(camera, say),
            zones,
            _recording(site, camera, day, say),
            _register(camera, say),
        )
    return table


def _counters(site: Site, day: date, say: Say) -> Table:
    table = _table(say, "Counters", "counter", "name", "agency", "camera", "zones")
    for counter in site.counters:
        agency = counter.agency(day)
        places = [camera for camera in site.cameras if counter in site.counters_on(camera, day)]
        zones = [zone for camera in places for zone in camera.view(day).zones if counter.id in zone.counters]
        table.add_row(
            counter.id,
            counter.name,
            agency or say("nobody's"),
            ", ".join(camera.id for camera in places) or say("none"),
            ", ".join(f"{zone.id} ({zone.kind})" for zone in zones),
        )
    return table


def _table(say: Say, title: str, *columns: str) -> Table:
    return Table(*map(say, columns), title=say(title), title_justify="left", header_style="bold")


def _source(camera: Camera, say: Say) -> str:
    parts = [camera.recorder]
    if camera.channel is not None:
        parts.append(say("channel {channel}", channel=camera.channel))
    return "\n".join([*parts, camera.device] if camera.device else parts)


def _register(camera: Camera, say: Say) -> str:
    lines = (
        say("{zone_type}, of {agency}", zone_type=camera.zone_type, agency=camera.agency),
        say("notice {day}", day=camera.notice_date),
        say("kept {days} days", days=camera.retention_days),
    )
    return "\n".join(lines)


def _recording(site: Site, camera: Camera, day: date, say: Say) -> str:
    if camera.recording.mode != "scheduled":
        return say("on {mode}", mode=camera.recording.mode)
    hours = camera.recording.hours
    return say("in service hours") if hours is None else ", ".join(map(str, hours.on(day))) or say("not on this day")


def _changed_thresholds(site: Site, day: date) -> list[str]:
    ours, usual = site.thresholds_on(day), Thresholds()
    names = [name for name in Thresholds.model_fields if name not in ("valid_from", "valid_until")]
    return [f"{name} {getattr(ours, name):g}" for name in names if getattr(ours, name) != getattr(usual, name)]


def _clock_times(intervals: Intervals, site: Site, day: date) -> str:
    midnight = day_bounds(site.zone, day)[1]
    spans = []
    for start, end in intervals:
        opens, closes = (datetime.fromtimestamp(at, site.zone) for at in (start, end))
        spans.append(f"{opens:%H:%M}-{'24:00' if end == midnight else f'{closes:%H:%M}'}")
    return ", ".join(spans)
