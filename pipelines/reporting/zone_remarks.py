"""Which zones of a site file will not work, by who was seen on their cameras."""

from collections.abc import Iterator
from datetime import date, datetime

from pantau.schemas.sentences import sentence
from pantau.schemas.site import Site
from pantau.schemas.site.cameras import Camera
from pantau.schemas.site.cross_references import Problem
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import partitions_of, read_table
from pantau.transforms.zone_setup.busiest_hour import busiest_hour
from pantau.transforms.zone_setup.seen_stretch import seen_stretch
from pantau.transforms.zone_setup.zone_warnings import ZoneWarning, zone_warnings


def unfit_zones(site: Site, warehouse: str, day: date) -> Iterator[Problem]:
    """Warnings about the zones that hold on a local date.

    Each camera is judged by the busiest hour of the newest date until then that has recordings and was observed, if its
    zones were these.
    """
    for i, camera in enumerate(site.cameras):
        view = camera.view(day)
        if not view.zones:
            continue
        rows = newest_recordings(site, warehouse, camera, day)
        hour = busiest_hour(warehouse, rows) if rows else None
        if hour is None:
            continue
        seen_on = rows[0]["service_date"]
        if camera.view(seen_on) != view:
            continue
        thresholds, cadence_s = site.thresholds_on(seen_on), site.observer.cadence_s
        stretch = seen_stretch(warehouse, rows, hour, view, thresholds, cadence_s)
        at = f"{datetime.fromtimestamp(hour[0], site.zone):%Y-%m-%d %H:%M}"
        j = camera.views.index(view)
        numbers = {zone.id: k for k, zone in enumerate(view.zones)}
        for warning in zone_warnings(stretch, view):
            path = ("cameras", i, "views", j, "zones", numbers[warning.zone])
            yield path, warning.zone, _sentence(warning, at)


def recorded_dates(warehouse: str, camera: Camera, until: date) -> list[date]:
    """The dates until one on which the agency of a camera has recordings, in order; the camera may have none."""
    dates = {one.values[0] for one in partitions_of(warehouse, RECORDINGS, agency_id=camera.agency)}
    return sorted(one for one in dates if one <= until)


def recordings_of(site: Site, warehouse: str, camera: Camera, day: date) -> list[dict]:
    """The rows of `recordings` of a camera of a date, in order of time."""
    found = read_table(warehouse, RECORDINGS, service_date=day, agency_id=camera.agency).to_pylist()
    mine = [row for row in found if (row["site_id"], row["camera_id"]) == (site.id, camera.id)]
    return sorted(mine, key=lambda row: row["started_at"])


def newest_recordings(site: Site, warehouse: str, camera: Camera, until: date) -> list[dict]:
    """Those of the newest date until one; none where there is no such date."""
    dates = reversed(recorded_dates(warehouse, camera, until))
    return next((rows for one in dates if (rows := recordings_of(site, warehouse, camera, one))), [])


def _sentence(warning: ZoneWarning, hour: str) -> str:
    first, second = warning.figures
    polygon = ", ".join(f"[{x:g}, {y:g}]" for x, y in warning.polygon or ())
    return sentence(warning.word, hour=hour, first=first, second=second, polygon=polygon)
