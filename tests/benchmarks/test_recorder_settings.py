"""Real clips are stored again as recorders with other settings would."""

from collections import Counter
from fractions import Fraction

import av
import numpy as np
import pytest

from benchmarks.recorder_settings import SETTINGS, USUAL, DecodingCost, FootageClip, again, decoded_ms, printed, stored
from pantau.transforms.recordings.probing.probe import probe

SECONDS, FPS = 4, 10


@pytest.fixture(scope="module")
def clip():
    rng = np.random.default_rng(5)
    still = rng.integers(0, 255, (192, 288, 3), np.uint8)
    frames = [av.VideoFrame.from_ndarray(np.roll(still, number, axis=1), "bgr24") for number in range(SECONDS * FPS)]
    return FootageClip([frame.reformat(format="yuv420p") for frame in frames], Fraction(FPS), [])


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_clip_is_stored_as_the_setting_says(clip, setting, tmp_path):
    path = tmp_path / "stored.mp4"
    stored(clip, setting, path)
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == {"libx264": "h264", "libx265": "hevc"}[setting.codec]
        assert (stream.width, stream.height) == (288 // setting.smaller, 192 // setting.smaller)
    packets = probe(path, path.name).packets
    assert len(packets) == SECONDS * FPS // setting.share
    keys = packets.seconds[packets.is_key]
    assert np.diff(keys) == pytest.approx(setting.key_s, abs=setting.share / FPS)


def test_what_is_refined_is_decoded_from_the_key_frame_on(clip, tmp_path):
    stored(clip, USUAL, tmp_path / "usual.mp4")
    sample_ms, window_ms = decoded_ms(tmp_path / "usual.mp4")
    assert 0 < sample_ms < window_ms


def test_people_are_found_again_where_boxes_overlap_by_half():
    told = np.array([[0.1, 0.1, 0.3, 0.5], [0.6, 0.1, 0.8, 0.5]])
    assert again(told, told[:1] + 0.02) == Counter(again=1)
    assert again(told, np.array([[0.1, 0.6, 0.3, 0.9]])) == Counter(more=1)
    assert again(told, np.zeros((0, 4))) == Counter()


def test_ratios_are_those_of_the_middle_clip():
    costs = [[DecodingCost(2.0, 10.0, 100.0, Counter()) for _ in SETTINGS] for _ in range(3)]
    for number, of_clip in enumerate(costs):
        of_clip[1] = DecodingCost(1.0 + number, 10.0, 50.0, Counter())
    rows = list(zip(*(column.cells for column in printed(costs, 0).columns), strict=True))
    assert rows[1][1:3] == ("1.00", "1.00")
    assert rows[1][4] == "0.50"
