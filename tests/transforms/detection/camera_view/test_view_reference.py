"""What a view is compared with: of the first date of its zones, and carried from run to run."""

from datetime import date, timedelta

import numpy as np
import pytest

from pantau.schemas.tables import COVERAGE, SAMPLES
from pantau.transforms.detection.camera_view.static_scene import VIEW_FRAMES
from pantau.transforms.detection.camera_view.view_reference import ViewReference, view_reference
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.detection.scene_signature import scene_signature
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from tests.transforms.detection.camera_view.test_view_points import kept
from tests.transforms.detection.camera_view.test_view_shift import HEIGHT, WIDTH, moved, place
from tests.transforms.detection.test_observer import site
from tests.transforms.seen import DAY, recording, sample
from tests.transforms.tables.test_partition_files import stretch

HERE, ASIDE = kept(place()), kept(moved(place(), [[1, 0, 32], [0, 1, 0]]))
CROWD = kept(np.full((HEIGHT, WIDTH), 90, np.uint8))
"""People fill the frame: no points are left."""

BEFORE, AFTER = DAY - timedelta(days=7), DAY + timedelta(days=7)
"""Mondays, on which the office is open from 08:00 to 16:00."""

OBSERVER = observer_of(site(), ".")


def seen(warehouse, name, day, points, at="08", version=None, scene=None):
    """A recording from an hour in Jakarta of which each 30 s a frame was taken with some points."""
    owner = recording(name, 0, 60, day)
    rows = [sample(owner, 30 * number, view_points=one, scene=scene) for number, one in enumerate(points)]
    notes = {"model_hash": version or OBSERVER.version("one", day), "recorder_started_at": f"{day}T{at}:00:00+07:00"}
    write_partition(
        warehouse, Partition(SAMPLES, tuple(owner[key] for key in SAMPLES.partition)), SAMPLES.arrow(rows), notes
    )


def compared(warehouse, day, points, reference, scene=None):
    """A run whose coverage says what the view of a date was compared with."""
    row = stretch(day=day) | {
        "camera_id": "one",
        "view_reference": reference,
        "view_points": points,
        "view_scene": scene,
    }
    with draft_of(warehouse) as draft:
        write_partition(draft, Partition(COVERAGE, (day, "permits")), COVERAGE.arrow([row]))
        commit_draft(draft, {"command": "nightly"})


def found(warehouse, day=DAY, since=None, observer=OBSERVER):
    cameras = tuple(
        camera.model_copy(update={"views": (camera.views[0].model_copy(update={"valid_from": since}),)})
        for camera in observer.site.cameras
    )
    dated = observer_of(observer.site.model_copy(update={"cameras": cameras}), ".")
    return view_reference(str(warehouse), dated, "one", day)


def test_it_is_of_the_first_date_of_which_frames_were_clear(tmp_path):
    assert found(tmp_path) is None
    seen(tmp_path, "a", DAY, [HERE] * 2)
    assert found(tmp_path) == ViewReference(DAY, HERE)
    seen(tmp_path, "b", BEFORE, [None, ASIDE, ASIDE])
    assert found(tmp_path) == ViewReference(BEFORE, ASIDE)
    assert found(tmp_path, since=DAY) == ViewReference(DAY, HERE)
    assert found(tmp_path, BEFORE - timedelta(days=1)) is None


def test_a_date_on_which_the_hall_is_clear_at_last_is_compared_with_itself(tmp_path):
    for week in range(5):
        seen(tmp_path, f"crowd-{week}", BEFORE - timedelta(weeks=week), [CROWD] * 2)
    assert found(tmp_path) is None
    seen(tmp_path, "a", DAY, [HERE] * 2)
    assert found(tmp_path) == ViewReference(DAY, HERE)
    assert found(tmp_path, AFTER) is None


