"""The packets of a short stretch of a recording, found without reading all of it where that is safe."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from pantau.transforms.detection.sampling.seeking import INDEXED
from pantau.transforms.evidence.cut import cut_packets
from pantau.transforms.recordings.probing.opening import MEDIA_ERRORS, Unreadable
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.witnesses import as_recorded

CORRECTED_TIMES = frozenset(
    {
        "absurd_pts",
        "corrupt_packets",
        "false_key_frames",
        "footage_left_out",
        "missing_pts",
        "no_key_frames",
        "no_timestamps",
        "pts_backwards",
        "pts_excursion",
        "pts_jump_closed",
        "read_error",
    }
)
"""Defects with which the times of the packets, or their key frames, are not simply those of the container."""

FIRST_PACKETS = 64
"""Among so many the first frame to be shown is: chosen, four times what H.264 and H.265 reorder (16)."""

MOST_BYTES = 64_000_000
"""Of the packets of one stretch: a minute at 8 Mb/s. A stretch of more ends earlier."""


@dataclass(frozen=True)
class TimedPacket:
    """A packet in decoding order, and when its frame is shown, seconds from the recording's first frame."""

    packet: av.Packet
    seconds: float


def packets_near(
    container: InputContainer, stream: VideoStream, path: Path, row: Mapping[str, Any], from_s: float, to_s: float
) -> list[TimedPacket]:
    """The packets from the key frame before `from_s` until the first one that is shown at `to_s` or later.

    `row` is the recording's row of `recordings`; `container` and `stream` are of its file `path`, just opened. The
    packets live as long as the container is open. Where the container has an index and its times are used as they are,
    no more than the stretch is read; else all of the recording is, so that no wrong time is shown.

    Raises:
        Unreadable: there is no frame at that place.
    """
    found: list[TimedPacket] = []
    if is_indexed(container, row):
        found = _by_index(container, stream, from_s, to_s)
    if not found:
        found = _by_reading(container, stream, path, row, from_s, to_s)
    if not found:
        name = row["recording_uri"]
        raise Unreadable("no_pictures", f"{name}: no frame from {from_s:.1f} to {to_s:.1f} s; choose another moment")
    return found


def is_indexed(container: InputContainer, row: Mapping[str, Any]) -> bool:
    """Whether a moment of the recording may be looked up in its container."""
    words = {defect.partition(":")[0] for defect in row["defects"] or ()}
    return container.format.name == INDEXED and row["timeline_source"] == "pts" and not words & CORRECTED_TIMES


def _by_index(container: InputContainer, stream: VideoStream, from_s: float, to_s: float) -> list[TimedPacket]:
    """The packets found by the container's index; none where it leads elsewhere than it should."""
    base = float(stream.time_base)
    first = [packet for _, packet in zip(range(FIRST_PACKETS), _filled(container, stream), strict=False)]
    # What an edit list takes out comes before the first frame.
    stamps = [packet.pts for packet in first if not packet.is_discard] or [packet.pts for packet in first]
    if not stamps or None in stamps:
        return []
    origin = min(stamps)
    try:
        container.seek(origin + int(from_s / base), stream=stream, backward=True)
    except MEDIA_ERRORS:
        return []
    found: list[TimedPacket] = []
    taken = 0
    for packet in _filled(container, stream):
        if packet.pts is None:
            return []
        seconds = (packet.pts - origin) * base
        if not found and (not packet.is_keyframe or seconds > max(from_s, base)):
            return []
        if seconds >= to_s or taken > MOST_BYTES:
            break
        if not found or seconds >= found[0].seconds:
            found.append(TimedPacket(packet, seconds))
            taken += packet.size
    return found


def _by_reading(
    container: InputContainer, stream: VideoStream, path: Path, row: Mapping[str, Any], from_s: float, to_s: float
) -> list[TimedPacket]:
    packets = probe(path, row["recording_uri"], as_recorded(dict(row))).packets
    kept = cut_packets(packets, from_s, to_s)
    kept = kept[np.cumsum(packets.size[kept]) <= MOST_BYTES]
    if not len(kept):
        return []
    container.seek(0)
    wanted, last = set(kept.tolist()), int(kept[-1])
    numbered = takewhile(lambda pair: pair[0] <= last, enumerate(_filled(container, stream)))
    return [TimedPacket(packet, float(packets.seconds[number])) for number, packet in numbered if number in wanted]


def _filled(container: InputContainer, stream: VideoStream) -> Iterator[av.Packet]:
    """Packets that hold something, as far as the file can be read."""
    try:
        for packet in container.demux(stream):
            if packet.size:
                yield packet
    except MEDIA_ERRORS:
        return
