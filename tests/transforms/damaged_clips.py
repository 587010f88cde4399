"""Recordings as they are after packets were lost on the way from the camera, made from sound ones."""

from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np

TRANSPORT_BYTES = 188


def textured(number: int) -> np.ndarray:
    """A frame of moving noise, blurred, 320 × 192, so that its packets are of some kilobytes: each differs from all."""
    noise = np.random.default_rng(number).integers(0, 256, (24, 40, 3), dtype=np.uint8)
    return np.kron(noise, np.ones((8, 8, 1), np.uint8))


def with_packets(source: Path, target: Path, altered: dict[int, int | None]) -> Path:
    """Copies a recording; of the packets numbered in `altered` so many hundredths of their bytes, or none."""
    with av.open(str(source)) as read, av.open(str(target), "w") as written:
        stream = written.add_stream_from_template(read.streams.video[0])
        for number, packet in enumerate(packet for packet in read.demux(video=0) if packet.size):
            share = altered.get(number, 100)
            if not share:
                continue
            if share < 100:
                cut = av.Packet(bytes(packet)[: packet.size * share // 100])
                cut.pts, cut.dts, cut.time_base, cut.duration = (
                    packet.pts,
                    packet.dts,
                    packet.time_base,
                    packet.duration,
                )
                cut.is_keyframe = packet.is_keyframe
                packet = cut
            packet.stream = stream
            written.mux(packet)
    return target


def lossy(source: Path, target: Path, share: float, between: tuple[float, float], seed: int = 1) -> Path:
    """Copies a transport stream, without so large a share of its packets between two parts of its length."""
    content, chance = source.read_bytes(), np.random.default_rng(seed)
    count = len(content) // TRANSPORT_BYTES
    places = np.arange(count) / count
    kept = ~((places > between[0]) & (places < between[1]) & (chance.random(count) < share))
    target.write_bytes(_joined(content, np.flatnonzero(kept).tolist()))
    return target


def _joined(content: bytes, places: Iterable[int]) -> bytes:
    return b"".join(content[place * TRANSPORT_BYTES : (place + 1) * TRANSPORT_BYTES] for place in places)
