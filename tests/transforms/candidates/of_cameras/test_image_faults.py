from dataclasses import replace

import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.of_cameras.image_faults import image_faults
from pantau.transforms.tracking.camera_days.image_flags import ImageFlags
from tests.transforms.staging import MIDNIGHT, camera_day

START = MIDNIGHT + 8 * 3600


def found(hours=((START, START + 3600),), frozen=(), repeated=(), **flagged):
    """A day of ten minutes; of each fault the seconds from which to which frames have it."""
    day = camera_day((), start=START, seconds=(0.0, 600.0))
    since = day.sampled - START
    flags = {
        name: np.any([(since >= a) & (since < b) for a, b in flagged.get(name, [(-1, -1)])], axis=0)
        for name in ImageFlags._fields
    }
    frozen, repeated = ([(START + a, START + b) for a, b in some] for some in (frozen, repeated))
    day = replace(day, image=ImageFlags(**flags), frozen=frozen, repeated=repeated)
    return [
        (one.kind, *(round(at - START, 3) for at in one.span.interval))
        for one in image_faults(day, list(hours), Thresholds())
    ]


def edges(kind, start, end):
    """A sample speaks for half of what lies between it and the next."""
    half = camera_day((), start=START).cadence_s / 2
    return kind, start - half, end - half


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("covered", "camera_covered"),
        ("dark", "camera_dark"),
        ("blinded", "camera_blinded"),
        ("out_of_focus", "camera_out_of_focus"),
    ],
)
def test_a_fault_counts_from_a_minute_on(fault, kind):
    assert found(**{fault: [(100, 160)]}) == [edges(kind, 100, 160)]
    assert found(**{fault: [(100, 158)]}) == []


def test_short_pauses_part_none_and_longer_ones_do():
    assert found(covered=[(100, 140), (146, 180)]) == [edges("camera_covered", 100, 180)]
    assert found(covered=[(100, 140), (160, 200)]) == []


def test_a_hall_is_dark_when_it_is_closed():
    assert found(hours=[(START, START + 120)], dark=[(100, 400)]) == []
    assert found(hours=[(START, START + 200)], dark=[(100, 400)]) == [("camera_dark", edges("", 100, 0)[1], 200)]


def test_a_frozen_frame_is_told():
    assert found(frozen=[(100, 160)]) == [("camera_frozen", 100, 160)]
    assert found(frozen=[(100, 150)]) == []


def test_what_is_covered_or_dark_does_not_move_and_is_not_frozen_too():
    for fault in ("covered", "dark", "blinded"):
        assert [kind for kind, *_ in found(**{fault: [(100, 300)]}, frozen=[(100, 299)])] == [f"camera_{fault}"]


def test_of_a_day_of_which_nothing_is_known_nothing_is_said():
    day = camera_day((), start=START)
    assert list(image_faults(day, [], Thresholds())) == []


def test_footage_that_stands_under_another_time_tells_of_no_fault_at_this_one():
    assert found(dark=[(100, 400)], repeated=[(99, 401)]) == []
    kept = edges("camera_dark", 100, 0)[1]
    assert found(dark=[(100, 400)], repeated=[(200, 401)]) == [("camera_dark", kept, 200)]
