"""From an event to its clip and its note."""

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from pantau.transforms.evidence.cut import cut_packets
from pantau.transforms.evidence.event import Event, recordings_near
from pantau.transforms.evidence.footage import FootagePart, parts_showing, refuse_altered
from pantau.transforms.evidence.note import both_times, clip_note
from pantau.transforms.evidence.remux import FORMATS, PacketRange, refuse_format, write_clip
from pantau.transforms.recordings.archive import recording_file
from pantau.transforms.recordings.digest import sha256
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.witnesses import as_recorded
from pantau.transforms.storage.address import is_cloud


@dataclass(frozen=True)
class Clip:
    """A clip that was cut: its file, the note beside it, and what the note says."""

    path: Path
    note_path: Path
    note: dict[str, Any]


def cut_clip(
    event: Event, warehouse: str | Path, archive: str | Path, target: str | Path, margin_s: float, zone: ZoneInfo
) -> Clip:
    """Cuts the footage of an event, `margin_s` before and after it included, into `target`, with a note beside it.

    It begins at the key frame before. Nothing is compressed again, and the archive is only read.

    Raises:
        Altered: a recording is gone or has other bytes than when the event was found.
        ValueError: nothing was recorded then, or the clip cannot hold the frames; the message says what to do.
    """
    target = Path(target)
    if not is_cloud(archive) and target.resolve().is_relative_to(Path(archive).resolve()):
        raise ValueError(f"--out {target}: lies in the archive, which is only read; name a place outside of it")
    margin = timedelta(seconds=margin_s)
    since, until = event.row["started_at"] - margin, event.row["ended_at"] + margin
    parts = parts_showing(recordings_near(warehouse, event), since, until)
    if not parts:
        raise ValueError(
            f"event {event.row['event_id']}: camera {event.row['camera_id']} recorded nothing from {since:%F %T} to "
            f"{until:%F %T} UTC; a larger --margin shows what was recorded around"
        )
    refuse_format(target, parts[0].recording["codec"])
    if event.row["recording_uri"]:
        refuse_altered(archive, event.row["recording_uri"], event.row["recording_sha256"])
    for part in parts:
        refuse_altered(archive, part.recording["recording_uri"], part.recording["recording_sha256"])
    return _write(event, parts, archive, target, zone)


def _write(event: Event, parts: list[FootagePart], archive: str | Path, target: Path, zone: ZoneInfo) -> Clip:
    cut = [(part, *_packets(part, archive)) for part in parts]
    cut = [(part, packets, times) for part, packets, times in cut if len(packets)]
    if not cut:
        names = ", ".join(part.recording["recording_uri"] for part in parts)
        raise ValueError(
            f"event {event.row['event_id']}: {names} has no key frame until the end of this time, so nothing of it can "
            "be decoded by itself; a larger --margin reaches the next one"
        )
    first_at = cut[0][0].recording["started_at"] + timedelta(seconds=float(cut[0][2].min()))
    starts = [(part.recording["started_at"] - first_at).total_seconds() for part, _, _ in cut]
    pieces = [
        PacketRange(recording_file(archive, name), name, packets, start + times)
        for (part, packets, times), start in zip(cut, starts, strict=True)
        for name in [part.recording["recording_uri"]]
    ]
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".clip-", dir=target.parent) as folder:
        made = Path(folder, target.name)
        write_clip(pieces, made, FORMATS[target.suffix.lower()])
        with made.open("rb") as file:
            digest = sha256(file)
        note = clip_note(
            event,
            [FootagePart(part.recording, float(times.min()), float(times.max())) for part, _, times in cut],
            [float(piece.seconds.min()) for piece in pieces],
            {
                "file": target.name,
                "sha256": digest,
                "bytes": made.stat().st_size,
                "codec": parts[0].recording["codec"],
                "frames": sum(len(piece.packets) for piece in pieces),
                "first_frame_at": both_times(first_at, zone),
                "last_frame_at": both_times(
                    first_at + timedelta(seconds=max(float(piece.seconds.max()) for piece in pieces)), zone
                ),
                "event_at_clip_s": round((event.row["started_at"] - first_at).total_seconds(), 3),
            },
            zone,
            datetime.now(UTC),
        )
        note_path = target.with_name(target.name + ".json")
        written = Path(folder, note_path.name)
        written.write_text(json.dumps(note, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        os.replace(written, note_path)
        os.replace(made, target)
    return Clip(target, note_path, note)


def _packets(part: FootagePart, archive: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """The packets of a part, and when their frames are shown, seconds from the recording's first frame."""
    row = part.recording
    packets = probe(recording_file(archive, row["recording_uri"]), row["recording_uri"], as_recorded(row)).packets
    kept = cut_packets(packets, part.from_s, part.to_s)
    return kept, packets.seconds[kept]
