"""Anybody before a restricted camera."""

import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.in_places.presence_restricted import presence_restricted
from pantau.transforms.zones.spans import exact_spans
from pantau.transforms.zones.unobserved_time import UnobservedTime

LIMITS = Thresholds(restricted_s=10, track_gap_s=8)


def found(*people, unobserved=()):
    spans = [(span, score) for (start, end, score) in people for span in exact_spans([(start, end)])]
    return presence_restricted(spans, UnobservedTime(list(unobserved), (0.0, 9000.0)), LIMITS)


def test_anybody_at_any_hour_and_who_is_there_together_is_one():
    one, other = found((0, 12, 0.6), (20, 25, 0.4), (100, 109, 0.9), (200, 210, 0.9))
    assert one.span.interval == (0, 25) and one.detection_score == pytest.approx(0.5)
    assert other.span.interval == (200, 210) and other.kind == "presence_restricted"


def test_who_may_still_be_there_where_nobody_sees_has_a_censored_end():
    (one,) = found((0, 20, None), unobserved=[(25.0, 60.0)])
    assert one.span.end.censored and one.detection_score is None
