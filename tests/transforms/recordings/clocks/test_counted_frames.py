from datetime import timedelta

import pytest

from pantau.transforms.recordings.clocks.counted_frames import spread_over_names
from tests.transforms.seen import recording


def avi(number, named_s, frames, fps=25.0, **more):
    row = recording(f"a-{number}", 600 * number, frames / fps)
    return {
        **row,
        "container": "avi",
        "packets": frames,
        "declared_fps": fps,
        "recorder_ended_at": row["recorder_started_at"] + timedelta(seconds=named_s),
        "defects": [f"name_span_differs: the name spans {named_s:.1f} s, the frames {frames / fps:.1f} s"],
        **more,
    }


def lasting(rows, before=()):
    return [(round(row["duration_s"], 3), row["timeline_source"]) for row in spread_over_names(rows, before)]


def test_frames_that_are_numbered_at_a_rate_nobody_kept():
    rows = [avi(number, 600, 600 * 5) for number in range(4)]
    first = spread_over_names(rows, [])[0]
    assert lasting(rows) == [(600.0, "name_span")] * 4
    assert (first["measured_fps"], first["ended_at"]) == (5.0, first["started_at"] + timedelta(seconds=600))
    assert first["defects"] == [
        "declared_fps_differs: declared 25.00, by the names of the camera's files 5.00 frames/s"
    ]


def test_delivered_21_where_25_were_declared():
    assert lasting([avi(number, 600, 600 * 21) for number in range(3)]) == [(600.0, "name_span")] * 3


def test_files_of_the_date_before_agree_as_well():
    rows = [avi(number, 600, 3000) for number in range(3)]
    assert lasting(rows[2:], rows[:2]) == [(600.0, "name_span")]
    assert lasting(rows[1:]) == [(120.0, "pts")] * 2


@pytest.mark.parametrize(
    "odd",
    [
        avi(9, 600, 3000),
        avi(9, 4200, 15_000),
        avi(9, 600, 900),
    ],
)
def test_one_that_differs_was_cut_or_its_clock_was_set(odd):
    assert lasting([*(avi(number, 600, 15_000) for number in range(4)), odd])[-1] == (odd["duration_s"], "pts")


@pytest.mark.parametrize(
    "more",
    [{"container": "mpegts"}, {"recorder_ended_at": None}, {"timeline_source": "name_span"}],
)
def test_frames_with_times_and_names_without_an_end_are_left_alone(more):
    rows = [avi(number, 600, 3000, **more) for number in range(4)]
    assert spread_over_names(rows, []) == rows


def test_so_are_files_whose_ratios_differ():
    rows = [avi(number, 600, frames) for number, frames in enumerate((3000, 5000, 9000, 12_000))]
    assert spread_over_names(rows, []) == rows
