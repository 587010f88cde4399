import io
import shutil
from fractions import Fraction

import numpy as np
import pytest

from pantau.transforms.detection.sampling.cadence import plan_samples
from pantau.transforms.detection.sampling.decode import DecodeTally, sample_frames
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.witnesses import Witnesses
from tests.transforms.damaged_clips import lossy, textured, with_packets
from tests.transforms.numbered_clips import draw_number, encode, read_number, regular
from tests.transforms.shown_clips import MATRICES, pasted_matrix

pytestmark = pytest.mark.slow

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
    np.testing.assert_allclose(frame.bgr, np.rot90(draw_number(0)), atol=8)


def corners(_: int) -> np.ndarray:
    """A frame whose four quarters differ, so that each way of turning it shows."""
    frame = np.zeros((96, 160, 3), np.uint8)
    frame[:48, :80], frame[:48, 80:], frame[48:, :80], frame[48:, 80:] = 40, 90, 150, 220
    return frame


@pytest.fixture(scope="module")
def cornered(tmp_path_factory):
    path = tmp_path_factory.mktemp("shown") / "a.mp4"
    return encode(path, "libx264", regular(5), pixel_aspect=Fraction(3, 2), draw=corners, preset="ultrafast")


@pytest.mark.parametrize("name", MATRICES)
def test_a_frame_is_turned_and_mirrored_and_its_pixels_are_square(cornered, tmp_path, name):
    clip = pasted_matrix(shutil.copy(cornered, tmp_path / "a.mp4"), name)
    (frame,) = sample(clip, "a.mp4")
    expected = MATRICES[name][1](np.repeat(corners(0)[:, ::2], 3, axis=1))
    assert frame.bgr.shape == expected.shape and frame.bgr.flags.c_contiguous
    assert np.abs(frame.bgr.astype(int) - expected)[4:-4, 4:-4].mean() < 4
    (small,) = sample(clip, "a.mp4", max_width=60)
    assert small.bgr.shape[:2] == ((24, 60) if expected.shape[1] == 240 else (150, 60))


def test_the_shape_that_the_site_file_gives_overrides_the_streams(cornered):
    (frame,) = sample(cornered, "a.mp4", display_aspect=Fraction(4, 3))
    assert frame.bgr.shape == (120, 160, 3)


def test_pixels_that_change_amid_a_stream_are_those_of_their_frames(tmp_path):
    parts = [
        encode(tmp_path / f"{number}.h264", "libx264", regular(50), pixel_aspect=aspect, size=size, preset="ultrafast")
        for number, (aspect, size) in enumerate([(Fraction(2), (80, 96)), (Fraction(1), (160, 96))])
    ]
    (tmp_path / "a.h264").write_bytes(b"".join(part.read_bytes() for part in parts))
    assert [frame.bgr.shape for frame in sample(tmp_path / "a.h264", "a.h264")] == [(96, 160, 3)] * 2


H264 = {"preset": "ultrafast", "x264-params": "scenecut=0"}
H265 = {"preset": "ultrafast", "x265-params": "log-level=0:scenecut=0:bframes=0:keyint=25:min-keyint=25"}
MPEG4 = {"qscale": "2"}
REFRESH = {"preset": "ultrafast", "x264-params": "intra-refresh=1:scenecut=0"}


def numbers(path, **options):
    """The numbers on the frames that are given of all, and the packets asked for."""
    packets = probe(path, path.name).packets
    plan = plan_samples(packets, START, cadence_s=0.04, prefer_keys=False)
    frames = list(sample_frames(path, path.name, packets, plan, **options))
    return [(round(frame.offset_s * 25), read_number(frame.bgr)) for frame in frames]


def both(*spans):
    return [(number, number) for first, end in spans for number in range(first, end)]


@pytest.mark.parametrize(("codec", "suffix"), [("libx264", "mp4"), ("libx264", "mkv"), ("libx265", "mp4")])
def test_without_frames_that_the_recorder_never_got_none_is_whole_until_the_next_key_frame(tmp_path, codec, suffix):
    options = H265 if codec == "libx265" else H264
    sound = encode(tmp_path / f"a.{suffix}", codec, regular(75), gop=25, **options)
    assert numbers(sound) == both((0, 75))
    assert numbers(with_packets(sound, tmp_path / f"b.{suffix}", {30: None, 31: None})) == both((0, 30), (50, 75))


