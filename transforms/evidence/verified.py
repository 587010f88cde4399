"""Whether a clip and the recordings that it was made from are what its manifest says."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pantau.schemas.site import Site
from pantau.transforms.evidence.footage import Altered, Gone, refuse_altered
from pantau.transforms.evidence.missing import why_missing
from pantau.transforms.recordings.digest import sha256


@dataclass(frozen=True)
class Verification:
    """Whether all hashes are those of the manifest, and a line about each file."""

    holds: bool
    lines: tuple[str, ...]


def verify(manifest: str | Path, archive: str | Path, site: Site | None, now: datetime) -> Verification:
    """Reads the clip beside a manifest, and the recordings in an archive, and compares their hashes.

    The manifest itself is proved by nothing: its hash is told, to be compared with what was written down. Whether
    retention explains that a recording is not there, `site` tells.

    Raises:
        ValueError: it is no manifest of a clip, or cannot be read.
    """
    path = Path(manifest)
    with _opened(path) as file:
        own = sha256(file)
    note = _read(path)
    event, today = note["event"], site and now.astimezone(site.zone).date()
    failures, lines = 0, [f"{path.name}: SHA-256 {own}; compare it with what was written down as the clip was made"]
    for uri, expected in _recordings(note):
        try:
            refuse_altered(archive, uri, expected)
            lines.append(_well(uri, expected))
        except Gone as error:
            row = {"recording_uri": uri, "camera_id": event["camera_id"]}
            row["service_date"] = date.fromisoformat(event["service_date"])
            lines.append(why_missing(site, row, today).told() if site else str(error))
            failures += 1
        except Altered as error:
            lines.append(str(error))
            failures += 1
    clip = note["clip"]
    found = _hash_of(path.with_name(clip["file"]))
    lines.append(_well(clip["file"], found) if found == clip["sha256"] else _not_it(clip, found))
    return Verification(not failures and found == clip["sha256"], tuple(lines))


def _recordings(note: dict[str, Any]) -> list[tuple[str, str]]:
    """Names and hashes of the recordings shown, and of the one that the row itself names, each once."""
    event = note["event"]
    own = [(event["recording_uri"], event["recording_sha256"])] if event.get("recording_uri") else []
    return list(dict.fromkeys([*((one["recording_uri"], one["recording_sha256"]) for one in note["recordings"]), *own]))


def _well(name: str, digest: str) -> str:
    return f"{name}: is as the manifest says, SHA-256 {digest}"


def _not_it(clip: dict[str, Any], found: str | None) -> str:
    if found is None:
        return f"{clip['file']}: cannot be read beside its manifest; bring both into one folder"
    return (
        f"{clip['file']}: has SHA-256 {found}, and had {clip['sha256']} when it was made; make it "
        "again with the command in its manifest"
    )


def _hash_of(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return sha256(file)
    except OSError:
        return None


def _opened(path: Path):
    try:
        return path.open("rb")
    except OSError as error:
        raise ValueError(
            f"--verify {path}: cannot be read ({error.strerror}); name the manifest beside a clip"
        ) from error


def _read(path: Path) -> dict[str, Any]:
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
        file = note["clip"]["file"]
        is_beside = file and Path(file).name == file and len(note["clip"]["sha256"]) == 64
        note["event"]["camera_id"], date.fromisoformat(note["event"]["service_date"])
        if not (is_beside and note["recordings"] and _recordings(note)):
            raise ValueError("a clip lies beside its manifest, and is of recordings")
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(
            f"--verify {path}: is no manifest of a clip; name the FILE.json that `pantau clip` wrote"
        ) from error
    return note
