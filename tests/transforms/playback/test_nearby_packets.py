import pytest

from pantau.transforms.playback import nearby_packets
from pantau.transforms.playback.nearby_packets import is_indexed, packets_near
from pantau.transforms.recordings.probing.opening import Unreadable, open_video


def near(path, row, from_s, to_s):
    with open_video(path, path.name) as (container, stream):
        return [
            (round(found.seconds, 3), found.packet.size)
            for found in packets_near(container, stream, path, row, from_s, to_s)
        ]


@pytest.fixture
def mp4(numbered):
    """6 s at 25 frames a second, a key frame every 2 s."""
    return numbered["h264"].path, numbered["h264"].row


@pytest.mark.parametrize(
    ("from_s", "to_s", "first", "last"),
    [(0, 1, 0, 24), (1.99, 2.5, 0, 62), (2, 2.5, 50, 62), (5.3, 20, 100, 149), (3.96, 4, 50, 99)],
)
def test_packets_run_from_the_key_frame_before_until_the_end_of_the_stretch(mp4, from_s, to_s, first, last):
    assert [seconds for seconds, _ in near(*mp4, from_s, to_s)] == [round(i / 25, 3) for i in range(first, last + 1)]


def test_an_index_leads_to_the_packets_that_reading_all_does(mp4, monkeypatch):
    by_index = near(*mp4, 3.3, 6)
    with monkeypatch.context() as patched:
        patched.setattr(nearby_packets, "probe", lambda *_: pytest.fail("all of it was read"))
        assert near(*mp4, 3.3, 6) == by_index
    monkeypatch.setattr(nearby_packets, "is_indexed", lambda *_: False)
    assert near(*mp4, 3.3, 6) == by_index


def test_a_container_without_trusted_index_is_read_through(numbered):
    path, row = numbered["mpeg4"].path, numbered["mpeg4"].row
    with open_video(path, path.name) as (container, _):
        assert not is_indexed(container, row)
    # Its encoder makes key frames where the picture changes; one of them is the first here.
    found = [seconds for seconds, _ in near(path, row, 2.5, 3)]
    assert 2.0 <= found[0] <= 2.5
    assert found == [round(found[0] + i / 25, 3) for i in range(round((3 - found[0]) * 25))]


@pytest.mark.parametrize("defect", ["pts_backwards: 1 times", "missing_pts", "false_key_frames: all 9"])
def test_times_that_were_corrected_are_not_looked_up_in_the_container(mp4, defect):
    path, row = mp4
    with open_video(path, path.name) as (container, _):
        assert is_indexed(container, row)
        assert not is_indexed(container, {**row, "defects": [defect]})
        assert not is_indexed(container, {**row, "timeline_source": "name_span"})


def test_a_stretch_of_too_many_bytes_ends_earlier(mp4, monkeypatch):
    whole = near(*mp4, 0, 6)
    monkeypatch.setattr(nearby_packets, "MOST_BYTES", sum(size for _, size in whole[:60]))
    shorter = near(*mp4, 0, 6)
    assert shorter == whole[: len(shorter)] and 60 <= len(shorter) <= 62


def test_a_place_without_frames_is_said(mp4):
    path, row = mp4
    with open_video(path, path.name) as (container, stream), pytest.raises(Unreadable, match="choose another moment"):
        packets_near(container, stream, path, {**row, "timeline_source": "name_span"}, 0, -1)
