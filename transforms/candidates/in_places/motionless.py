"""A box at a counter or in a queue that does not move for hours: a figure or a poster, or somebody who needs help.

It stays in the events, since nobody but a person can tell. An `ignore` zone over a figure takes it out of them.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import Zone
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Visibility
from pantau.transforms.zones.membership import members
from pantau.transforms.zones.spans import Span

JITTER_HEIGHTS = 0.02
"""How far the edges of the box of a thing that does not move get from their medians, in heights of the box.

Measured: cut-outs pasted into three real clips (noise, changing light, H.264 at crf 28, people who pass before them)
stay within 0.012 on three quarters of the frames. Of people who stand or sit as still as they do in such clips half of
the boxes are farther than 0.03 within half a minute.
"""

SEEN_SHARE = 0.5
"""Share of the samples on which it is there. Chosen: others stand before it, and the detector misses it at times."""

SEED_SHARE = 0.1
"""Share of `motionless_s` for which it must be one track. Chosen: long enough that few people make one, short enough
that those who pass before a figure do not part it into shorter ones."""


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
    samples = np.flatnonzero(~day.closer & ~day.still)
    own = np.flatnonzero(~day.closer[day.person_sample])
    edges = np.ascontiguousarray(day.person_box[own].T)
    found: list[Candidate] = []
    places: list[np.ndarray] = []
    for place in _places(day, tracks, SEED_SHARE * thresholds.motionless_s):
        zone = next((zone for zone in zones if members(zone, place[None])[0]), None)
        if zone is None or any(_apart(place, other[:, None], day.aspect)[0] <= JITTER_HEIGHTS for other in places):
            continue
        here = own[_apart(place, edges, day.aspect) <= JITTER_HEIGHTS]
        if not len(here):
            continue
        seen = np.unique(day.person_sample[here])
        first, last = int(seen[0]), int(seen[-1])
        span = Span(visibility.appearance(first), visibility.disappearance(last))
        share = len(seen) / np.count_nonzero((samples >= first) & (samples <= last))
        if span.duration >= thresholds.motionless_s and share >= SEEN_SHARE:
            places.append(place)
            score = float(day.person_score[here].mean())
            found.append(Candidate("motionless", span, counters[zone.id], zone.id, thresholds.motionless_s, score))
    return found


def _places(day: CameraDay, tracks: list[Track], least_s: float) -> Iterator[np.ndarray]:
    """The (4,) median boxes of tracks of at least so many seconds, of the longest first."""
    lasting = [(float(np.ptp(day.times[track.samples])), number) for number, track in enumerate(tracks)]
    for seconds, number in sorted(lasting, reverse=True):
        if seconds >= least_s:
            yield np.median(tracks[number].boxes, axis=0)


def _apart(place: np.ndarray, edges: np.ndarray, aspect: float) -> np.ndarray:
    """(n,) how far the edges (4, n) of boxes are from those of a place (4,) at most, in heights of the place."""
    across, along = np.abs(edges[::2] - place[::2, None]), np.abs(edges[1::2] - place[1::2, None])
    return np.maximum(across.max(axis=0) * aspect, along.max(axis=0)) / (place[3] - place[1])
