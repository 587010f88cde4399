"""Marks of coded frames, on encoded streams in several containers."""

import av
import numpy as np
import pytest

from pantau.transforms.recordings.probing.coded.frame_marks import WITHIN_S, kept_marks, unpacked
from pantau.transforms.recordings.probing.probe import probe
from tests.transforms.numbered_clips import encode, regular

CONTAINERS = {"libx264": ("mp4", "mkv", "ts", "mov"), "libx265": ("mp4", "mkv", "ts"), "mpeg4": ("mp4", "avi", "mkv")}


def noisy(number: int) -> np.ndarray:
    return np.random.default_rng(number).integers(0, 255, (96, 160, 3), dtype=np.uint8)


def packed_anew(source, target, since_s):
    """The packets from the first key frame at `since_s` on, in another container."""
    with av.open(str(source)) as container, av.open(str(target), "w") as output:
        video = container.streams.video[0]
        stream, first = output.add_stream_from_template(video), None
        for packet in container.demux(video):
            if not packet.size or (
                first is None and not (packet.is_keyframe and packet.pts * packet.time_base >= since_s)
            ):
                continue
            first = packet.pts if first is None else first
            packet.pts, packet.dts, packet.stream = packet.pts - first, packet.dts - first, stream
            output.mux(packet)
    return target


@pytest.fixture(scope="module", params=CONTAINERS)
def source(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("marks") / f"source.{CONTAINERS[request.param][0]}"
    return request.param, encode(path, request.param, regular(250, 5), gop=10, fps=5, draw=noisy)


def test_frames_keep_their_marks_in_whatever_container_and_wherever_it_begins(source, tmp_path):
    codec, path = source
    own = probe(path, path.name)
    at = dict(zip(own.marks.mark.tolist(), own.marks.offset_s.tolist(), strict=True))
    assert 5 <= len(at) <= 25
    for suffix in CONTAINERS[codec]:
        again = probe(packed_anew(path, tmp_path / f"again.{suffix}", 8.0), f"again.{suffix}")
        pairs = list(zip(again.marks.mark.tolist(), again.marks.offset_s.tolist(), strict=True))
        # The first window is cut, so what is kept of it may be another.
        inside = [(mark, offset) for mark, offset in pairs if offset > WITHIN_S]
        assert len(inside) >= 3
        assert [at[mark] - offset for mark, offset in inside] == pytest.approx([8.0] * len(inside), abs=0.02), suffix
        assert again.traits.coded_with == own.traits.coded_with, suffix
        assert (again.traits.written_by == own.traits.written_by) == (suffix == CONTAINERS[codec][0])


def test_other_frames_have_other_marks(tmp_path):
    first, second = (
        probe(encode(tmp_path / f"{seed}.mp4", "libx264", regular(100, 5), gop=10, fps=5, draw=draw), "a.mp4")
        for seed, draw in (("a", noisy), ("b", lambda number: noisy(number + 1000)))
    )
    assert not set(first.marks.mark.tolist()) & set(second.marks.mark.tolist())


def test_of_key_frames_within_ten_seconds_one_is_kept_at_least():
    seconds = np.arange(0, 600, 2.0)
    marks = np.random.default_rng(1).integers(-(2**62), 2**62, len(seconds))
    kept = kept_marks(seconds, marks)
    assert kept.offset_s[0] <= WITHIN_S and seconds[-1] - kept.offset_s[-1] <= WITHIN_S
    assert np.diff(kept.offset_s).max() <= WITHIN_S + 2
    assert len(kept.mark) < len(marks) / 2


def test_what_is_kept_depends_on_the_frames_around_alone():
    seconds = np.arange(0, 600, 2.0)
    marks = np.random.default_rng(2).integers(-(2**62), 2**62, len(seconds))
    whole, part = kept_marks(seconds, marks), kept_marks(seconds[100:200] - 200, marks[100:200])
    inside = (whole.offset_s > 200 + WITHIN_S) & (whole.offset_s < 398 - WITHIN_S)
    assert set(whole.mark[inside]) <= set(part.mark)


def test_stored_marks_come_back_to_the_hundredth_and_nothing_is_none():
    kept = kept_marks(np.array([0.0, 12.34, 25.671]), np.array([-5, 7, 2**62]))
    again = unpacked(kept.packed())
    assert again.offset_s.tolist() == [0.0, 12.34, 25.67] and again.mark.tolist() == [-5, 7, 2**62]
    assert len(kept.packed()) == 36
    assert len(unpacked(None).mark) == len(kept_marks(np.zeros(0), np.zeros(0, dtype=np.int64)).mark) == 0
