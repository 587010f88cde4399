from datetime import UTC, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from pantau.simulation.recorded_files import clock_jumps, recorded, segments
from pantau.simulation.recorders import ClockJump, Gap, SimulatedRecorder, StoredVideo
from pantau.simulation.scenario import load_scenario
from pantau.transforms.recordings.file_names import parse_name

ZONE = ZoneInfo("Asia/Jakarta")


def one_camera(**changes):
    scenario = load_scenario("demo")
    return scenario.model_copy(update={"cameras": (scenario.cameras[0].model_copy(update=changes),)})


@pytest.mark.parametrize(
    ("style", "pattern"),
    [
        ("hikvision_export", "hikvision_export"),
        ("dahua_export", "dahua_export"),
        ("dahua_disk", "dahua_disk"),
        ("xiongmai", "xiongmai_disk"),
        ("channel_span", "channel_date_clocks"),
    ],
)
def test_names_tell_the_recorder_s_time_and_channel(style, pattern):
    scenario = one_camera(recorder=style, channel=3, clock_offset_s=-37)
    planned = segments(scenario)
    assert len(planned) == 3
    for segment in planned:
        name = parse_name(segment.path, ZONE)
        start = scenario.started_at + timedelta(seconds=segment.start - 37)
        assert (name.pattern, name.channel, name.started) == (pattern, 3, start.astimezone(UTC))
        assert name.ended in (None, start.astimezone(UTC) + timedelta(seconds=segment.seconds))


def test_files_overlap_by_the_recorder_s_second():
    planned = segments(one_camera(segment_s=180, overlap_s=1))
    assert [(s.start, s.seconds) for s in planned] == [(0, 181), (180, 181), (360, 180)]
    assert all(a.start + a.seconds - b.start == 1 for a, b in pairwise(planned))


def test_a_gap_leaves_time_without_a_file():
    scenario = one_camera(segment_s=180, gaps=(Gap(at_s=200, seconds=45),))
    spans = [(s.start, s.start + s.seconds) for s in segments(scenario)]
    assert spans == [
        (0, 181),
        (180, 200),
        (245, 361),
        (360, 540),
    ]
    assert recorded(scenario, scenario.cameras[0]) == [(0, 200), (245, 540)]


def test_pieces_begin_at_fractions_which_names_do_not_tell():
    planned = segments(one_camera(segment_s=180.25, overlap_s=0.5, first_piece_s=0.4, clock_offset_s=0))
    assert [s.start for s in planned] == [0.4, 180.65, 360.9]
    assert planned[0].seconds == pytest.approx(180.75)
    assert [parse_name(s.path, ZONE).started.second for s in planned] == [0, 0, 0]


def test_a_clock_that_is_set_back_names_what_follows_by_the_new_time():
    scenario = one_camera(recorder="dahua_export", clock_jumps=(ClockJump(at_s=200, seconds=-40),))
    names = [parse_name(segment.path, ZONE) for segment in segments(scenario)]
    elapsed = [(name.started - scenario.started_at.astimezone(UTC)).total_seconds() for name in names]
    assert elapsed == [0 - 37, 180 - 37, 360 - 37 - 40]
    assert [(name.ended - name.started).total_seconds() for name in names] == [181, 141, 180]


def test_a_clock_that_runs_fast_gains_by_the_day():
    camera = one_camera(clock_offset_s=5, clock_error_s=-0.5, clock_drift_s_per_day=86.4).cameras[0]
    assert [camera.clock_at(t) for t in (0, 1000)] == pytest.approx([4.5, 5.5])


def test_two_files_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two files are named recorder-cam-1/ch01_20260609085800"):
        segments(one_camera(clock_offset_s=0, clock_jumps=(ClockJump(at_s=180, seconds=-180),)))


def test_pieces_of_several_lengths_come_in_turn():
    planned = segments(one_camera(pieces_s=(60, 90.5), overlap_s=0))
    assert [s.start for s in planned] == [0, 60, 150.5, 210.5, 301, 361, 451.5, 511.5]
    assert [s.piece for s in planned] == list(range(8))


def test_disks_are_filled_in_turn_and_listed_in_another_order():
    planned = segments(one_camera(segment_s=180, disks=2))
    assert [s.path.split("/")[1] for s in planned] == ["disk-2", "disk-1", "disk-2"]
    assert sorted(s.path for s in planned) != [s.path for s in planned]
    assert all(parse_name(s.path, ZONE).pattern == "hikvision_export" for s in planned)


def test_pieces_are_stored_in_turn_as_told():
    scenario = one_camera(stored=(StoredVideo(), StoredVideo(codec="hevc", fps=8)))
    videos = [scenario.cameras[0].video_of(segment.piece, scenario.video) for segment in segments(scenario)]
    assert [(video.codec, video.fps) for video in videos] == [("h264", 5), ("hevc", 8), ("h264", 5)]
    assert {(video.width, video.height) for video in videos} == {(640, 360)}


def test_raw_streams_hold_no_other_codec():
    with pytest.raises(ValueError, match=r"recorder xiongmai writes raw H.264; leave out 'codec'"):
        SimulatedRecorder(recorder="xiongmai", stored=(StoredVideo(codec="hevc"),))


def test_a_jump_is_of_the_file_under_way_and_of_none_in_a_gap():
    jumps = (ClockJump(at_s=200, seconds=-40), ClockJump(at_s=360.5, seconds=5), ClockJump(at_s=300, seconds=9))
    scenario = one_camera(clock_jumps=jumps, gaps=(Gap(at_s=290, seconds=20),))
    found = clock_jumps(scenario, scenario.cameras[0])
    assert [(segment.start, step) for segment, step in found] == [(180, -40), (310, 5)]
