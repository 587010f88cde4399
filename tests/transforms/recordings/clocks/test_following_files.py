import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pantau.schemas.site import parse_site
from pantau.transforms.recordings.camera_assignment import CameraAssigner
from pantau.transforms.recordings.clocks.following_files import beside_the_next, stream_kind
from pantau.transforms.recordings.listing import Listed
from tests.transforms.recordings.test_camera_assignment import SITE

WIB = ZoneInfo("Asia/Jakarta")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("nvr/ch01_20261102080000.mp4", "nvr/ch01_20261102081000.mp4", True),
        ("2026-11-02/001/23.40.00-23.50.00[R][@17f2][0].h264", "2026-11-03/001/00.00.00-00.10.00[R][@9][0].h264", True),
        ("2026-11-02/001/23.40.00-23.50.00[R][@1][0].h264", "2026-11-02/001/23.41.00-23.42.00[M][@1][0].h264", False),
        ("NVR_ch1_main_20181206080000_20181206090000.dav", "NVR_ch1_sub_20181206083000_20181206090000.dav", False),
    ],
)
def test_names_of_one_stream_differ_in_digits_alone(first, second, same):
    assert (stream_kind(first) == stream_kind(second)) == same


def files(*clocks):
    assigner = CameraAssigner(parse_site(SITE))
    return [assigner.assign(Listed(f"nvr/{clock}.mp4", 1, "recording", ".mp4")) for clock in clocks]


def test_each_file_stands_beside_the_next_of_its_camera_and_date_whatever_the_order():
    named = files(
        "ch01_20261102080000",
        "ch01_20261102081000",
        "ch01_20261102083000",
        "ch02_20261102080500",
        "ch01_20261103080000",
    )
    random.Random(1).shuffle(named)
    found = {file.path[4:-4]: file.recorder_next_at for file in beside_the_next(named, WIB)}
    assert found == {
        "ch01_20261102080000": datetime(2026, 11, 2, 1, 10, tzinfo=UTC),
        "ch01_20261102081000": datetime(2026, 11, 2, 1, 30, tzinfo=UTC),
        "ch01_20261102083000": None,
        "ch02_20261102080500": None,
        "ch01_20261103080000": None,
    }


def test_files_of_one_time_do_not_follow_each_other():
    twice = files("ch01_20261102080000", "ch01_20261102080000", "ch01_20261102081000")
    assert [bool(file.recorder_next_s) for file in beside_the_next(twice, WIB)] == [True, True, False]
