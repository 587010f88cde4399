import io
import struct
from pathlib import Path

import av
import numpy as np
import pytest

from pantau.transforms.recordings.probing.geometry import Geometry
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.witnesses import Witnesses

MP4 = "mov,mp4,m4a,3gp,3g2,mj2"
FORMATS = {
    # clip: container, codec, frames per second, seconds, median key-frame interval
    "gop50": (MP4, "h264", 25, 8.0, 2.0),
    "gop250": (MP4, "h264", 25, 16.0, 10.0),
    "hevc": (MP4, "hevc", 25, 2.4, 2.0),
    "mjpeg": ("avi", "mjpeg", 10, 6.0, 0.1),
    "vp8": ("matroska,webm", "vp8", 25, 3.0, 2.0),
    "vp9": ("matroska,webm", "vp9", 25, 3.0, 2.0),
}


def words(recording):
    return {defect.word for defect in recording.defects}


@pytest.mark.parametrize("clip", FORMATS)
def test_a_sound_recording(clips, clip):
    recording = probe(clips[clip], clips[clip].name)
    container, codec, fps, seconds, key_interval = FORMATS[clip]
    assert (recording.container, recording.codec) == (container, codec)
    assert (recording.width, recording.height, recording.geometry) == (160, 96, Geometry())
    assert recording.declared_fps == pytest.approx(fps)
    assert recording.measured_fps == pytest.approx(fps, rel=1e-3)
    assert recording.duration_s == pytest.approx(seconds, abs=0.002)
    assert recording.declared_duration_s == pytest.approx(seconds, abs=0.05)
    assert recording.key_interval_s == pytest.approx(key_interval, abs=0.001)
    assert recording.timeline_source == "pts"
    assert recording.gaps == []
    assert recording.defects == ()


def test_the_packet_index(clips):
    packets = probe(clips["gop50"], "gop50.mp4").packets
    np.testing.assert_allclose(packets.seconds, np.arange(200) / 25, atol=1e-9)
    assert np.flatnonzero(packets.is_key).tolist() == [0, 50, 100, 150]
    assert packets.shown.all()
    assert (packets.size > 0).all()


def test_an_mpeg4_avi(clips):
    recording = probe(clips["mpeg4"], "mpeg4.avi")
    assert (recording.container, recording.codec, recording.duration_s) == ("avi", "mpeg4", pytest.approx(6.0))
    assert recording.defects == ()


@pytest.mark.parametrize("clip", ["raw", "dav"])
def test_a_bare_stream_takes_the_span_of_its_name(clips, clip):
    assumed = probe(clips[clip], clips[clip].name)
    assert (assumed.container, assumed.timeline_source) == ("h264", "declared_rate")
    assert (assumed.duration_s, assumed.declared_duration_s) == (pytest.approx(8.0), None)
    assert words(assumed) == {"no_timestamps"}

    named = probe(clips[clip], clips[clip].name, Witnesses(named_s=10.0))
    assert (named.timeline_source, named.duration_s) == ("name_span", pytest.approx(10.0))
    assert named.measured_fps == pytest.approx(20)
    np.testing.assert_allclose(named.packets.seconds, np.arange(200) / 20)


def test_a_program_stream_named_mp4(clips):
    recording = probe(clips["program_stream"], "hiv00000.mp4")
    assert (recording.container, recording.codec) == ("mpeg", "h264")
    assert (recording.duration_s, recording.measured_fps) == (pytest.approx(8.0), pytest.approx(25))
    assert words(recording) == {"missing_pts"}


def test_a_wrong_declared_rate(clips):
    recording = probe(clips["slow"], "slow.mp4")
    assert recording.declared_fps == 25
    assert recording.measured_fps == pytest.approx(21, rel=1e-3)
    assert recording.duration_s == pytest.approx(5, abs=0.002)
    assert words(recording) == {"declared_fps_differs"}


def test_a_gap_inside_of_a_recording(clips):
    recording = probe(clips["jump"], "jump.mp4")
    assert recording.gaps == [(pytest.approx(4.0), pytest.approx(10.0))]
    assert (recording.duration_s, recording.measured_fps) == (pytest.approx(14.0), pytest.approx(25))
    assert words(recording) == {"pts_jump"}
    assert probe(clips["jump"], "jump.mp4", gap_s=7).gaps == []


def test_the_name_says_another_span(clips):
    assert words(probe(clips["gop50"], "gop50.mp4", Witnesses(named_s=9.5))) == set()
    assert words(probe(clips["gop50"], "gop50.mp4", Witnesses(named_s=60))) == {"name_span_differs"}


