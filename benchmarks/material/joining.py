"""Recordings joined by copying packets, without encoding: hours of footage for the cost of writing them."""

import os
from collections.abc import Iterable
from pathlib import Path

import av

from pantau.simulation.rendering.render import FORMATS


def join(pieces: Iterable[Path], target: Path) -> Path:
    """One recording of several files of one form, one after the other; each begins with a key frame."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    with av.open(str(part), "w", format=FORMATS[target.suffix]) as joined:
        # Two files of the same pieces would be one recording under two names.
        joined.metadata["title"] = target.name
        stream, shift = None, 0
        for piece in pieces:
            with av.open(str(piece)) as container:
                (source,) = container.streams.video
                if stream is None:
                    stream = joined.add_stream_from_template(source)
                until = shift
                for packet in container.demux(source):
                    if packet.dts is None:
                        continue
                    packet.pts, packet.dts, packet.stream = packet.pts + shift, packet.dts + shift, stream
                    until = max(until, packet.pts + packet.duration)
                    joined.mux(packet)
                shift = until
    os.replace(part, target)
    return target
