"""A new site file as text, with comments that say what is what and what comes next."""

import re
from collections.abc import Iterator

from pantau.schemas.site.hours import WEEKDAYS
from pantau.schemas.site.new.new_site import NewCamera, NewRecorder, NewSite, identifier

HEAD = """\
# One place of public service: who serves where and when, and which camera sees it.
# Names (`id`) end up in folders and tables: choose them now, and keep them. Nearly everything may be dated with `from`
# and `until`, both days included. `pantau site check --site FILE` says what is wrong, `pantau site schema` what may be.
"""

AFTER = """\
# What may come next, each explained in the example that is shipped with the program (pantau/schemas/site/example.yaml):
#   standards:   what answers are compared with, such as a longest waiting time
#   thresholds:  from when on something counts, where the usual values do not fit
#   retention:   cases for which observations are kept longer
#   calendar.periods with `from` and `until`: other hours, as in Ramadan; calendar.openings: single days
"""

_PLAIN = re.compile(r"[A-Za-z][\w ./()-]*(?<! )", re.ASCII)
_FIGURES = re.compile(r"[0-9][0-9 :,.+-]*")
_WORDS = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""What readers of YAML take for something else than text (YAML 1.1, types null and bool)."""


def written(site: NewSite) -> str:
    """The text of a site file; `parse_site` says whether it is valid."""
    return "\n".join(_lines(site))


def scalar(text: str) -> str:
    """A text as a YAML value on one line that every reader takes for that text."""
    line = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    if _PLAIN.fullmatch(line) and line.lower() not in _WORDS:
        return line
    return "'" + line.replace("'", "''") + "'"


def exact(text: str) -> str:
    """A text as a YAML value letter by letter, blanks at its ends and what is not seen included: what names files."""
    if text == text.strip() and text.isprintable():
        return scalar(text)
    escaped = (letter if letter.isprintable() and letter not in '"\\' else f"\\U{ord(letter):08x}" for letter in text)
    return f'"{"".join(escaped)}"'


def _figures(text: str) -> str:
    """A date, a number or hours, as people write them; anything else as `scalar`."""
    return text.strip() if _FIGURES.fullmatch(text.strip()) else scalar(text)


def _lines(site: NewSite) -> Iterator[str]:
    agency = scalar(identifier(site.agency, "agency"))
    yield HEAD
    yield f"id: {scalar(identifier(site.name, 'site'))}"
    yield f"name: {scalar(site.name)}"
    yield f"timezone: {scalar(site.timezone)}"
    yield "\nagencies:  # the public bodies that serve here; with several, each camera and each counter names its own"
    yield f"  - {{id: {agency}, name: {scalar(site.agency)}}}"
    yield "\nrecorders:  # who names the files; `clocks` would say how far the clock is off, else it is 0 ± 1 s"
    for recorder in site.recorders:
        yield from _recorder(recorder, site)
    yield "\ncameras:  # refused without purpose, notice_date, zone_type and retention_days"
    for camera in site.cameras:
        yield from _camera(camera, agency)
    if site.counters:
        yield "\ncounters:  # where officers serve; which agency a counter belongs to, by date"
        names: list[str] = []
        for counter in site.counters:
            names.append(identifier(counter, "counter", names))
            yield f"  - {{id: {scalar(names[-1])}, name: {scalar(counter)}, tenures: [{{agency: {agency}}}]}}"
    yield "\ncalendar:"
    yield "  periods:  # the service hours; the last entry that holds on a day wins"
    yield "    - hours:"
    yield from (f"        {day}: {_figures(site.hours[day])}" for day in WEEKDAYS if site.hours.get(day, "").strip())
    yield f"      source: {scalar(site.hours_source)}"
    yield "  holidays: {country: ID}  # closed on public holidays and collective leave"
    yield f"\n{AFTER}"


def _recorder(recorder: NewRecorder, site: NewSite) -> Iterator[str]:
    yield f"  - id: {scalar(recorder.id)}"
    if recorder.folder:
        yield f"    folder: {exact(recorder.folder)}"
    if site.names_timezone != site.timezone:
        yield f"    timezone: {scalar(site.names_timezone)}  # in which its names are written"
    if recorder.patterns:
        yield "    patterns:  # regular expressions over the path in the archive, for names that are not built in"
    for pattern in recorder.patterns:
        yield f"      - id: {pattern.id}"
        yield f"        regex: {exact(pattern.regex)}"
        yield f"        channel_base: {pattern.channel_base}"
    known = [one for one in site.known_starts if one.recorder == recorder.id]
    if known:
        yield "    known_starts:  # when files begin whose names do not tell it, by the clock of the recorder"
    for one in known:
        yield f"      - file: {exact(one.file)}"
        yield f"        camera: {scalar(one.camera)}"
        yield f"        started_at: {_figures(one.started_at)}"
        yield f"        source: {scalar(one.source)}"


def _camera(camera: NewCamera, agency: str) -> Iterator[str]:
    register = camera.register
    yield f"  - id: {scalar(camera.id)}{f'  # {camera.note}' if camera.note else ''}"
    yield f"    agency: {agency}"
    yield f"    recorder: {scalar(camera.recorder)}"
    if camera.channel is not None:
        yield f"    channel: {camera.channel}"
    if camera.device is not None:
        yield f"    device: {scalar(camera.device)}"
    yield f"    purpose: {scalar(register.purpose)}"
    if register.legal_basis.strip():
        yield f"    legal_basis: {scalar(register.legal_basis)}"
    yield f"    notice_date: {_figures(register.notice_date)}  # of the notice to visitors; no older footage is used"
    yield f"    zone_type: {scalar(camera.zone_type)}"
    yield f"    retention_days: {_figures(register.retention_days)}  # after which recordings are to be deleted"
