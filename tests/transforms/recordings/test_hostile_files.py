"""Files that were made to hurt."""

import io
import os
import time

import pytest

from pantau.transforms.recordings.probing import opening
from pantau.transforms.recordings.probing.opening import Unreadable, open_video
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.sparse_files import refuse_sparse
from tests.transforms.numbered_clips import HEIGHT, WIDTH, encode, regular

GB = 10**9


@pytest.fixture
def clip(tmp_path):
    return encode(tmp_path / "a.mp4", "libx264", regular(10), gop=5)


@pytest.mark.parametrize(
    "content",
    [
        b"ffconcat version 1.0\nfile a.mp4\n# \x00\n",
        b"ffconcat version 1.0\nfile file:/etc/passwd\n# \x00\n",
        b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n\x00",
        b"<?xml version='1.0'?><MPD type='static'><Period><BaseURL>a.mp4</BaseURL></Period></MPD>\x00",
    ],
)
@pytest.mark.parametrize("name", ["list.mp4", "list.mkv", "list.dav"])
def test_a_list_of_other_files_is_no_recording(tmp_path, clip, content, name):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        probe(tmp_path / name, name)
    assert refused.value.word == "not_video"


def test_a_frame_of_too_many_pixels_is_refused_by_what_it_declares(clip, monkeypatch):
    monkeypatch.setattr(opening, "MOST_PIXELS", 4 * WIDTH * HEIGHT)
    assert probe(clip, "a.mp4").width == WIDTH
    monkeypatch.setattr(opening, "MOST_PIXELS", WIDTH * HEIGHT - 1)
    with pytest.raises(Unreadable, match=f"declares frames of {WIDTH} × {HEIGHT}, more than 0 million") as refused:
        probe(clip, "a.mp4")
    assert refused.value.word == "huge"


def test_frames_that_grow_amid_the_stream_are_not_decoded(tmp_path, monkeypatch):
    small = encode(tmp_path / "a.h264", "libx264", regular(10), gop=5).read_bytes()
    large = encode(tmp_path / "b.h264", "libx264", regular(10), gop=5, size=(4 * WIDTH, HEIGHT)).read_bytes()

    def widths():
        found = set()
        with open_video(io.BytesIO(small + large), "c.h264") as (container, stream):
            for packet in container.demux(stream):
                try:
                    found |= {frame.width for frame in packet.decode()}
                except opening.MEDIA_ERRORS:
                    found.add(None)
        return found

    assert widths() == {WIDTH, 4 * WIDTH}
    monkeypatch.setattr(opening, "MOST_PIXELS", 3 * WIDTH * HEIGHT)
    assert widths() == {WIDTH, None}


@pytest.mark.parametrize(("name", "head"), [("a.mp4", 100), ("a.h264", 0)])
def test_60_gb_of_which_nearly_nothing_was_written_are_refused_unread(tmp_path, clip, name, head):
    path = tmp_path / name
    path.write_bytes(clip.read_bytes()[:head] or b"\x00\x00\x00\x01")
    os.truncate(path, 60 * GB)
    began = time.process_time()
    with pytest.raises(Unreadable, match=r"0 MB of its 60000 MB were ever written; copy it again") as refused:
        refuse_sparse(path, name)
    assert refused.value.word == "hollow" and time.process_time() - began < 1


def test_a_file_of_holes_alone(tmp_path):
    with (tmp_path / "a.mp4").open("wb") as file:
        file.truncate(2 * GB)
    with pytest.raises(Unreadable, match="0 MB of its 2000 MB"):
        refuse_sparse(tmp_path / "a.mp4", "a.mp4")


def test_what_was_written_is_not_refused(tmp_path, clip, monkeypatch):
    refuse_sparse(clip, "a.mp4")
    monkeypatch.setattr("pantau.transforms.recordings.sparse_files.FROM_BYTES", 1)
    refuse_sparse(clip, "a.mp4")


def test_two_bytes(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"\x00\x01")
    with pytest.raises(Unreadable) as refused:
        probe(tmp_path / "a.mp4", "a.mp4")
    assert refused.value.word == "not_video"
