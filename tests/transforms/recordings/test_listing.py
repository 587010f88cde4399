import os
import subprocess
import sys

import pytest

from pantau.transforms.recordings.listing import DEEPEST, Listed, list_archive
from pantau.transforms.storage.bucket import Bucket, CloudError, StoredObject


def put(path, content=b""):
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    except UnicodeEncodeError:
        pytest.skip(f"this Python was told to know names of files in {sys.getfilesystemencoding()} alone")


def test_every_entry_is_listed_with_its_kind(tmp_path):
    archive, elsewhere = tmp_path / "archive", tmp_path / "elsewhere"
    for path in (
        archive / "b" / "ch01_20260101000000.mp4",
        archive / "a" / "11.00.00-12.00.00[R][0@0][0].DAV",
        archive / "a" / "11.00.00-12.00.00[R][0@0][0].idx",
        archive / "a" / "._ch01.mp4",
        archive / "a" / "ch02.mp4.part",
        archive / "@eaDir" / "thumb.mp4",
        archive / "a" / "ch03.mp4_",
        archive / "README",
        archive / ".DS_Store",
        archive / "@eaDir" / "index.db",
        elsewhere / "secret.mp4",
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"12345")
    (archive / "out").symlink_to(elsewhere)
    (archive / "same.mp4").symlink_to(archive / "b" / "ch01_20260101000000.mp4")
    (archive / "loop").symlink_to(archive)
    (archive / "gone.mp4").symlink_to(archive / "nothing")

    assert [one._replace(written_s=0.0) for one in list_archive(archive)] == [
        Listed(".DS_Store", 5, "ignored", "", ".DS_Store"),
        Listed("@eaDir/index.db", 5, "other", ".db", "its ending .db is of no video"),
        Listed("@eaDir/thumb.mp4", 5, "set_aside", ".mp4", "in the system folder @eaDir"),
        Listed("README", 5, "other", "", "its name is of no video"),
        Listed("a/._ch01.mp4", 5, "ignored", ".mp4", "._* of macOS"),
        Listed("a/11.00.00-12.00.00[R][0@0][0].DAV", 5, "recording", ".dav"),
        Listed("a/11.00.00-12.00.00[R][0@0][0].idx", 5, "other", ".idx", "its ending .idx is of no video"),
        Listed("a/ch02.mp4.part", 5, "set_aside", ".part", "temporary file"),
        Listed("a/ch03.mp4_", 5, "unknown", ".mp4_", "its ending .mp4_ is that of an upload that did not end"),
        Listed("b/ch01_20260101000000.mp4", 5, "recording", ".mp4"),
        Listed("gone.mp4", 0, "set_aside", ".mp4", "link that leads nowhere"),
        Listed("loop", 0, "set_aside", "", "link to ., which is listed itself"),
        Listed("out", 0, "set_aside", "", "link that leaves the archive"),
        Listed("same.mp4", 0, "set_aside", ".mp4", "link to b/ch01_20260101000000.mp4, which is listed itself"),
    ]


def test_of_recordings_alone_it_is_told_when_they_were_written(tmp_path, bucket):
    for name in ("ch01.mp4", "notes.txt"):
        (tmp_path / name).write_bytes(b"1")
        os.utime(tmp_path / name, (1_700_000_000.5,) * 2)
        bucket.create(name, b"1")
    assert [one.written_s for one in list_archive(tmp_path)] == [1_700_000_000.5, 0.0]
    recording, text = list_archive(f"gs://{bucket.bucket}")
    assert recording.written_s == pytest.approx(bucket.find("ch01.mp4").updated_ns / 1e9) and text.written_s == 0.0


