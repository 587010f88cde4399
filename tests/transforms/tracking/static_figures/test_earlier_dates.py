"""What stood still on two dates before, by what is in the store."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from pantau.schemas.tables import COVERAGE, DELETIONS, OBSERVATIONS, SAMPLES
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tracking.static_figures.earlier_dates import DATES_BACK, EarlierDates
from tests.transforms.detection.test_observer import site
from tests.transforms.seen import DAY, detection, recording, sample
from tests.transforms.tables.test_partition_files import stretch
from tests.transforms.tracking.static_figures.test_left_out import leave_out

PLACE = np.array([0.1, 0.2, 0.3, 0.8])
AT = datetime(2026, 12, 1, tzinfo=UTC)
LEAST_S, STEP_S, COUNT = 600.0, 30, 30
SITE = site(more=f"observer: {{cadence_s: {STEP_S}}}\n")
OPEN = SITE.calendar.periods[0].hours.mon
DAILY = SITE.calendar.periods[0].hours.model_copy(
    update=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat"), OPEN)
)
OBSERVER = observer_of(
    SITE.model_copy(
        update={
            "calendar": SITE.calendar.model_copy(
                update={"periods": (SITE.calendar.periods[0].model_copy(update={"hours": DAILY}),)}
            )
        }
    ),
    ".",
)
"""It is open each day but Sunday, from 08:00 to 16:00."""


def seen(warehouse, days_before, boxes, version=None, still=(), at="08:00", **more):
    """A recording of which each 30 s a frame was looked at, with a box for each that is not `None`."""
    day = DAY - timedelta(days=days_before)
    owner = recording(f"r{days_before}-{at[:2]}", 0, STEP_S * len(boxes), day)
    notes = {"model_hash": version or OBSERVER.version("one", day), "recorder_started_at": f"{day}T{at}:00+07:00"}
    rows = [
        sample(owner, STEP_S * number, basis="still" if number in still else "looked", **more)
        for number in range(len(boxes))
    ]
    people = [
        detection(owner, STEP_S * number, 0, **dict(zip(("x1", "y1", "x2", "y2"), box, strict=True)))
        for number, box in enumerate(boxes)
        if box is not None
    ]
    for table, found in ((SAMPLES, rows), (OBSERVATIONS, people)):
        write_partition(
            warehouse, Partition(table, tuple(owner[key] for key in table.partition)), table.arrow(found), notes
        )


def stood(warehouse, place=PLACE):
    return EarlierDates(str(warehouse), OBSERVER, "one", DAY, 16 / 9, LEAST_S)(place)


STANDS = [PLACE] * COUNT


def test_it_must_have_stood_on_both_of_the_newest_dates(tmp_path):
    assert not stood(tmp_path)
    seen(tmp_path, 3, STANDS)
    assert not stood(tmp_path)
    seen(tmp_path, 5, STANDS)
    assert stood(tmp_path) and not stood(tmp_path, PLACE + 0.02)
    seen(tmp_path, 2, [None] * COUNT)
    assert not stood(tmp_path)


@pytest.mark.parametrize(
    "dark",
    [
        {"days_before": 1},
        {"days_before": 2, "at": "20:00"},
        {"days_before": 2, "brightness": 3.0},
        {"days_before": 2, "sharpness": 1.0},
        {"days_before": 2, "change_median": 0.0},
    ],
    ids=["sunday", "evening", "no light", "covered", "frozen"],
)
def test_a_date_on_which_nobody_could_be_seen_in_service_hours_says_nothing(tmp_path, dark):
    seen(tmp_path, 3, STANDS)
    seen(tmp_path, boxes=[None] * COUNT, **dark)
    seen(tmp_path, 4, STANDS)
    assert stood(tmp_path)


def test_a_frozen_frame_on_which_somebody_sits_makes_no_figure_of_them(tmp_path):
    seen(tmp_path, 2, STANDS, change_median=0.0)
    seen(tmp_path, 3, STANDS)
    assert not stood(tmp_path)


def test_a_date_of_which_a_part_is_observed_says_nothing_yet(tmp_path):
    seen(tmp_path, 2, [None] * 19)
    seen(tmp_path, 3, STANDS)
    seen(tmp_path, 4, STANDS)
    assert stood(tmp_path)
    seen(tmp_path, 2, [None], at="09:00")
    assert not stood(tmp_path)


def test_who_sits_there_in_two_short_recordings_was_not_there_between(tmp_path):
    seen(tmp_path, 2, STANDS)
    for day in (3, 4):
        seen(tmp_path, day, [PLACE] * 4)
        seen(tmp_path, day, [PLACE] * 5, at="11:00")
        seen(tmp_path, day, [None] * 15, at="14:00")
    assert not stood(tmp_path)
    seen(tmp_path, 3, [PLACE], at="09:00")
    assert stood(tmp_path)


def test_what_was_left_out_is_left_out_again_once_the_dates_before_are_deleted(tmp_path):
    with draft_of(str(tmp_path)) as draft:
        for camera_id, figures in (("two", None), ("one", [PLACE.tolist()])):
            row = stretch(day=DAY) | {"camera_id": camera_id, "static_figures": figures, "agency_id": camera_id}
            write_partition(draft, Partition(COVERAGE, (DAY, camera_id)), COVERAGE.arrow([row]))
        commit_draft(draft, {"command": "nightly"})
    assert stood(tmp_path) and not stood(tmp_path, PLACE + 0.02)
    seen(tmp_path, 2, STANDS)
    assert stood(tmp_path)
    seen(tmp_path, 3, [None] * COUNT)
    assert not stood(tmp_path)


@pytest.mark.parametrize(
    ("days_before", "camera", "stands"), [(2, "one", False), (4, "one", False), (2, "two", True), (5, "one", True)]
)
def test_older_dates_that_are_held_do_not_stand_in_for_deleted_ones(tmp_path, days_before, camera, stands):
    seen(tmp_path, 3, STANDS)
    seen(tmp_path, 5, STANDS)
    deleted = DAY - timedelta(days=days_before)
    gone = recording("gone", 0, 60, deleted) | {"camera_id": camera, "retention_days": 1, "deleted_at": AT}
    gone |= {"deleted_rows": 1, "deleted_bytes": 1, "deleted_hash": "0" * 64}
    row = {name: gone[name] for name in DELETIONS.columns}
    with draft_of(str(tmp_path)) as draft:
        write_partition(draft, Partition(DELETIONS, (deleted,)), DELETIONS.arrow([row]))
        commit_draft(draft, {"command": "retain"})
    assert stood(tmp_path)
    leave_out(tmp_path, "one")
    assert stood(tmp_path) == stands


@pytest.mark.parametrize(
    ("boxes", "still", "stands"),
    [
        ([PLACE, None] * 15, (), True),
        ([PLACE, None, None] * 10, (), False),
        ([PLACE, None, None] * 10, range(2, COUNT, 3), True),
        ([PLACE] * 21, (), True),
        ([PLACE] * 20, (), False),
        ([PLACE + 0.005, PLACE - 0.005] * 15, (), True),
        ([PLACE + 0.02] * COUNT, (), False),
    ],
)
def test_for_so_long_on_half_of_the_samples_that_were_looked_at_to_a_fiftieth_of_its_height(
    tmp_path, boxes, still, stands
):
    seen(tmp_path, 3, STANDS)
    seen(tmp_path, 2, boxes, still=still)
    assert stood(tmp_path) == stands


def test_dates_of_another_observer_or_of_long_ago_tell_nothing(tmp_path):
    seen(tmp_path, 2, STANDS, version="older")
    seen(tmp_path, 3, STANDS)
    seen(tmp_path, DATES_BACK + 1, STANDS)
    assert not stood(tmp_path)
    seen(tmp_path, DATES_BACK, STANDS)
    assert stood(tmp_path)
