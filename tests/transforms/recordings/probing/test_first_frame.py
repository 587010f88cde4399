import pytest

from pantau.transforms.recordings.probing.first_frame import FirstFrame, StartDelay, find_first_frame, start_delay
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.witnesses import Witnesses
from tests.transforms.recordings.probing.muxing import muxed

MP4, TS = "mov,mp4,m4a,3gp,3g2,mj2", "mpegts"
SUFFIXES = ("mp4", "mkv", "ts")


def late(seconds):
    return lambda at: at + seconds


def opened_late(at):
    """The packets before the first key frame of a file that was opened amid a stream are not there."""
    return at if at >= 8 else None


def delay(path, **known):
    found = probe(path, path.name, Witnesses(**known))
    return found.start_delay_s, found.start_doubt_s


@pytest.mark.parametrize(
    ("first_s", "beside", "container", "found"),
    [
        (8.0, [(0.0, 60.0)], TS, FirstFrame(8.0, True)),
        (1008.0, [(1000.0, 1060.0)], MP4, FirstFrame(8.0, True)),
        # the run-up of a sound encoder
        (8.0, [(-0.064, 60.0)], MP4, FirstFrame(8.0, True)),
        (0.02, [(0.0, 60.0)], MP4, None),
        # sound of another clock, or that begins later, tells nothing
        (5000.0, [(0.0, 60.0)], TS, None),
        (0.0, [(3.0, 60.0)], TS, None),
        (8.0, [(9.0, 60.0)], MP4, FirstFrame(8.0, False)),
        (8.0, [], MP4, FirstFrame(8.0, False)),
        (8.0, [], TS, None),
    ],
)
def test_where_the_first_frame_lies(first_s, beside, container, found):
    assert find_first_frame(first_s, beside, container) == found


@pytest.mark.parametrize(
    ("found", "ends", "expected"),
    [
        (None, [60.0], StartDelay(0.0, 0.0)),
        (FirstFrame(8.0, True), [], StartDelay(8.0, 0.0)),
        (FirstFrame(8.0, True), [60.0], StartDelay(8.0, 0.0)),
        (FirstFrame(8.0, True), [52.0], StartDelay(0.0, 0.0)),
        # what neither reading fits tells nothing, nor what both fit
        (FirstFrame(8.0, True), [3600.0], StartDelay(8.0, 0.0)),
        (FirstFrame(1.0, True), [52.0], StartDelay(1.0, 0.0)),
        (FirstFrame(8.0, False), [], StartDelay(4.0, 4.0)),
        (FirstFrame(8.0, False), [3600.0, 60.0], StartDelay(8.0, 0.0)),
        (FirstFrame(600.0, False), [], StartDelay(0.0, 0.0)),
        (FirstFrame(600.0, False), [652.0], StartDelay(600.0, 0.0)),
    ],
)
def test_what_the_name_dates(found, ends, expected):
    assert start_delay(found, 52.0, ends) == expected


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_frames_after_eight_seconds_of_sound(tmp_path, stream, suffix):
    path = muxed(tmp_path / f"a.{suffix}", [(stream, opened_late)], (0, 20))
    found = probe(path, path.name)
    assert (found.start_delay_s, found.duration_s) == (pytest.approx(8.0, abs=0.07), pytest.approx(12.0))
    assert [defect.word for defect in found.defects] == ["late_first_frame"]
    assert delay(path, named_s=20.0) == (found.start_delay_s, 0.0)
    assert delay(path, first_frame_known=True) == (0.0, 0.0)
    # the recorder names its files as the first frame comes
    assert delay(path, following_s=12.0) == (0.0, 0.0)


@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_nothing_before_the_first_frame_is_what_the_next_file_says(tmp_path, stream, suffix):
    path = muxed(tmp_path / f"a.{suffix}", [(stream, late(8))])
    assert delay(path) == (4.0, 4.0)
    assert delay(path, following_s=28.0) == (8.0, 0.0)
    assert delay(path, following_s=20.0) == (0.0, 0.0)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_clock_that_runs_on_from_file_to_file_delays_nothing(tmp_path, stream, suffix):
    path = muxed(tmp_path / f"a.{suffix}", [(stream, late(600))])
    found = probe(path, path.name)
    assert (found.start_delay_s, found.start_doubt_s, found.defects) == (0.0, 0.0, ())
