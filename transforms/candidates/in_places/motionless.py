"""A box at a counter or in a queue that does not move for hours: a figure or a poster, or somebody who needs help.

It stays in the events for two dates, since nobody but a person can tell; what still stands there on the third is a
known figure, see `static_figures`, and nobody. An `ignore` zone over a figure takes it out of them at once.
"""

from collections.abc import Mapping

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import Zone
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.static_figures.still_boxes import (
    JITTER_HEIGHTS,
    SEED_SHARE,
    StillBoxes,
    apart,
    lasting_places,
)
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Visibility
from pantau.transforms.zones.membership import members
from pantau.transforms.zones.spans import Span


def motionless(
    day: CameraDay,
    visibility: Visibility,
    tracks: list[Track],
    zones: list[Zone],
    counters: Mapping[str, str | None],
    thresholds: Thresholds,
) -> list[Candidate]:
    """Boxes in the zones that are at one place, as exactly as detections are, from first to last for `motionless_s`.

    `tracks`: of visitors, whose boxes are where to look. `counters` names the counter of each zone, if it has one.
    """
    boxes = StillBoxes(day)
    found: list[Candidate] = []
    places: list[np.ndarray] = []
    for place in lasting_places(day, tracks, SEED_SHARE * thresholds.motionless_s):
        zone = next((zone for zone in zones if members(zone, place[None])[0]), None)
        if zone is None or any(apart(place, other[:, None], day.aspect)[0] <= JITTER_HEIGHTS for other in places):
            continue
        if (still := boxes.at(place)) is None:
            continue
        span = Span(visibility.appearance(still.first), visibility.disappearance(still.last))
        if span.duration >= thresholds.motionless_s:
            places.append(place)
            score = float(day.person_score[still.detections].mean())
            found.append(Candidate("motionless", span, counters[zone.id], zone.id, thresholds.motionless_s, score))
    return found
