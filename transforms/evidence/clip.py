"""From an event to its clip and its manifest."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from pantau.transforms.evidence.cut import cut_packets
from pantau.transforms.evidence.event import Event
from pantau.transforms.evidence.footage import FootagePart
from pantau.transforms.evidence.note import NOBODY, MadeBy, both_times, clip_note
from pantau.transforms.evidence.product import Clip, write_product
from pantau.transforms.evidence.proved import parts_around, prove
from pantau.transforms.evidence.remux import FORMATS, PacketRange, refuse_format, write_clip
from pantau.transforms.recordings.archive import recording_file
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.witnesses import as_recorded


def cut_clip(
    event: Event,
    warehouse: str | Path,
    archive: str | Path,
    target: str | Path,
    margin_s: float,
    zone: ZoneInfo,
    by: MadeBy = NOBODY,
) -> Clip:
    """Cuts the footage of an event, `margin_s` before and after it included, into `target`, with a manifest beside it.

    It begins at the key frame before. Nothing is compressed again, and the archive is only read.

    Raises:
        Altered: a recording is gone or has other bytes than when the event was found.
        ValueError: nothing was recorded then, or the clip cannot hold the frames; the message says what to do.
    """
    target = Path(target)
    parts = parts_around(event, warehouse, archive, target, margin_s)
    codec = parts[0].recording["codec"]
    refuse_format(target, codec)
    prove(event, parts, archive)
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
    last_at = first_at + timedelta(seconds=max(float(piece.seconds.max()) for piece in pieces))
    return write_product(
        target,
        lambda made: write_clip(pieces, made, FORMATS[target.suffix.lower()]),
        lambda file: clip_note(
            event,
            [FootagePart(part.recording, float(times.min()), float(times.max())) for part, _, times in cut],
            [float(piece.seconds.min()) for piece in pieces],
            {
                **file,
                "codec": codec,
                "frames": sum(len(piece.packets) for piece in pieces),
                "first_frame_at": both_times(first_at, zone),
                "last_frame_at": both_times(last_at, zone),
                "event_at_clip_s": round((event.row["started_at"] - first_at).total_seconds(), 3),
            },
            zone,
            datetime.now(UTC),
            by,
        ),
    )


def _packets(part: FootagePart, archive: str | Path) -> tuple[np.ndarray, np.ndarray]:
    """The packets of a part, and when their frames are shown, seconds from the recording's first frame."""
    row = part.recording
    packets = probe(recording_file(archive, row["recording_uri"]), row["recording_uri"], as_recorded(row)).packets
    kept = cut_packets(packets, part.from_s, part.to_s)
    return kept, packets.seconds[kept]
