from datetime import date

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.candidates.of_cameras.camera_moved import camera_moved
from pantau.transforms.detection.camera_view.moved_times import MovedStretch
from pantau.transforms.detection.camera_view.view_reference import ViewReference
from pantau.transforms.tracking.camera_days.view_of_day import ViewOfDay

DAY = date(2026, 11, 2)


def told(*stretches):
    view = ViewOfDay(ViewReference(DAY, b""), tuple(MovedStretch(*one) for one in stretches))
    return camera_moved(view, Thresholds())


def test_it_lies_between_the_frames_that_say_so_and_names_what_it_was_compared_with():
    (found,) = told((30.0, 60.0, 120.0, 150.0, 0.05))
    assert (found.kind, found.expected_value) == ("camera_moved", 60)
    assert (found.view_reference, found.view_moved_share) == (DAY, 0.05)
    assert (found.span.start.lo, found.span.start.at, found.span.start.hi) == (30, 45, 60)
    assert (found.span.end.lo, found.span.end.at, found.span.end.hi) == (120, 135, 150)
    assert found.counter is found.zone is found.detection_score is None


def test_what_was_not_seen_of_it_is_censored():
    (found,) = told((None, 60.0, 720.0, None, None))
    assert (found.span.start.at, found.span.start.censored) == (60, True)
    assert (found.span.end.at, found.span.end.censored) == (720, True)
    assert (found.observed_value, found.severity, found.view_moved_share) == (660, "high", None)
    assert told() == []
