"""What the cells of a camera day tell of things, as rows."""

from dataclasses import replace

import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View, Zone
from pantau.transforms.candidates.of_objects.left_and_taken import left_and_taken
from pantau.transforms.counters.tracked_camera_day import track_camera_day
from pantau.transforms.detection.camera_view.zone_cells import cells_inside
from tests.transforms.staging import MIDNIGHT, VIEW, camera_day, path

START = MIDNIGHT + 8 * 3600
FLOOR = Zone(id="floor", kind="objects", polygon=((0.1, 0.5), (0.5, 0.5), (0.5, 0.95), (0.1, 0.95)))
ASKED = View(zones=(*VIEW.zones, FLOOR))
INSIDE = cells_inside((FLOOR,), 90)
LIMITS = Thresholds(object_s=60)
WALKER = path((150, (0.3, 0.8)), (170, None))


def seen(came=160.0, went=1e9, every=6.0, seconds=600.0, people=(WALKER,), hidden=(0.0, 0.0), **more):
    """A camera day on whose floor a thing lies from one second to another; frames that are `hidden` show nothing."""
    day = camera_day(people, seconds=(0.0, seconds), start=START, **more)
    times = np.arange(0.0, seconds, every)
    times = times[~((times >= hidden[0]) & (times < hidden[1]))]
    floor = np.random.default_rng(1).integers(90, 130, INSIDE.shape).astype(np.uint8)
    thing = floor.copy()
    thing[65:73, 50:60] = np.random.default_rng(2).integers(20, 50, (8, 10))
    cells = tuple((thing if came <= at < went else floor)[INSIDE].tobytes() for at in times.tolist())
    return replace(day, cell_times=START + times, cells=cells)


def told(day, view=ASKED, limits=LIMITS):
    return list(left_and_taken(track_camera_day(day, view, limits)))


def test_a_thing_that_is_left_is_told_with_its_place_times_and_limit():
    (one,) = told(seen(went=400.0))
    assert (one.kind, one.zone, one.counter, one.expected_value) == ("object_left", "floor", None, 60)
    assert [edge - START for edge in (one.span.start.lo, one.span.start.hi)] == [156, 162]
    assert [edge - START for edge in (one.span.end.lo, one.span.end.hi)] == [396, 402]
    assert one.box == (50 / 160, pytest.approx(65 / 90, abs=1e-5), 60 / 160, pytest.approx(73 / 90, abs=1e-5))
    assert one.people_near == 1 and one.edges[1] > one.edges[0]
    assert one.observed_value == 240 and one.detection_score is None and one.severity == "medium"


def test_one_that_is_gone_is_taken_and_its_end_is_not_known():
    (one,) = told(seen(came=0.0, went=160.0))
    assert one.kind == "object_taken" and one.edges[0] > one.edges[1]
    assert one.span.end.censored and one.span.end.at == START + 594


def test_without_an_objects_zone_without_cells_or_cells_of_another_shape_there_is_none():
    assert told(seen(), view=VIEW) == []
    assert told(replace(seen(), cells=(), cell_times=np.zeros(0))) == []
    assert told(replace(seen(), aspect=4 / 3)) == []


def test_for_less_than_asked_with_nobody_near_or_with_somebody_elsewhere_there_is_none():
    assert told(seen(went=215.0)) == []
    assert told(seen(people=())) == []
    assert told(seen(people=(path((150, (0.9, 0.8)), (170, None)),))) == []


def test_a_change_over_unobserved_time_is_not_told_and_one_beside_it_is():
    gap = (150.0, 170.0)
    assert told(seen(people=(path((130, (0.3, 0.8)), (190, None)),), gaps=[gap], hidden=gap)) == []
    later = (300.0, 320.0)
    (one,) = told(seen(gaps=[later], hidden=later))
    assert one.span.end.at == START + 594


def test_after_a_long_pause_all_begins_anew():
    gap = (300.0, 400.0)
    (one,) = told(seen(came=160.0, gaps=[gap], hidden=gap))
    assert one.span.end.censored and one.span.end.at == START + 294
    assert told(seen(came=350.0, gaps=[gap], hidden=gap)) == []
