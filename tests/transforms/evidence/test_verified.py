import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from pantau.schemas.site import parse_site
from pantau.transforms.evidence.verified import verify
from tests.transforms.evidence.conftest import SITE

NOW = datetime(2027, 1, 1, tzinfo=UTC)
CLIP, SOURCE = (sha256(content).hexdigest() for content in (b"clip", b"source"))


@pytest.fixture
def manifest(tmp_path):
    """A clip, its manifest and the recording that it was made from."""
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "a.mp4").write_bytes(b"source")
    (tmp_path / "clip.mp4").write_bytes(b"clip")
    note = {
        "clip": {"file": "clip.mp4", "sha256": CLIP},
        "event": {"camera_id": "cam", "service_date": "2026-11-02"},
        "recordings": [{"recording_uri": "a.mp4", "recording_sha256": SOURCE}],
    }
    (tmp_path / "clip.mp4.json").write_text(json.dumps(note), encoding="utf-8")
    return tmp_path / "clip.mp4.json"


def verified(manifest, site=None):
    return verify(manifest, manifest.with_name("archive"), site, NOW)


def test_all_is_as_the_manifest_says(manifest):
    own = sha256(manifest.read_bytes()).hexdigest()
    found = verified(manifest)
    assert found.holds and found.lines == (
        f"clip.mp4.json: SHA-256 {own}; compare it with what was written down as the clip was made",
        f"a.mp4: is as the manifest says, SHA-256 {SOURCE}",
        f"clip.mp4: is as the manifest says, SHA-256 {CLIP}",
    )


def edited(manifest, edit):
    note = json.loads(manifest.read_text(encoding="utf-8"))
    edit(note)
    manifest.write_text(json.dumps(note), encoding="utf-8")
    return verified(manifest)


@pytest.mark.parametrize(
    "edit",
    [
        lambda note: note.update(recordings=[]),
        lambda note: note["clip"].update(file="../clip.mp4"),
        lambda note: note["clip"].update(file=""),
        lambda note: note["clip"].update(file=7),
        lambda note: note["clip"].update(sha256=None),
    ],
)
def test_a_manifest_of_no_recordings_or_of_a_file_elsewhere_is_none(manifest, edit):
    with pytest.raises(ValueError, match="is no manifest of a clip"):
        edited(manifest, edit)


def test_the_recording_that_the_row_names_is_compared_too(manifest):
    row = {"recording_uri": "a.mp4", "recording_sha256": SOURCE}
    assert edited(manifest, lambda note: note["event"].update(row)).lines[1:] == verified(manifest).lines[1:]
    found = edited(manifest, lambda note: note["event"].update(row, recording_sha256=CLIP))
    assert not found.holds and f"was made from {CLIP}" in found.lines[2]


def test_a_clip_that_was_changed_or_is_elsewhere_is_told(manifest):
    manifest.with_name("clip.mp4").write_bytes(b"another")
    found = verified(manifest)
    assert not found.holds and "clip.mp4: has SHA-256" in found.lines[2] and "make it again" in found.lines[2]
    manifest.with_name("clip.mp4").unlink()
    found = verified(manifest)
    assert not found.holds and "cannot be read beside its manifest" in found.lines[2]


def test_a_recording_that_was_changed_or_is_gone_is_told_with_why(manifest):
    source = manifest.with_name("archive") / "a.mp4"
    source.write_bytes(b"another")
    found = verified(manifest)
    assert not found.holds and "a.mp4: has SHA-256" in found.lines[1] and found.lines[2].endswith(CLIP)
    source.unlink()
    assert "--site` says whether" in verified(manifest).lines[1]
    assert "was purged by retention" in verified(manifest, parse_site(SITE)).lines[1]
