import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.recordings.clocks.clock_steps import constant_length, find_steps
from pantau.transforms.recordings.clocks.consecutive_recordings import by_camera, chains_of, piece_of, usual_overlap
from tests.transforms.recordings.clocks.pieces import ZERO, cut, set_at

MINUTES = range(0, 1201, 60)


def steps(rows, same=lambda first, second: False):
    pieces = [piece_of(row) for row in rows]
    overlap_s = usual_overlap(pieces)
    cameras = [chains_of(own, overlap_s) for own in by_camera(pieces).values()]
    return find_steps(cameras, overlap_s, constant_length(pieces), same)


def told(found):
    """Of each step: its size, its window in seconds after eight, and the recordings under way."""
    return [(step.seconds, tuple(edge - ZERO for edge in step.window), sorted(step.during)) for step in found]


def test_a_clock_that_nobody_set_has_no_step():
    assert steps(cut(MINUTES)) == []
    assert steps(cut((0, 60, 120, 400, 460, 520, 580))) == []
    assert steps([]) == []


@pytest.mark.parametrize("ends", [True, False])
def test_set_back_within_a_recording(ends):
    assert told(steps(cut(MINUTES, set_at(630, -40), ends=ends))) == [(-40, (640, 701), ["one-010.mp4"])]


def test_the_same_frames_twice_are_no_step_unless_the_name_tells_one():
    def same(first, second):
        assert (first, second) == ("one-010.mp4", "one-011.mp4")
        return True

    assert steps(cut(MINUTES, set_at(630, -40)), same) == []
    assert [step.seconds for step in steps(cut(MINUTES, set_at(630, -40), ends=True), same)] == [-40]


def test_an_export_beside_the_recordings_it_was_cut_from_is_no_step():
    clip = cut((615, 700), camera="one")
    clip[0]["recording_uri"] = "export.mp4"
    assert steps([*cut(MINUTES), *clip]) == []


def test_a_second_stream_of_the_same_camera_is_no_step():
    sub = [{**row, "recording_uri": f"sub-{i}.mp4"} for i, row in enumerate(cut(range(7, 1300, 75)))]
    assert steps([*cut(MINUTES), *sub]) == []


def test_several_cameras_narrow_the_moment():
    rows = [*cut(MINUTES, set_at(630, -40)), *cut(range(20, 1200, 60), set_at(630, -40), camera="two")]
    assert told(steps(rows)) == [(-40, (660, 701), ["one-010.mp4", "two-010.mp4"])]


def test_what_another_camera_of_the_recorder_contradicts_is_no_step():
    rows = [*cut(MINUTES, set_at(630, -40)), *cut(range(20, 1200, 60), camera="two")]
    assert steps(rows) == []


def test_set_forward_needs_a_whole_recording_whose_name_spans_more():
    clock = set_at(630, 40)
    assert told(steps(cut(MINUTES, clock, ends=True))) == [(40, (560, 621), ["one-010.mp4"])]
    assert steps(cut(MINUTES, clock)) == []


def test_a_gap_is_not_a_clock_set_forward():
    rows = cut(MINUTES, ends=True)
    cut_short = {**rows[10], "duration_s": 21.0}
    assert steps([*rows[:10], cut_short, *rows[11:]]) == []
    assert steps([*rows[:10], *rows[11:]]) == []


def test_sides_of_a_step():
    rows = [*cut(MINUTES, set_at(630, -40)), *cut((650, 665), set_at(630, -40), camera="motion")]
    (step,) = steps(rows)
    one, motion = (chains_of([piece_of(r) for r in rows if r["camera_id"] == name], 1) for name in ("one", "motion"))
    assert [step.precedes(chain) for chain in (*one, *motion)] == [False, True, None]


@given(
    st.floats(3, 200).map(lambda s: -s),
    st.floats(400, 700),  # so that a step is at most half of what was recorded on either side of it
    st.booleans(),
    st.sampled_from([0.0, 1.0, 5.0]),
    st.floats(0, 60),
)
def test_any_step_back_is_found_with_its_size(seconds, moment, ends, overlap_s, phase):
    rows = cut([phase + t for t in MINUTES], set_at(phase + moment, seconds), ends=ends, overlap_s=overlap_s)
    distinct = {row["recorder_started_at"] for row in rows}
    found = steps(rows)
    if len(distinct) == len(rows) and seconds < -5 and abs(seconds + 60 * round(-seconds / 60)) > 4:
        assert len(found) == 1
    assert all(step.seconds == pytest.approx(seconds, abs=2) for step in found)
