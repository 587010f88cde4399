"""What was seen of a session: what its times, and its being one session, rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.tracking.camera_days.frame_pairs import any_of
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Span

COVERED_PART = 0.2
"""Part of somebody's box from which on another's box covers it. Chosen on the days that `session_parameters` are fitted
on: 0.1 and 0.4 tell about as much."""

NEXT_WITHIN_S = 2.0
"""Another session so shortly before or after may be the same one. Chosen: the cadence."""


@dataclass(frozen=True)
class SessionEvidence:
    """seen_share: of the samples, those on which one of the party was clearly seen. covered_share: of those on which
    one was seen at all, those on which the box of somebody else, clearly seen, covers one of theirs. start_unseen,
    end_unseen: nobody was seen to come or to go. next_to_another: another session is within `NEXT_WITHIN_S`.
    """

    seen_share: float
    covered_share: float
    start_unseen: bool
    end_unseen: bool
    next_to_another: bool


def evidence_of(
    span: Span,
    dwells: Sequence[Dwell],
    party: Sequence[Track],
    others: Sequence[Span],
    day: CameraDay,
    person_score: float,
) -> SessionEvidence | None:
    """What was seen of a party in a span, clearly by detections of at least `person_score`; `None` without any sample.

    `dwells` are those of the party at the counter, `others` the spans of the sessions before and after. Frames between
    two samples do not count: they are taken where there is doubt.
    """
    start, end = span.interval
    within = (day.times >= start) & (day.times <= end) & ~day.closer
    if not within.any():
        return None
    theirs = np.zeros(len(day.person_sample), dtype=bool)
    for track in party:
        theirs[track.detections] = True
    clear, here = day.person_score >= person_score, theirs & within[day.person_sample]
    apart = [max(other.start.at - end, start - other.end.at) for other in others]
    return SessionEvidence(
        seen_share=_samples(day, here & clear) / int(within.sum()),
        covered_share=_samples(day, _covered(day, here, clear & ~theirs)) / max(_samples(day, here), 1),
        start_unseen=min(dwells, key=lambda dwell: dwell.span.start.at).born,
        end_unseen=max(dwells, key=lambda dwell: dwell.span.end.at).lost,
        next_to_another=bool(min(apart, default=np.inf) < NEXT_WITHIN_S),
    )


def _samples(day: CameraDay, detections: np.ndarray) -> int:
    """On how many samples the flagged detections (p,) are."""
    return len(np.unique(day.person_sample[detections]))


def _covered(day: CameraDay, boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(p,) flags: those of the flagged `boxes` (p,) that one of the flagged `others` (p,) covers."""
    one, other = day.beside
    pair = boxes[one] & others[other]
    first, second = day.person_box[one[pair]], day.person_box[other[pair]]
    common = np.clip(np.minimum(first[:, 2:], second[:, 2:]) - np.maximum(first[:, :2], second[:, :2]), 0, None)
    part = common.prod(axis=1) >= COVERED_PART * (first[:, 2:] - first[:, :2]).prod(axis=1)
    return any_of(one[pair], part, len(boxes))
