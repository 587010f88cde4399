"""Every damaged file ends in frames or in a reason."""

import io
from pathlib import Path

import numpy as np
import pytest

from pantau.transforms.detection.sampling.cadence import plan_samples
from pantau.transforms.detection.sampling.decode import DecodeTally, sample_frames
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.probing.probe import probe
from tests.office import FOOTAGE

BROKEN = sorted((FOOTAGE / "broken").iterdir()) if FOOTAGE.is_dir() else []
UNREADABLE = {
    "avi_mjpeg_header_no_frames.avi": "no_packets",
    "h264_mov-3elist-encrypted.mp4": "no_pictures",
    "lfs_pointer_cctv1.mp4": "text",
}
DEFECTS = {
    "h264_attachment631-small.mp4": {"declared_fps_differs"},
    "h264_displaymatrix.mp4": {"corrupt_packets", "truncated"},
    "h264_mov_stream_shorter_than_movie.mp4": {"no_key_frames"},
    "h264_wwwq_cut.mp4": {"truncated"},
    "hevc_extradata-reload-multi-stsd.mp4": {"parameters_change"},
    "h264_nellymoser-discont.mp4": {"wrong_extension"},
    "webm_named_mp4.mp4": {"wrong_extension"},
}
NOT_WHOLE = {"h264_empty_edit_5s.mp4"}
"""Files none of whose frames is whole: seen by eye, the lower quarter of all of them is garbage."""

SIZES = {"h264_brokensps.mp4": {(192, 144), (320, 240)}, "h264_displaymatrix.mp4": {(480, 160)}}


@pytest.mark.parametrize("path", BROKEN, ids=[path.name for path in BROKEN])
def test_frames_or_a_reason(footage: Path, path: Path):
    try:
        recording = probe(path, path.name)
    except Unreadable as reason:
        assert reason.word == UNREADABLE[path.name]
        assert str(reason).startswith(f"{path.name}: ")
        return
    assert path.name not in UNREADABLE
    assert {defect.word for defect in recording.defects} >= DEFECTS.get(path.name, set())

    tally = DecodeTally()
    plan = plan_samples(recording.packets, 1_800_000_000.0)
    offsets = [frame.offset_s for frame in sample_frames(path, path.name, recording.packets, plan, tally=tally)]
    assert bool(offsets) == (path.name not in NOT_WHOLE)
    assert offsets == sorted(offsets)
    assert len(offsets) + tally.missing == len(plan.keep)
    if not offsets:
        return
    assert 0 <= offsets[0] <= offsets[-1] <= recording.duration_s
    assert set(tally.sizes) == SIZES.get(path.name, {(recording.width, recording.height)})


@pytest.mark.parametrize("seed", range(40))
def test_random_damage(clips, seed):
    random = np.random.default_rng(seed)
    path = sorted(clips.values())[seed % len(clips)]
    content = bytearray(path.read_bytes())
    for place in random.integers(len(content), size=random.integers(1, 60)):
        content[place] = random.integers(256)
    start = random.integers(len(content))
    del content[start : start + random.integers(1, 5000)]
    try:
        recording = probe(io.BytesIO(content), path.name)
    except Unreadable as reason:
        assert str(reason).startswith(f"{path.name}: ")
        return
    assert np.isfinite(recording.packets.seconds).all()
    assert recording.duration_s > 0
    assert all(0 <= start < end <= recording.duration_s for start, end in recording.gaps)
    plan = plan_samples(recording.packets, 1_800_000_000.0)
    offsets = [frame.offset_s for frame in sample_frames(io.BytesIO(content), path.name, recording.packets, plan)]
    assert offsets == sorted(set(offsets))
