"""Recordings put together from packets of others, as recorders leave them."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

RATE = 16_000

When = Callable[[float], float | None]


def muxed(
    target: Path,
    videos: Sequence[tuple[Path, Callable[[float], float | None]]],
    sound: tuple[float, float] | None = None,
) -> Path:
    """Copies the packets of videos, each shown when its function says for its time (None: left out), seconds.

    `sound` is silence from and until those seconds.
    """
    with av.open(str(target), "w") as out:
        packets = [packet for source, when in videos for packet in _video(source, when, out)]
        packets += _silence(*sound, out) if sound else []
        for packet in sorted(packets, key=lambda packet: float(packet.dts * packet.time_base)):
            out.mux(packet)
    return target


def strung(target: Path, parts: Sequence[tuple[Path, float]]) -> Path:
    """The frames of videos after one another in a program stream, the first of each at those seconds of its clock.

    What a recorder leaves in a file that it has used before: the clock may run back from one packet to the next.
    """
    pieces = []
    for number, (source, since) in enumerate(parts):
        piece = muxed(target.with_name(f"{target.stem}-{number}.ts"), [(source, lambda at, since=since: since + at)])
        pieces.append(piece.read_bytes())
        piece.unlink()
    target.write_bytes(b"".join(pieces))
    return target


def _video(source: Path, when: Callable[[float], float | None], out) -> list:
    container = av.open(str(source))
    stream = container.streams.video[0]
    added = out.add_stream_from_template(stream)
    kept = []
    for packet in container.demux(stream):
        at = packet.size and when(float(packet.pts * packet.time_base))
        if packet.size and at is not None:
            packet.pts = packet.dts = round(at / packet.time_base)
            packet.stream = added
            kept.append(packet)
    return kept


def _silence(since: float, until: float, out) -> list:
    added = out.add_stream("aac", rate=RATE, layout="mono")
    packets, at = [], round(since * RATE)
    while at < until * RATE:
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        packets += added.encode(frame)
        at += 1024
    return packets + added.encode(None)
