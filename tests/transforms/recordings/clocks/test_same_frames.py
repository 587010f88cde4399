import pytest

from pantau.transforms.recordings.clocks.same_frames import same_frames
from tests.end_to_end.cutting import cut
from tests.transforms.numbered_clips import encode, regular


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("same")
    whole = encode(folder / "whole.mp4", "libx264", regular(200, 5), gop=10, fps=5)
    cut(whole, folder / "a", "2026-11-02T08:00:00", (0, 20, 40), overlap_s=4)
    return folder


def test_one_stream_cut_twice_holds_the_same_frames(archive):
    first, second = "a/ch01_20261102080000.mp4", "a/ch01_20261102080020.mp4"
    assert same_frames(first, second, str(archive))
    assert same_frames("whole.mp4", second, str(archive))


def test_frames_that_follow_each_other_are_others(archive):
    cut(archive / "whole.mp4", archive / "b", "2026-11-02T08:00:00", (0, 20, 40))
    assert not same_frames("b/ch01_20261102080000.mp4", "b/ch01_20261102080020.mp4", str(archive))


def test_nothing_is_concluded_from_what_cannot_be_read(archive):
    (archive / "broken.mp4").write_bytes(b"\0" * 64)
    assert same_frames("whole.mp4", "broken.mp4", str(archive))
    assert same_frames("gone.mp4", "whole.mp4", str(archive))
