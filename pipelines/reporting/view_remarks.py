"""Which cameras look elsewhere than where their zones were drawn, by their recordings."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial

from pantau.pipelines.reporting.zone_remarks import newest_recordings, recorded_dates, recordings_of
from pantau.pipelines.zone_setup import ViewComparison, ViewedTwice, compared_views, viewed_before
from pantau.schemas.sentences import sentence
from pantau.schemas.site import Site
from pantau.schemas.site.cross_references import Problem
from pantau.transforms.zone_setup.busiest_hour import HOUR_S


def moved_views(site: Site, archive: str, warehouse: str, day: date) -> Iterator[Problem]:
    """Views that hold on a local date, and whose cameras look elsewhere by now.

    Each camera is judged by the middle hour of the newest date until then that has recordings, if its zones were these,
    beside the earliest date of the same zones of which the archive has recordings still.
    """
    found: list[tuple[int, datetime, date, ViewedTwice]] = []
    for i, camera in enumerate(site.cameras):
        rows = newest_recordings(site, warehouse, camera, day)
        if not rows or not camera.view(day).zones or camera.view(rows[0]["service_date"]) != camera.view(day):
            continue
        start = rows[len(rows) // 2]["started_at"].timestamp() // HOUR_S * HOUR_S
        of_date = partial(recordings_of, site, warehouse, camera)
        seen_on, dates = rows[0]["service_date"], recorded_dates(warehouse, camera, day)
        asked = viewed_before(archive, camera, seen_on, (start, start + HOUR_S), dates, of_date)
        if asked:
            found.append((i, datetime.fromtimestamp(start, site.zone), *asked))
    compared = compared_views(asked for *_, asked in found) if found else []
    for (i, at, since, _), one in zip(found, compared, strict=True):
        if one.word in ("moved", "another"):
            camera = site.cameras[i]
            j = camera.views.index(camera.view(day))
            yield ("cameras", i, "views", j), None, _sentence(one, since, at)


def _sentence(found: ViewComparison, since: date, at: datetime) -> str:
    when = {"since": since, "at": f"{at:%Y-%m-%d %H:%M}"}
    if found.shift is None:
        return sentence("view_another", **when)
    return sentence("view_moved", **when, share=f"{found.shift.share:.1%}", turned=f"{abs(found.shift.turned_deg):.1f}")
