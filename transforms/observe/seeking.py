"""Reading a recording from amid it, where its container has an index that says where the pictures are."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from transforms.inventory.opening import MEDIA_ERRORS, Source, open_video
from transforms.inventory.recording import PacketIndex

INDEXED = "mov,mp4,m4a,3gp,3g2,mj2"
"""FFmpeg's name of the only containers that are trusted: a search by time can end anywhere in others."""

WORTH_IT = 10_000
"""Reading past fewer packets than this costs less than opening a second time where it goes wrong."""


@contextmanager
def open_from(
    source: Source, name: str, packets: PacketIndex, wanted: int, threads: int = 1
) -> Iterator[tuple[InputContainer, VideoStream, int]]:
    """As `open_video`, and the number of the packet with which reading goes on: `wanted`, a key frame, or before it."""
    if wanted >= WORTH_IT and (ticks := _landmark(packets, wanted)) is not None:
        with open_video(source, name, threads) as (container, stream):
            if _leads_to(container, stream, packets, wanted, ticks):
                yield container, stream, wanted
                return
    with open_video(source, name, threads) as (container, stream):
        yield container, stream, 0


def _landmark(packets: PacketIndex, wanted: int) -> float | None:
    """The time stamp of a key frame, if no other has it."""
    stamp = np.nan if packets.stamps is None else packets.stamps[wanted]
    return float(stamp) if packets.is_key[wanted] and np.count_nonzero(packets.stamps == stamp) == 1 else None


def _leads_to(container: InputContainer, stream: VideoStream, packets: PacketIndex, wanted: int, stamp: float) -> bool:
    """Seeks to a key frame; whether it is the next packet to be read."""
    if container.format.name != INDEXED:
        return False
    at = round(stamp / float(stream.time_base))
    try:
        container.seek(at, stream=stream)
        found = next(packet for packet in container.demux(stream) if packet.size)
        container.seek(at, stream=stream)
    except (*MEDIA_ERRORS, StopIteration):
        return False
    return (found.pts, found.size, found.is_keyframe) == (at, packets.size[wanted], True)
