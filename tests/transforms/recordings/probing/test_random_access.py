"""Where decoding begins for frames to be whole, and which cannot be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.random_access import cannot_be_whole, damaged, starts
from pantau.transforms.recordings.probing.recording import PacketIndex
from tests.transforms.damaged_clips import lossy, textured, with_packets
from tests.transforms.numbered_clips import encode, regular

pytestmark = pytest.mark.slow

H264 = {"preset": "ultrafast", "x264-params": "scenecut=0"}
H265 = {"preset": "ultrafast", "x265-params": "log-level=0:scenecut=0:bframes=0:keyint=25:min-keyint=25"}


def index(count, keys, points=(), damage=(), seconds=None):
    """Packets a second apart; `points` are pairs of a recovery point and the packet from which on frames are whole."""
    is_key, whole = np.zeros(count, dtype=bool), np.full(count, -1)
    is_key[list(keys)] = True
    for point, first in points:
        whole[point] = first
    seconds = np.arange(count, dtype=float) if seconds is None else np.array(seconds, dtype=float)
    ones = np.ones(count, dtype=np.int64)
    return PacketIndex(seconds, is_key, ones, ones > 0, None, whole, np.array(damage, dtype=float))


def begun(packets):
    return starts(packets, np.arange(len(packets))).tolist()


def lacking(packets):
    return np.flatnonzero(cannot_be_whole(packets, np.arange(len(packets)))).tolist()


def test_key_frames_serve_what_follows():
    assert begun(index(6, (0, 3))) == [0, 0, 0, 3, 3, 3]
    assert begun(index(4, (2,))) == [-1, -1, 2, 2]
    assert begun(index(3, ())) == [0, 0, 0]


def test_a_frame_shown_before_the_key_frame_it_follows_needs_the_one_before():
    assert begun(index(6, (0, 3), seconds=[0, 1, 2, 5, 3, 4])) == [0, 0, 0, 3, 0, 0]


def test_a_recovery_point_serves_from_when_frames_are_whole():
    assert begun(index(10, (0,), [(3, 5), (6, 8)])) == [0, 0, 0, 0, 0, 3, 3, 3, 6, 6]
    assert begun(index(6, (), [(1, 3)])) == [-1, -1, -1, 1, 1, 1]
    # a key frame before that is of more use
    assert begun(index(6, (0, 3), [(1, 5)])) == [0, 0, 0, 3, 3, 3]


def test_damage_spreads_until_decoding_can_begin_anew():
    assert lacking(index(8, (0, 5), damage=[2])) == [2, 3, 4]
    assert lacking(index(8, (0, 5), damage=[5])) == [5, 6, 7]
    assert lacking(index(10, (0,), [(3, 5), (6, 8)], damage=[4])) == [4, 5, 6, 7]


def test_frames_lost_before_a_key_frame_do_not_concern_it():
    assert lacking(index(8, (0, 5), damage=[2.5])) == [3, 4]
    assert lacking(index(8, (0, 5), damage=[4.5])) == []
    assert lacking(index(10, (0,), [(3, 5)], damage=[2.5])) == [3, 4]


@given(st.sets(st.integers(0, 30), min_size=1), st.sets(st.integers(0, 30)), st.sets(st.integers(1, 30)))
def test_whole_is_what_no_damage_lies_between(keys, marked, lost):
    packets = index(31, keys, damage=sorted([*marked, *(place - 0.5 for place in lost)]))
    for pick, begin in enumerate(begun(packets)):
        between = any(begin <= place <= pick for place in packets.damage)
        assert damaged(packets.damage, np.array([begin]), np.array([pick])).tolist() == [between]
        assert (pick in lacking(packets)) == (between or begin < 0)


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_lost_transport_packets_are_found(tmp_path, codec):
    options = H264 if codec == "libx264" else H265
    sound = encode(tmp_path / "a.ts", codec, regular(100), gop=25, size=(320, 192), draw=textured, **options)
    assert probe(sound, "a.ts").defects == ()
    recording = probe(lossy(sound, tmp_path / "lossy.ts", 0.2, (0.3, 0.6)), "lossy.ts")
    assert {"corrupt_packets", "frames_not_whole"} <= {defect.word for defect in recording.defects}
    whole = recording.packets.seconds[~cannot_be_whole(recording.packets, np.arange(len(recording.packets)))]
    # three tenths lie in the second of four groups, six in the third, and the last is sound
    assert (whole < 1).sum() == 25 and (whole >= 3).sum() == 25
    assert ((whole > 1.3) & (whole < 2)).sum() == 0


def test_a_mark_that_all_packets_have_says_nothing_of_any(tmp_path):
    sound = encode(tmp_path / "a.ts", "libx264", regular(50), gop=25, size=(320, 192), draw=textured, **H264)
    content = bytearray(sound.read_bytes())
    for at in range(0, len(content), 188):
        # a multiplexer that does not count (ISO/IEC 13818-1, 2.4.3.3: the low four bits)
        content[at + 3] &= 0xF0
    counting = tmp_path / "counting.ts"
    counting.write_bytes(content)
    recording = probe(counting, "counting.ts")
    assert "corrupt_packets" in {defect.word for defect in recording.defects}
    assert lacking(recording.packets) == []


def test_frames_that_the_recorder_never_got(tmp_path):
    sound = encode(tmp_path / "a.mp4", "libx264", regular(75), gop=25, **H264)
    recording = probe(with_packets(sound, tmp_path / "b.mp4", {30: None, 31: None}), "b.mp4")
    told = {defect.word: defect.detail for defect in recording.defects}
    assert told["lost_frames"] == "1 times"
    assert told["frames_not_whole"] == "18 of 73, before a key frame or after damage"
    assert lacking(recording.packets) == list(range(30, 48))


def test_intra_refresh_is_told_and_its_points_are_no_key_frames(tmp_path):
    refresh = H264 | {"x264-params": "intra-refresh=1"}
    recording = probe(encode(tmp_path / "a.mp4", "libx264", regular(75), gop=25, **refresh), "a.mp4")
    assert np.flatnonzero(recording.packets.is_key).tolist() == [0]
    points = np.flatnonzero(recording.packets.whole_from >= 0)
    assert points.tolist() == [25, 50]
    assert [tuple(defect) for defect in recording.defects] == [("intra_refresh", "1 key frames, 2 recovery points")]
    assert lacking(recording.packets) == []