def test_the_earlier_recording_of_a_date_comes_first_whatever_it_is_called(tmp_path):
    seen(tmp_path, "a", DAY, [ASIDE] * 10, at="12")
    seen(tmp_path, "z", DAY, [HERE] * 10, at="08")
    assert found(tmp_path).points == HERE


def test_what_is_seen_while_the_office_is_closed_is_nothing_to_compare_with(tmp_path):
    seen(tmp_path, "night", DAY, [ASIDE] * 10, at="02")
    seen(tmp_path, "sunday", DAY - timedelta(days=1), [ASIDE] * 10)
    assert found(tmp_path) is None
    seen(tmp_path, "day", DAY, [HERE] * 2)
    assert found(tmp_path) == ViewReference(DAY, HERE)


def test_zones_that_follow_others_are_compared_with_the_end_of_their_first_date(tmp_path):
    """The camera was moved at eleven, and its zones were drawn anew from that date on."""
    seen(tmp_path, "morning", DAY, [HERE] * 20)
    seen(tmp_path, "noon", DAY, [ASIDE] * 20, at="11")
    (camera,) = (one for one in OBSERVER.site.cameras if one.id == "one")
    (view,) = camera.views
    views = (
        view.model_copy(update={"valid_until": DAY - timedelta(days=1)}),
        view.model_copy(update={"valid_from": DAY}),
    )
    cameras = tuple(one.model_copy(update={"views": views}) if one is camera else one for one in OBSERVER.site.cameras)
    redrawn = observer_of(OBSERVER.site.model_copy(update={"cameras": cameras}), ".")
    assert view_reference(str(tmp_path), redrawn, "one", DAY) == ViewReference(DAY, ASIDE)
    assert view_reference(str(tmp_path), redrawn, "one", AFTER) == ViewReference(DAY, ASIDE)


@pytest.mark.parametrize("carried", [False, True])
def test_its_scene_is_of_the_first_date_that_shows_it_on_enough_frames(tmp_path, carried):
    """On the date after, the camera shows a plain wall: there is no other scene to be learned from it."""
    hall, later = (scene_signature(place()), scene_signature(place(2)))
    seen(tmp_path, "a", BEFORE, [HERE] * (VIEW_FRAMES - 1), scene=hall)
    assert found(tmp_path, BEFORE) == ViewReference(BEFORE, HERE, None)
    if carried:
        compared(tmp_path, BEFORE, HERE, BEFORE)
    seen(tmp_path, "b", DAY, [HERE] * VIEW_FRAMES, scene=hall)
    seen(tmp_path, "c", AFTER, [CROWD] * VIEW_FRAMES, scene=later)
    assert found(tmp_path, AFTER) == found(tmp_path, DAY) == ViewReference(BEFORE, HERE, hall)


def test_what_another_observer_saw_is_nothing(tmp_path):
    seen(tmp_path, "a", DAY, [HERE] * 2, version="older")
    assert found(tmp_path) is None


def test_it_is_carried_on_when_what_was_seen_then_is_gone(tmp_path):
    compared(tmp_path, BEFORE, HERE, date(2026, 10, 1), b"scene")
    seen(tmp_path, "a", DAY, [ASIDE] * 2)
    assert found(tmp_path) == ViewReference(date(2026, 10, 1), HERE, b"scene")


@pytest.mark.parametrize("since", [DAY, date(2026, 10, 2)])
def test_zones_that_hold_from_a_later_date_are_compared_with_nothing_before_it(tmp_path, since):
    compared(tmp_path, BEFORE, HERE, date(2026, 10, 1))
    seen(tmp_path, "a", DAY, [ASIDE] * 2)
    assert found(tmp_path, since=since) == ViewReference(DAY, ASIDE)


def test_a_later_date_is_compared_with_what_the_newest_before_it_was(tmp_path):
    compared(tmp_path, BEFORE, HERE, BEFORE)
    compared(tmp_path, DAY, None, None)
    assert found(tmp_path, AFTER) == ViewReference(BEFORE, HERE)
    assert found(tmp_path, BEFORE) is None
