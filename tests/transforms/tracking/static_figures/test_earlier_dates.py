"""What stood still on two dates before, by what is in the store."""

from datetime import timedelta

import numpy as np
import pytest

from pantau.schemas.tables import OBSERVATIONS, SAMPLES
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tracking.static_figures.earlier_dates import DATES_BACK, EarlierDates
from tests.transforms.detection.test_observer import site
from tests.transforms.seen import DAY, detection, recording, sample

OBSERVER = observer_of(site(), ".")
PLACE = np.array([0.1, 0.2, 0.3, 0.8])
LEAST_S, STEP_S, COUNT = 600.0, 30, 30


def seen(warehouse, days_before, boxes, version=None, still=()):
    """A recording of which each 30 s a frame was looked at, with a box for each that is not `None`."""
    day = DAY - timedelta(days=days_before)
    owner = recording(f"r{days_before}", 0, STEP_S * len(boxes), day)
    notes = {"model_hash": version or OBSERVER.version("one", day), "recorder_started_at": f"{day}T08:00:00+07:00"}
    rows = [
        sample(owner, STEP_S * number, basis="still" if number in still else "looked") for number in range(len(boxes))
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
    seen(tmp_path, 1, [None] * COUNT)
    assert not stood(tmp_path)


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
    seen(tmp_path, 2, STANDS)
    seen(tmp_path, 1, boxes, still=still)
    assert stood(tmp_path) == stands


def test_dates_of_another_observer_or_of_long_ago_tell_nothing(tmp_path):
    seen(tmp_path, 1, STANDS, version="older")
    seen(tmp_path, 2, STANDS)
    seen(tmp_path, DATES_BACK + 1, STANDS)
    assert not stood(tmp_path)
    seen(tmp_path, DATES_BACK, STANDS)
    assert stood(tmp_path)
