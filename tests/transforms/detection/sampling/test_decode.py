import io

import numpy as np
import pytest

from pantau.transforms.detection.sampling.cadence import plan_samples
from pantau.transforms.detection.sampling.decode import DecodeTally, sample_frames
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.witnesses import Witnesses
from tests.transforms.numbered_clips import draw_number, encode, read_number, regular

START = 1_800_000_000.0
EXPECTED = {
    # clip: numbers of the frames sampled every two seconds
    "gop50": [0, 50, 100, 150],
    "gop250": [0, 50, 100, 150, 200, 250, 300, 350],
    "hevc": [0, 50],
    "mjpeg": [0, 20, 40, 59],
    "vp8": [0, 50],
    "vp9": [0, 50],
    "program_stream": [0, 50, 100, 150],
    "raw": [0, 50, 100, 150],
    "dav": [0, 50, 100, 150],
    "slow": [0, 50, 100],
    "jump": [0, 50, 99, 100, 150],
}


def sample(source, name, **options):
    packets = probe(source, name).packets
    return list(sample_frames(source, name, packets, plan_samples(packets, START), **options))


@pytest.mark.slow
@pytest.mark.parametrize("clip", EXPECTED)
def test_the_frames_are_those_of_their_times(clips, clip):
    frames = sample(clips[clip], clips[clip].name)
    assert [read_number(frame.bgr) for frame in frames] == EXPECTED[clip]
    assert [frame.slot for frame in frames] == [round((START + frame.offset_s) / 2) for frame in frames]


def test_an_avi_picks_its_key_frames(clips):
    packets = probe(clips["mpeg4"], "mpeg4.avi").packets
    keys = np.flatnonzero(packets.is_key).tolist()
    frames = sample(clips["mpeg4"], "mpeg4.avi")
    assert all(frame.is_key for frame in frames)
    assert [read_number(frame.bgr) for frame in frames] == [round(frame.offset_s * 10) for frame in frames]
    assert {read_number(frame.bgr) for frame in frames} <= set(keys)


def test_an_avi_that_lost_its_index_is_decoded_from_the_start(clips):
    content = clips["msmpeg4"].read_bytes()
    frames = sample(io.BytesIO(content[: content.rindex(b"idx1")]), "msmpeg4.avi")
    assert [read_number(frame.bgr) for frame in frames] == [0, 20, 40]
    assert [frame.is_key for frame in frames] == [True, False, False]


def test_key_frames_are_marked(clips):
    assert [frame.is_key for frame in sample(clips["gop50"], "gop50.mp4")] == [True] * 4
    marks = [frame.is_key for frame in sample(clips["gop250"], "gop250.mp4")]
    assert marks == [True, False, False, False, False, True, False, False]


def test_times_follow_the_span_of_the_name(clips):
    packets = probe(clips["raw"], "raw.h264", Witnesses(named_s=16.0)).packets
    frames = list(sample_frames(clips["raw"], "raw.h264", packets, plan_samples(packets, START)))
    assert [(frame.offset_s, read_number(frame.bgr)) for frame in frames] == [
        (pytest.approx(2.0 * number), 25 * number) for number in range(8)
    ]


def test_a_binary_file_and_two_threads(clips):
    with clips["gop250"].open("rb") as file:
        frames = sample(file, "gop250.mp4", threads=2)
    assert [read_number(frame.bgr) for frame in frames] == EXPECTED["gop250"]


def test_large_frames_are_scaled_down(clips):
    tally = DecodeTally()
    frames = sample(clips["gop50"], "gop50.mp4", max_width=80, tally=tally)
    assert [(frame.bgr.shape, read_number(frame.bgr)) for frame in frames] == [
        ((48, 80, 3), number) for number in EXPECTED["gop50"]
    ]
    assert tally == DecodeTally(sizes={(80, 48): 4})
    assert sample(clips["gop50"], "gop50.mp4", max_width=500)[0].bgr.shape == (96, 160, 3)


def test_damage_costs_the_damaged_frames_alone(clips, tmp_path):
    packets = probe(clips["raw"], "raw.h264").packets
    content = bytearray(clips["raw"].read_bytes())
    start = int(packets.size[:100].sum())
    content[start + 40 : start + int(packets.size[100])] = bytes(int(packets.size[100]) - 40)
    damaged = tmp_path / "damaged.h264"
    damaged.write_bytes(content)
    numbers = [read_number(frame.bgr) for frame in sample(damaged, damaged.name)]
    assert numbers[:2] == [0, 50]
    assert 150 in numbers


def test_a_rotated_frame_stands_upright(tmp_path):
    clip = encode(tmp_path / "turned.mp4", "libx264", regular(50), rotation=90, preset="ultrafast")
    (frame,) = sample(clip, "turned.mp4")
    assert frame.bgr.shape == (160, 96, 3)
    np.testing.assert_allclose(frame.bgr, np.rot90(draw_number(0)), atol=4)


def test_a_file_that_has_gone_is_unreadable(clips, tmp_path):
    packets = probe(clips["gop50"], "gop50.mp4").packets
    with pytest.raises(Unreadable, match="gone"):
        list(sample_frames(tmp_path / "gone.mp4", "gone.mp4", packets, plan_samples(packets, START)))