@pytest.mark.parametrize(
    ("codec", "suffix", "options"), [("libx264", "mp4", H264), ("libx265", "mp4", H265), ("mpeg4", "avi", MPEG4)]
)
def test_a_packet_that_was_cut_damages_what_refers_to_it(tmp_path, codec, suffix, options):
    sound = encode(tmp_path / f"a.{suffix}", codec, regular(75), gop=25, draw=marked, **options)
    assert numbers(sound) == both((0, 75))
    keys = np.flatnonzero(probe(sound, sound.name).packets.is_key)
    for place in (30, int(keys[1])):
        cut = with_packets(sound, tmp_path / f"b.{suffix}", {place: 50})
        assert numbers(cut) == both((0, place), (keys[keys > place][0], 75))


def marked(number):
    """The number, with noise along the lower edge, which makes packets long and is not read."""
    frame = draw_number(number)
    frame[90:] = np.random.default_rng(number).integers(30, 220, (6, 160, 1))
    return frame


@pytest.mark.parametrize(("codec", "options"), [("libx264", H264), ("libx265", H265)])
def test_of_a_lossy_transport_every_frame_that_is_given_is_the_one_that_was_sent(tmp_path, codec, options):
    sent = [textured(number) for number in range(100)]
    sound = encode(tmp_path / "a.ts", codec, regular(100), gop=25, size=(320, 192), draw=textured, **options)
    lost = lossy(sound, tmp_path / "lossy.ts", 0.2, (0.3, 0.6))
    packets = probe(lost, lost.name).packets
    plan = plan_samples(packets, START, cadence_s=0.04, prefer_keys=False)
    given = {round(f.offset_s * 25): f.bgr.astype(int) for f in sample_frames(lost, lost.name, packets, plan)}
    assert {*range(26), *range(75, 100)} <= given.keys() and given.keys().isdisjoint(range(35, 50))
    assert max(np.abs(frame - sent[number]).mean() for number, frame in given.items()) < 25


@pytest.mark.parametrize("suffix", ["mp4", "ts"])
def test_frames_of_intra_refresh_are_whole(tmp_path, suffix):
    clip = encode(tmp_path / f"a.{suffix}", "libx264", regular(125), gop=25, draw=marked, **REFRESH)
    assert numbers(clip) == both((0, 125))


def test_a_late_frame_of_intra_refresh_is_decoded_from_a_recovery_point(tmp_path):
    clip = encode(tmp_path / "a.mp4", "libx264", regular(125), gop=25, draw=marked, **REFRESH)
    packets = probe(clip, "a.mp4").packets
    plan = plan_samples(packets, START, cadence_s=0.04, prefer_keys=False).only(np.array([99, 120]))
    assert plan.starts.tolist() == [75, 100] and (plan.keep >= packets.whole_from[plan.starts]).all()
    frames = list(sample_frames(clip, "a.mp4", packets, plan))
    assert [read_number(frame.bgr) for frame in frames] == [99, 120]


def test_a_recording_that_begins_amid_intra_refresh_has_no_frame_before_they_are_whole(tmp_path):
    clip = encode(tmp_path / "a.mp4", "libx264", regular(125), gop=25, draw=marked, **REFRESH)
    later = with_packets(clip, tmp_path / "b.mp4", dict.fromkeys(range(40)))
    recording = probe(later, "b.mp4")
    assert {"no_key_frames", "frames_not_whole"} <= {defect.word for defect in recording.defects}
    given = numbers(later)
    first = int(recording.packets.whole_from[recording.packets.whole_from >= 0].min())
    assert [a + 40 for a, _ in given] == [b for _, b in given] == list(range(first + 40, 125))


def test_a_file_that_has_gone_is_unreadable(clips, tmp_path):
    packets = probe(clips["gop50"], "gop50.mp4").packets
    with pytest.raises(Unreadable, match="gone"):
        list(sample_frames(tmp_path / "gone.mp4", "gone.mp4", packets, plan_samples(packets, START)))
