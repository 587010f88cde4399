"""A file in the folder of no recorder: the remedy names the folder that was meant."""

import pytest

from pantau.transforms.recordings.files.misplaced import remedy_for


@pytest.mark.parametrize(
    ("path", "folders", "archive", "remedy"),
    [
        (
            "recordings/nvr/ch01.mp4",
            ["nvr"],
            "/data",
            "the folder nvr of a recorder lies one level deeper, in recordings; name /data/recordings as the archive, "
            "or write folder: recordings/nvr in the site file",
        ),
        (
            "a/b/export/hall/2026/ch01.mp4",
            ["nvr", "export/hall"],
            "gs://bucket/x/",
            "the folder export/hall of a recorder lies 2 levels deeper, in a/b; name gs://bucket/x/a/b as the archive, "
            "or write folder: a/b/export/hall in the site file",
        ),
        (
            "ch01.mp4",
            ["nvr"],
            "/data/nvr",
            "the archive begins within the folder nvr of a recorder; name /data as the archive",
        ),
        (
            "hall/ch01.mp4",
            ["export/hall", "nvr"],
            "gs://bucket/export",
            "the archive begins within the folder export/hall of a recorder; name gs://bucket as the archive",
        ),
        (
            "2026/ch01.mp4",
            ["export/hall"],
            "/export/hall",
            "the archive begins within the folder export/hall of a recorder; name / as the archive",
        ),
        (
            "NVR/ch01.mp4",
            ["nvr"],
            "",
            "the site file writes this folder nvr, in other capitals; write folder: NVR there",
        ),
        (
            "else/ch01.mp4",
            ["nvr", "export"],
            "/data",
            "the site file knows export, nvr; add a recorder with this folder, or move the file into one of those",
        ),
        (
            "nvr.mp4",
            ["nvr"],
            "/data",
            "the site file knows nvr; add a recorder with this folder, or move the file into one of those",
        ),
    ],
)
def test_the_folder_that_was_meant_is_named(path, folders, archive, remedy):
    assert remedy_for(path, folders, archive) == remedy
