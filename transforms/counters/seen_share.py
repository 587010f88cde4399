"""How often a party was clearly seen while it was served: what a row's time and its being one service rest on."""

from collections.abc import Sequence

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.tracks import Track, samples_of
from pantau.transforms.zones.spans import Span


def seen_share(span: Span, party: Sequence[Track], day: CameraDay, person_score: float) -> float | None:
    """Share of the samples in a span on which any of the tracks of a party has a detection of at least `person_score`;
    `None` where the span has no sample. Frames between two samples do not count: they are taken where there is doubt.
    """
    start, end = span.interval
    within = np.flatnonzero((day.times >= start) & (day.times <= end) & ~day.closer)
    if not len(within):
        return None
    scores = np.concatenate([np.zeros(0), *(track.scores for track in party)])
    clearly = samples_of(party)[scores >= person_score]
    return float(np.isin(within, clearly).mean())
