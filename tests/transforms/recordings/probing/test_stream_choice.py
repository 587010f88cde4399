from fractions import Fraction

import av
import numpy as np
import pytest

from pantau.transforms.recordings.probing.probe import probe
from tests.transforms.numbered_clips import HEIGHT, WIDTH
from tests.transforms.recordings.probing.muxing import muxed


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """Twenty seconds of frames twice as large, of which tests take what they need."""
    path = tmp_path_factory.mktemp("large") / "large.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=5, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 2 * WIDTH, 2 * HEIGHT, "yuv420p", 10
        for number in range(100):
            frame = av.VideoFrame.from_ndarray(np.full((2 * HEIGHT, 2 * WIDTH, 3), number, np.uint8), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, 5)
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


def until(seconds):
    return lambda at: at if at < seconds else None


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
@pytest.mark.parametrize(("lasts_s", "width"), [(4, WIDTH), (12, WIDTH), (19, 2 * WIDTH), (20, 2 * WIDTH)])
def test_the_largest_frame_of_the_streams_that_last(tmp_path, stream, large, suffix, lasts_s, width):
    path = muxed(tmp_path / f"a.{suffix}", [(stream, until(20)), (large, until(lasts_s))])
    found = probe(path, path.name)
    assert (found.width, round(found.duration_s)) == (width, lasts_s if width > WIDTH else 20)


def test_a_file_that_breaks_off_is_judged_by_what_it_holds(tmp_path, stream, large):
    path = muxed(tmp_path / "a.ts", [(stream, until(20)), (large, until(4))])
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 3 // 4])
    assert probe(path, path.name).width == WIDTH