def test_a_name_that_is_no_text_is_set_aside(tmp_path):
    with open(os.fsencode(tmp_path) + b"/ch\xff.mp4", "wb"):
        pass
    assert [(item.path, item.kind) for item in list_archive(tmp_path)] == [("ch\\xff.mp4", "set_aside")]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.mp4", "a\\nb.mp4"),
        ("a\x1b[2Jb.mp4", "a\\x1b[2Jb.mp4"),
        ("4pm.\u202e10hc", "4pm.\\u202e10hc"),
        ("a\u2028b.mp4", "a\\u2028b.mp4"),
        ("a.\x07", "a.\\x07"),
    ],
)
def test_a_name_that_would_not_be_shown_as_it_is_is_set_aside(tmp_path, name, shown):
    put(tmp_path / name)
    (item,) = list_archive(tmp_path)
    assert (item.path, item.kind, item.note) == (shown, "set_aside", "its name holds what cannot be shown; rename it")
    assert item.suffix.isprintable()


@pytest.mark.parametrize(
    "name",
    [
        "'; DROP TABLE runs; --.mp4",
        "$(touch x).mp4",
        "`id`.mp4",
        "-rf.mp4",
        "a..mp4",
        "x" * 251 + ".mp4",
        "[bold].mp4",
        "喵 é.mp4",
        "%s.mp4",
    ],
)
def test_other_names_are_names(tmp_path, name):
    put(tmp_path / name)
    assert [(item.path, item.kind) for item in list_archive(tmp_path)] == [(name, "recording")]


@pytest.mark.slow
def test_folders_in_folders_without_end_are_listed_no_further(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=folder)
        folder, above = os.open("d", os.O_RDONLY, dir_fd=folder), folder
        os.close(above)
    os.close(folder)
    (item,) = list_archive(tmp_path)
    assert item.path == "d/" * (DEEPEST + 1)
    assert item.note == "deeper than 64 folders; what it holds is not listed"
    subprocess.run(["rm", "-r", str(tmp_path / "d")], check=True)


def test_a_path_of_more_than_4096_bytes_is_told_and_stops_nothing(tmp_path):
    folder, name = os.open(tmp_path, os.O_RDONLY), "d" * 250
    for _ in range(20):
        os.mkdir(name, dir_fd=folder)
        folder, above = os.open(name, os.O_RDONLY, dir_fd=folder), folder
        os.close(above)
    os.close(folder)
    (item,) = list_archive(tmp_path)
    assert (item.kind, item.note) == ("set_aside", "folder cannot be read: File name too long")
    subprocess.run(["rm", "-r", str(tmp_path / name)], check=True)


def test_an_archive_must_be_a_folder(tmp_path):
    with pytest.raises(NotADirectoryError, match="is not a folder"):
        list(list_archive(tmp_path / "missing"))


def test_a_bucket_is_listed_as_a_folder_is(tmp_path, bucket: Bucket):
    for name in ("b/ch01.mp4", "b.mp4", "a/ch02.dav", "a/._ch01.mp4", "@eaDir/t.mp4", "@eaDir/i.db", "ü/x.MP4", "note"):
        put(tmp_path / name, b"12345")
        bucket.create(f"hall/{name}", b"12345")
    bucket.create("beside.mp4", b"1")
    bucket.create("hall/a/", b"")
    stored, files = list(list_archive(f"gs://{bucket.bucket}/hall")), list(list_archive(tmp_path))
    assert [one._replace(written_s=0.0) for one in stored] == [one._replace(written_s=0.0) for one in files]


def test_objects_whose_names_are_no_paths_are_set_aside(cloud, monkeypatch):
    names = ["../b.mp4", "./b.mp4", "/b.mp4", "a/", "a//b.mp4", "a/b.mp4"]
    monkeypatch.setattr(Bucket, "list", lambda _: iter([StoredObject(name, 1, "", 1, 0) for name in names]))
    listed = {entry.path: (entry.kind, entry.note) for entry in list_archive("gs://hall")}
    assert listed.pop("a/b.mp4") == ("recording", "")
    assert listed == dict.fromkeys(names[:5], ("set_aside", "its name is no path; rename it"))


def test_a_bucket_that_is_not_there_is_said(cloud):
    with pytest.raises(CloudError, match="gs://no-such-bucket/hall/: there is no such bucket; check its name"):
        list(list_archive("gs://no-such-bucket/hall"))
