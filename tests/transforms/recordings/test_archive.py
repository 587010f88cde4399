import pytest

from pantau.transforms.recordings.archive import recording_file, recording_parts


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "secret.mp4").write_bytes(b"x")
    (tmp_path / "archive").symlink_to(tmp_path / "real")
    return tmp_path / "archive"


def test_a_file_of_the_archive_which_may_be_a_link_itself(archive):
    assert recording_file(archive, "nvr/a.mp4") == archive / "nvr" / "a.mp4"
    (archive / "b.mp4").symlink_to(archive / "a.mp4")
    assert recording_parts(archive, "b.mp4") == archive / "b.mp4"


@pytest.mark.parametrize("find", [recording_file, recording_parts])
@pytest.mark.parametrize(
    "name", ["../secret.mp4", "nvr/../../secret.mp4", "/etc/passwd", "link.mp4", "folder/secret.mp4"]
)
def test_nothing_outside_is_opened(archive, find, name):
    (archive / "link.mp4").symlink_to(archive.parent / "secret.mp4")
    (archive / "folder").symlink_to(archive.parent)
    with pytest.raises(PermissionError, match="leads out of the archive") as refused:
        find(archive, name)
    assert refused.value.filename == name
