"""What a site file says on a date, for people, and what they may have forgotten in it."""

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import combinations

from rich.console import Console
from rich.table import Table

from pantau.schemas.site import Site
from pantau.schemas.site.base import on
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.hours import day_bounds, service_hours
from pantau.transforms.intervals import Intervals


def print_overview(site: Site, day: date, console: Console, found: Sequence[str] = ()) -> None:
    """Prints agencies with their hours, cameras with their zones, counters, thresholds and what may be missing.

    `found` are remarks of somebody else, printed first.
    """
    head = f"{site.name} ({site.id}), {site.timezone}, on {day:%A} {day}"
    console.print(head, style="bold", markup=False, highlight=False, soft_wrap=True)
    for table in (_agencies(site, day), _cameras(site, day), _counters(site, day)):
        console.print(table, markup=False)
    if changed := _changed_thresholds(site, day):
        console.print(f"Thresholds other than usual: {', '.join(changed)}", soft_wrap=True)
    for remark in (*found, *remarks(site, day)):
        console.print(f"• {remark}", markup=False, soft_wrap=True)
    console.print("The site file is valid.", style="green")


def remarks(site: Site, day: date) -> Iterator[str]:
    """What is allowed and yet often a mistake, one sentence each."""
    seen = {counter.id for camera in site.cameras for counter in site.counters_on(camera, day)}
    for camera in site.cameras:
        if not camera.view(day).zones:
            yield f"camera {camera.id} has no zones on {day}: nothing but its coverage and unusual hours is reported"
    for counter in site.counters:
        if counter.agency(day) and counter.id not in seen:
            yield f"counter {counter.id} is seen by no camera on {day}: draw its customer zone"
    for camera in site.cameras:
        view, counters = camera.view(day), site.counters_on(camera, day)
        if counters and not camera.legal_basis:
            yield f"camera {camera.id} measures service and states no legal_basis for it beside its purpose"
        for counter in counters:
            if not view.of("seat", "staff", counter=counter.id):
                yield f"counter {counter.id} has neither a seat nor a staff zone: whether it is staffed stays unknown"
            if not view.of("queue", "waiting", counter=counter.id):
                yield f"counter {counter.id} has no queue or waiting zone: waiting is measured at the counter alone"
    for first, second in combinations(site.cameras, 2):
        rooms = [{c for zone in camera.view(day).of("waiting") for c in zone.counters} for camera in (first, second)]
        for counter in sorted(rooms[0] & rooms[1]):
            yield (
                f"cameras {first.id} and {second.id} both have a waiting zone of counter {counter}: draw no floor "
                "twice, since who waits there would count twice"
            )


def hours_text(site: Site, agency_id: str, day: date) -> str:
    """The service hours of an agency on a date by the site's clocks, or `closed`."""
    return _clock_times(service_hours(site, agency_id, day), site, day) or "closed"


def _agencies(site: Site, day: date) -> Table:
    table = _table("Agencies", "agency", "name", "hours", "standards")
    for agency in site.agencies:
        standards = [
            f"{standard.measure} ≤ {standard.limit_s / 60:g} min for {standard.portion:.0%}"
            for standard in on(site.standards, day)
            if standard.agency == agency.id
        ]
        table.add_row(agency.id, agency.name, hours_text(site, agency.id, day), "\n".join(standards))
    return table


def _cameras(site: Site, day: date) -> Table:
    table = _table("Cameras", "camera", "recorder", "zones", "records", "register")
    for camera in site.cameras:
        kinds = Tally(zone.kind for zone in camera.view(day).zones)
        zones = ", ".join(f"{count} {kind}" for kind, count in kinds.items()) or "none"
        table.add_row(
            camera.id,
            _source(camera),
            zones,
            _recording(site, camera, day),
            _register(camera),
        )
    return table


def _counters(site: Site, day: date) -> Table:
    table = _table("Counters", "counter", "name", "agency", "camera", "zones")
    for counter in site.counters:
        agency = counter.agency(day)
        places = [camera for camera in site.cameras if counter in site.counters_on(camera, day)]
        zones = [zone for camera in places for zone in camera.view(day).zones if counter.id in zone.counters]
        table.add_row(
            counter.id,
            counter.name,
            agency or "nobody's",
            ", ".join(camera.id for camera in places) or "none",
            ", ".join(f"{zone.id} ({zone.kind})" for zone in zones),
        )
    return table


def _table(title: str, *columns: str) -> Table:
    return Table(*columns, title=title, title_justify="left", header_style="bold")


def _source(camera: Camera) -> str:
    parts = [camera.recorder]
    if camera.channel is not None:
        parts.append(f"channel {camera.channel}")
    return "\n".join([*parts, camera.device] if camera.device else parts)


def _register(camera: Camera) -> str:
    return f"{camera.zone_type}, of {camera.agency}\nnotice {camera.notice_date}\nkept {camera.retention_days} days"


def _recording(site: Site, camera: Camera, day: date) -> str:
    if camera.recording.mode != "scheduled":
        return f"on {camera.recording.mode}"
    hours = camera.recording.hours
    return "in service hours" if hours is None else ", ".join(map(str, hours.on(day))) or "not on this day"


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
