"""Who was where on a camera, what zones that proposes, and what drawn ones would change, for the desk."""

from dataclasses import dataclass

from pantau.schemas.site import Site
from pantau.transforms.bulkhead import Bounds, Bulkhead, Lost, Unusable
from pantau.transforms.zone_setup.seen_stretch import SeenStretch, seen_stretch
from pantau.transforms.zone_setup.what_if import AskedStretch, StretchEvent, StretchEvents, events_of_stretch
from pantau.transforms.zone_setup.zone_proposals import ZoneProposal, zone_proposals
from pantau.transforms.zone_setup.zone_warnings import ZoneWarning, zone_warnings

__all__ = [
    "AskedStretch",
    "SeenStretch",
    "StretchEvent",
    "StretchEvents",
    "WhatIfLost",
    "ZoneProposal",
    "ZoneWarning",
    "seen_stretch",
    "what_if",
    "zone_proposals",
    "zone_warnings",
]

MOST_SECONDS, MOST_MEGABYTES = 60.0, 1500
"""What finding the events of a stretch twice may take. Chosen: as footage for the desk; an hour takes a few seconds."""


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
