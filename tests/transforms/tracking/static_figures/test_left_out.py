"""What the run that stands has left out of a date."""

from datetime import timedelta

import pytest

from pantau.schemas.tables import COVERAGE
from pantau.transforms.tables.partition_files import Partition, write_partition
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tracking.static_figures.left_out import left_out
from tests.transforms.seen import DAY
from tests.transforms.tables.test_partition_files import stretch


def leave_out(warehouse, camera, *boxes, day=DAY):
    """A run whose coverage says so of a camera."""
    told = stretch(day=day) | {"camera_id": camera, "static_figures": [list(box) for box in boxes]}
    after = stretch(day=day) | {"camera_id": camera, "started_at": told["ended_at"]}
    with draft_of(warehouse) as draft:
        write_partition(draft, Partition(COVERAGE, (day, "permits")), COVERAGE.arrow([told, after]))
        commit_draft(draft, {"command": "nightly"})


def test_it_is_of_the_camera_and_the_date(tmp_path):
    assert left_out(str(tmp_path), "one", DAY).shape == (4, 0)
    leave_out(tmp_path, "one", (0.1, 0.2, 0.3, 0.8), (0.5, 0.2, 0.6, 0.7))
    assert left_out(str(tmp_path), "one", DAY).T.tolist() == [pytest.approx((0.1, 0.2, 0.3, 0.8)), [0.5, 0.2, 0.6, 0.7]]
    assert (
        left_out(str(tmp_path), "two", DAY).shape == left_out(str(tmp_path), "one", DAY + timedelta(1)).shape == (4, 0)
    )
