"""Who was where on a camera, what zones that proposes, what drawn ones would change, and whether its view has moved."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pantau.schemas.site import Site
from pantau.schemas.site.cameras import Camera
from pantau.transforms.bulkhead import Bounds, Bulkhead, Lost, Unusable
from pantau.transforms.intervals import Interval
from pantau.transforms.recordings.archive import recording_state
from pantau.transforms.zone_setup.moved_view import ViewComparison, ViewedTwice, compare_views, same_hour
from pantau.transforms.zone_setup.seen_stretch import SeenStretch, seen_stretch
from pantau.transforms.zone_setup.what_if import AskedStretch, StretchEvent, StretchEvents, events_of_stretch
from pantau.transforms.zone_setup.zone_proposals import ZoneProposal, zone_proposals
from pantau.transforms.zone_setup.zone_warnings import ZoneWarning, zone_warnings

__all__ = [
    "AskedStretch",
    "SeenStretch",
    "StretchEvent",
    "StretchEvents",
    "ViewComparison",
    "ViewedTwice",
    "WhatIfLost",
    "ZoneProposal",
    "ZoneWarning",
    "compared_views",
    "seen_stretch",
    "viewed_before",
    "what_if",
    "zone_proposals",
    "zone_warnings",
]

MOST_SECONDS, MOST_MEGABYTES = 60.0, 1500
"""What finding the events of a stretch twice may take. Chosen: as footage for the desk; an hour takes a few seconds."""


Row = dict[str, Any]


class WhatIfLost(Exception):
    """The events cannot be found within bounds."""


@dataclass(frozen=True)
class _Twice:
    stretch: AskedStretch
    before: Site
    after: Site


def what_if(stretch: AskedStretch, before: Site, after: Site) -> tuple[StretchEvents, StretchEvents]:
    """The events of a stretch by two site files, in a process of its own that ends with it; nothing is written.

    Raises:
        WhatIfLost: it takes too long or too much memory.
    """
    apart = Bulkhead(_both, lambda _: Bounds(stretch.camera_id, MOST_SECONDS, MOST_MEGABYTES))
    try:
        return apart(_Twice(stretch, before, after))
    except (Lost, Unusable) as lost:
        raise WhatIfLost(str(lost)) from lost
    finally:
        apart.close()


def _both(asked: _Twice) -> tuple[StretchEvents, StretchEvents]:
    return events_of_stretch(asked.stretch, asked.before), events_of_stretch(asked.stretch, asked.after)


def viewed_before(
    archive: str,
    camera: Camera,
    day: date,
    span: Interval,
    dates: Iterable[date],
    recordings_of: Callable[[date], Sequence[Row]],
) -> tuple[date, ViewedTwice] | None:
    """The first date before `day` with the same zones of which the archive has recordings still, and what to compare.

    span: epoch seconds of `day`, compared with the same hour of that date. dates: those on which the camera recorded.
    recordings_of: its rows of `recordings` of a date. `None` where there is no such date, or nothing was recorded then.
    """
    view, earliest = camera.view(day), day - timedelta(days=camera.retention_days)
    now = recordings_of(day)
    for one in sorted(dates):
        if not earliest <= one < day or camera.view(one) != view:
            continue
        before = [row for row in recordings_of(one) if _is_there(archive, row)]
        if before and now:
            earlier = same_hour(before, span, day - one)
            return one, ViewedTwice(archive, camera.id, before, earlier, now, span, camera.shown_aspect)
    return None


def compared_views(asked: Iterable[ViewedTwice]) -> list[ViewComparison]:
    """Whether cameras look where they did, in a process of its own that ends with it; `unknown` where one is lost."""
    apart = Bulkhead(compare_views, lambda one: Bounds(one.camera_id, MOST_SECONDS, MOST_MEGABYTES))
    try:
        return [_compared(apart, one) for one in asked]
    finally:
        apart.close()


def _compared(apart: Bulkhead, asked: ViewedTwice) -> ViewComparison:
    try:
        return apart(asked)
    except Lost:
        return ViewComparison("unknown", None)


def _is_there(archive: str, row: Row) -> bool:
    try:
        return recording_state(archive, row["recording_uri"])[0] == row["bytes"]
    except OSError:
        return False