def test_a_wrong_suffix(clips):
    assert words(probe(clips["vp8"], "ch01_20260101000000.mp4")) == {"wrong_extension"}


def test_a_binary_file(clips):
    with clips["gop50"].open("rb") as file:
        assert probe(file, "gop50.mp4").duration_s == pytest.approx(8.0)


def test_a_cut_file_says_so(clips):
    content = clips["gop50"].read_bytes()
    with pytest.raises(Unreadable, match=r"lost\.mp4: ends before the index of its frames") as caught:
        probe(io.BytesIO(content[: len(content) // 2]), "lost.mp4")
    assert caught.value.word == "cut_off"
    webm = clips["vp8"].read_bytes()
    assert words(probe(io.BytesIO(webm[: len(webm) // 4]), "cut.webm")) >= {"truncated"}


def test_key_frames_are_not_believed_blindly(clips):
    indexed = clips["msmpeg4"].read_bytes()
    sound = probe(io.BytesIO(indexed), "a.avi")
    assert sound.defects == ()
    assert 1 < sound.packets.is_key.sum() < 10

    recording = probe(io.BytesIO(indexed[: indexed.rindex(b"idx1")]), "a.avi")
    assert words(recording) == {"false_key_frames"}
    assert np.flatnonzero(recording.packets.is_key).tolist() == [0]


def test_frames_that_are_all_key_frames_are_believed(clips):
    assert probe(clips["mjpeg"], "mjpeg.avi").packets.is_key.all()


def test_a_cut_avi(clips):
    content = clips["mpeg4"].read_bytes()
    assert words(probe(io.BytesIO(content[: len(content) * 2 // 3]), "a.avi")) == {
        *("truncated", "corrupt_packets", "frames_not_whole")
    }


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "text"),
        (bytes(5000), "not_video"),
        (b"\x00\xff" * 900, "not_video"),
    ],
)
def test_what_is_no_video_is_unreadable(content, word):
    with pytest.raises(Unreadable, match=r"^night/ch01\.mp4: ") as caught:
        probe(io.BytesIO(content), "night/ch01.mp4")
    assert caught.value.word == word


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(Unreadable, match="check that it exists") as caught:
        probe(tmp_path / "gone.mp4", "gone.mp4")
    assert caught.value.word == "missing"


def test_rotation_swaps_width_and_height(footage: Path):
    recording = probe(footage / "real" / "bag_left_then_taken_rotated.mp4", "bag.mp4")
    assert (recording.width, recording.height, recording.geometry.rotation) == (352, 640, -90)


def test_declared_against_real(footage: Path):
    recording = probe(footage / "real" / "store_crowd_h264_avi.avi", "store.avi")
    assert words(recording) == {"fewer_frames", "declared_fps_differs"}
    assert len(recording.packets) == 1541


def stretched(clip, target, factor):
    """A clip whose frames are so many times as far apart."""
    with av.open(clip) as source, av.open(target, "w") as container:
        stream = container.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.pts, packet.dts, packet.stream = packet.pts * factor, packet.dts * factor, stream
                container.mux(packet)
    return target


def test_times_that_cannot_be_are_not_believed(tmp_path, clips):
    clip = stretched(clips["mjpeg"], tmp_path / "damaged.mkv", 864_000)
    recording = probe(clip, "nvr/damaged.mkv")
    (defect,) = (defect for defect in recording.defects if defect.word == "absurd_pts")
    assert defect.detail == f"frames would span {59 * 24} hours; times by declared_rate"
    # The rate that the container is thought to have is made of the same times.
    assert recording.duration_s == pytest.approx(60 / 25)
    assert recording.gaps == []
    named = probe(clip, "nvr/damaged.mkv", Witnesses(named_s=60.0))
    assert (named.timeline_source, named.duration_s) == ("name_span", pytest.approx(60.0))


def test_nor_is_a_rate_that_cannot_be(tmp_path, clips):
    content = bytearray(clips["mjpeg"].read_bytes())
    scale = content.index(b"strh") + 28
    # One frame in 23 days.
    content[scale : scale + 8] = struct.pack("<II", 2_000_000, 1)
    damaged = tmp_path / "damaged.avi"
    damaged.write_bytes(content)
    recording = probe(damaged, "nvr/damaged.avi")
    assert "absurd_pts" in words(recording)
    assert (recording.timeline_source, recording.duration_s) == ("declared_rate", pytest.approx(60 / 25))
