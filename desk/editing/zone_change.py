"""What drawn zones change in a site file, and what of them it refuses."""

from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from pantau.desk.editing.drawn_zones import Drawing, DrawnZone
from pantau.desk.editing.redrawn_site import redrawn
from pantau.desk.editing.site_file import SiteText
from pantau.schemas.site import Site, SiteFileError, parse_site
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.document import read
from pantau.schemas.site.load import SiteProblem

AROUND = 2
"""Lines of the file shown before and after each change."""


@dataclass(frozen=True)
class Refusal:
    """Why the site file would not be valid. `zone`: the number of the drawn zone it is about, None for the whole."""

    zone: int | None
    sentence: str


@dataclass(frozen=True)
class ZoneChange:
    """The site file as it would be, the difference as lines, and why it cannot be so; `site` is None then.

    seats_changed: seats have other places, so that footage has to be decoded again.
    """

    text: str
    difference: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    site: Site | None
    seats_changed: bool


def zone_change(now: SiteText, camera_id: str, drawing: Drawing, name: str = "site.yaml") -> ZoneChange:
    """What a drawing changes in the site file; `name` is what the difference calls it.

    Raises:
        StopIteration: there is no such camera.
        ValueError: the new view would begin where the old one does not hold, or the file cannot be changed safely.
    """
    number, camera = next((i, camera) for i, camera in enumerate(now.site.cameras) if camera.id == camera_id)
    text = redrawn(now.text, number, camera, drawing.day, drawing.since, drawing.zones)
    old, new = (one.splitlines() for one in (now.text, text))
    difference = tuple(unified_diff(old, new, name, name, n=AROUND, lineterm=""))
    try:
        site = parse_site(text)
    except SiteFileError as error:
        return ZoneChange(text, difference, _refusals(text, number, drawing.zones, error), None, False)
    changed = _seats(site.cameras[number], drawing) != _seats(camera, drawing)
    return ZoneChange(text, difference, (), site, changed)


def _seats(camera: Camera, drawing: Drawing) -> dict[str, tuple[float, ...]]:
    return {zone.id: zone.bounds for zone in camera.view(drawing.day).of("seat")}


def _refusals(text: str, number: int, drawn: list[DrawnZone], error: SiteFileError) -> tuple[Refusal, ...]:
    content = read(text)[1]
    found = [Refusal(_drawn(content, number, drawn, problem), problem.sentence) for problem in error.problems]
    return tuple(dict.fromkeys(found)) or (Refusal(None, str(error)),)


def _drawn(content: Any, number: int, drawn: list[DrawnZone], problem: SiteProblem) -> int | None:
    """The number of the drawn zone that a problem is about: new ones stand behind the others in the file."""
    match problem.path:
        case ("cameras", camera, "views", view, "zones", place, *_) if camera == number:
            names = [zone.get("id") for zone in content["cameras"][camera]["views"][view]["zones"]]
        case _:
            return None
    same = [i for i, zone in enumerate(drawn) if zone.id == names[place]]
    before = names[:place].count(names[place])
    return same[min(before, len(same) - 1)] if same else None
