from datetime import timedelta
from itertools import accumulate

import pytest

from pantau.transforms.recordings.clocks.bare_stream_rates import rates_by_neighbours
from tests.transforms.seen import recording


def bare(steps, packets, first_s=0.0, kind="a", **more):
    """Recordings whose names are so many seconds apart, with those numbers of frames, taken at 25 a second."""
    starts = list(accumulate(steps, initial=first_s))
    return [
        recording(
            f"{kind}-{number}",
            start,
            count / 25,
            packets=count,
            timeline_source="declared_rate",
            declared_fps=25.0,
            key_interval_s=0.4,
            defects=["no_timestamps: times by declared_rate"],
            **more,
        )
        for number, (start, count) in enumerate(zip(starts, packets, strict=True))
    ]


def rates(rows, before=(), continuous=("one",)):
    timed, without = rates_by_neighbours(rows, before, continuous)
    assert {row["recording_uri"] for row in timed}.isdisjoint(row["recording_uri"] for row, _ in without)
    found = {row["recording_uri"]: round(row["measured_fps"], 2) for row in timed}
    return [found.get(row["recording_uri"]) for row in rows]


def test_frames_of_five_a_second_that_are_declared_as_25():
    rows = bare([60, 60], [300, 300, 240])
    timed, without = rates_by_neighbours(rows, [], ["one"])
    assert (without, [row["duration_s"] for row in timed]) == ([], [60.0, 60.0, 48.0])
    last = timed[2]
    assert last["ended_at"] == last["started_at"] + timedelta(seconds=48)
    assert (last["timeline_source"], last["measured_fps"], last["key_interval_s"]) == ("neighbours", 5.0, 2.0)
    assert (last["clock_uncertainty_s"], last["defects"]) == (3.0, ["no_timestamps: times by neighbours"])


def test_one_step_alone_proves_nothing():
    timed, without = rates_by_neighbours(bare([60], [300, 300]), [], ["one"])
    assert timed == []
    assert [why for _, why in without] == [
        "one step between names alone, which would make 5.00 a second, proves no rate"
    ] * 2
    assert rates_by_neighbours(bare([], [300]), [], ["one"])[1][0][1] == "no other file of the camera follows"


def test_but_one_step_that_makes_the_declared_rate_does():
    assert rates(bare([60], [1500, 900])) == [25.0, 25.0]
    assert rates(bare([60], [1500, 900]), continuous=()) == [25.0, 25.0]


def test_files_of_the_date_before_count():
    before = bare([60, 60], [300, 300, 300], first_s=-600, kind="before")
    assert rates(bare([], [150]), before) == [None]
    before = bare([60, 60], [300, 300, 300], first_s=-600)
    assert rates([{**row, "recording_uri": "a-9.mp4"} for row in bare([], [150])], before) == [5.0]


def test_files_cut_by_size_last_as_their_frames_say():
    assert rates(bare([100, 50, 80], [502, 249, 400, 90])) == [5.02, 4.98, 5.0, 5.0]


def test_a_pause_shortens_the_file_before_it():
    rows = bare([60, 60, 600, 60], [300, 300, 200, 300, 300])
    timed, without = rates_by_neighbours(rows, [], ["one"])
    assert (without, [row["duration_s"] for row in timed]) == ([], [60.0, 60.0, 40.0, 60.0, 60.0])


def test_of_a_camera_that_slows_down_at_night_the_file_between_is_not_known():
    rows = bare([600] * 6, [6000, 6000, 6000, 4100, 3000, 3000, 3000])
    assert rates(rows) == [10.0, 10.0, 10.0, None, 5.0, 5.0, None]


def test_motion_recordings_whose_pauses_differ_are_not_known():
    steps = [60, 310, 95, 700, 180, 1200, 75]
    rows = bare(steps, [1500] * 8)
    assert rates(rows, continuous=()) == [25.0] * 8
    untold = [{**row, "declared_fps": None} for row in rows]
    assert rates(untold) == [None] * 8


def test_a_clip_of_a_minute_each_five_minutes_is_not_spread_over_five_where_pauses_are_meant():
    rows = [{**row, "declared_fps": None} for row in bare([300] * 5, [1500] * 6)]
    assert rates(rows, continuous=()) == [None] * 6


def test_frames_that_do_not_fit_before_the_next_file_are_not_known():
    assert rates(bare([60, 60, 60, 60], [300, 300, 900, 300, 300])) == [5.0, 5.0, None, 5.0, 5.0]


def test_streams_side_by_side_do_not_follow_each_other():
    main, sub = bare([60, 60], [300] * 3, kind="main"), bare([60, 60], [120] * 3, first_s=30, kind="sub")
    assert rates([*main, *sub]) == [5.0] * 3 + [2.0] * 3


def spanned(*packets):
    """Files of a minute each, whose names have an end, with those numbers of frames."""
    rows = bare([60] * (len(packets) - 1), packets)
    return [{**row, "timeline_source": "name_span", "duration_s": 60.0} for row in rows]


@pytest.mark.parametrize("odd", [100, 200, 400, 900])
def test_a_name_whose_span_makes_another_rate_than_its_neighbours_have(odd):
    rows = spanned(300, 300, odd, 300, 298)
    timed, ((row, why),) = rates_by_neighbours(rows, [], ["one"])
    assert (timed, row) == ([rows[0], rows[1], *rows[3:]], rows[2])
    assert why == f"over the span of its name they would be {odd / 60:.2f} a second, between files of 5.00 and 5.00"


@pytest.mark.parametrize("packets", [(300, 250, 300), (1500, 1500, 1100, 720, 720), (300, 300), (100, 300, 300)])
def test_rates_that_change_for_longer_or_by_little_are_believed(packets):
    rows = spanned(*packets)
    assert rates_by_neighbours(rows, [], []) == (rows, [])


@pytest.mark.parametrize("source", ["pts", "name_span", "site_file"])
def test_what_has_times_keeps_them(source):
    rows = [{**row, "timeline_source": source} for row in bare([60, 60], [300] * 3)]
    assert rates_by_neighbours(rows, [], ["one"]) == (rows, [])
