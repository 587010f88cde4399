"""One visitor comes up to counters again and again, each time for too short to be served."""

from collections.abc import Iterator

import numpy as np

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Dwell, over_time
from pantau.transforms.zones.spans import Span, merged, within

UNIT = "approaches"


def repeated_approaches(
    dwells: list[Dwell], tracks: list[Track], times: np.ndarray, thresholds: Thresholds
) -> Iterator[Candidate]:
    """Visitors followed without a break who came to counters `approaches` times or more, never for `approach_s`.

    `dwells`: of visitors at all counters of the camera; `tracks` are theirs, `times` (s,) those of the day's samples,
    epoch seconds. From the first coming to the last leaving. Who goes from one counter straight to the next has come
    once more; one who is at two at once, where their zones meet, has not. The measured number is of approaches.
    """
    for number in sorted({dwell.track for dwell in dwells}):
        mine = [dwell for dwell in dwells if dwell.track == number]
        came = merged((dwell.span for dwell in mine), within(0.0))
        if len(came) < thresholds.approaches or any(_may_be_served(span, thresholds.approach_s) for span in came):
            continue
        span = Span(came[0].start, came[-1].end)
        visitor = over_time((dwell.span, dwell.role_probability) for dwell in mine)
        seen = over_time((dwell.span, dwell.score) for dwell in mine)
        sure = seen * visitor * _one_person(tracks[number], times, span)
        limit, count = float(thresholds.approaches), float(len(came))
        yield Candidate("repeated_approaches", span, None, None, limit, sure, visitor, measured_value=count, unit=UNIT)


def _may_be_served(span: Span, approach_s: float) -> bool:
    return span.start.censored or span.end.censored or span.duration >= approach_s


def _one_person(track: Track, times: np.ndarray, span: Span) -> float:
    """Probability that all detections of a track in a span are of the same person."""
    inside = (times[track.samples] >= span.start.at) & (times[track.samples] <= span.end.at)
    return float(track.sure[inside][1:].prod())
