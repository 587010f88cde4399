from dataclasses import replace

import numpy as np
import pytest

from pantau.transforms.detection.sampling import seeking
from pantau.transforms.detection.sampling.cadence import plan_samples
from pantau.transforms.detection.sampling.decode import sample_frames
from pantau.transforms.detection.sampling.seeking import Reader
from pantau.transforms.recordings.probing.probe import probe
from tests.transforms.numbered_clips import encode, read_number, regular


def decoded(path, packets, first=3):
    """Offset and pixels of the samples from the `first` on."""
    plan = plan_samples(packets, 0.0)
    frames = sample_frames(path, path.name, packets, plan.only(np.arange(first, len(plan.keep))))
    return [(frame.offset_s, read_number(frame.bgr), frame.bgr.tobytes()) for frame in frames]


def begins(path, packets, *wanted):
    """The number of the packet with which reading goes on from the last of those wanted, and whether it is that one."""
    with Reader(path, path.name, packets) as reader:
        for first in wanted:
            number, packet = next(reader.packets_from(first))
        return number, packet.size == packets.size[number], packet.is_keyframe == packets.is_key[number]


@pytest.mark.parametrize(
    ("name", "options"),
    [("a.mp4", {}), ("a.mp4", {"bf": "2"}), ("a.mov", {"x264-params": "open-gop=1:bframes=2:keyint=20"})],
)
def test_an_index_leads_to_the_key_frame_and_the_frames_are_the_same(tmp_path, monkeypatch, name, options):
    path = encode(tmp_path / name, "libx264", regular(400), gop=20, preset="ultrafast", **options)
    packets = probe(path, name).packets
    read_through = decoded(path, packets)
    assert len(read_through) == 6
    monkeypatch.setattr(seeking, "WORTH_IT", 1)
    key = int(np.flatnonzero(packets.is_key)[5])
    assert begins(path, packets, key) == (key, True, True)
    for firsts in ([key, key + 1], [20, key], [0, 20, key]):
        assert begins(path, packets, *firsts) == (firsts[-1], True, True)
    assert decoded(path, packets) == read_through


@pytest.mark.parametrize("name", ["a.ts", "a.mkv", "a.avi", "a.h264"])
def test_other_containers_are_read_through(tmp_path, monkeypatch, name):
    monkeypatch.setattr(seeking, "WORTH_IT", 1)
    path = encode(tmp_path / name, "libx264", regular(400), gop=20, preset="ultrafast")
    packets = probe(path, name).packets
    assert begins(path, packets, 100)[0] == 0


def test_a_time_that_two_frames_have_or_a_file_that_is_another_is_read_through(tmp_path, monkeypatch):
    monkeypatch.setattr(seeking, "WORTH_IT", 1)
    path = encode(tmp_path / "a.mp4", "libx264", regular(400), gop=20, preset="ultrafast")
    packets = probe(path, "a.mp4").packets
    assert begins(path, packets, 100)[0] == 100
    doubled = packets.stamps.copy()
    doubled[7] = doubled[100]
    assert begins(path, replace(packets, stamps=doubled), 100)[0] == 0
    assert begins(path, replace(packets, size=packets.size + 1), 100)[0] == 0
    moved = packets.size.copy()
    moved[200] += 1
    # What was found once does not show that the next search leads anywhere.
    assert begins(path, replace(packets, size=moved), 100, 200) == (0, True, True)
    assert begins(path, replace(packets, size=moved), 100, 200, 300) == (1, True, True)
    assert begins(path, replace(packets, stamps=None), 100)[0] == 0
    assert begins(path, packets, 101)[0] == 0
