"""A recording cut into pieces as recorders do, and encoded again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av


def join(sources: Sequence[Path], target: Path, length_s: float) -> Path:
    """One recording of the first `length_s` seconds of each of several that follow each other, packets unchanged."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(target), "w") as output:
        stream = None
        for number, source in enumerate(sources):
            with av.open(str(source)) as container:
                video = container.streams.video[0]
                stream = stream or output.add_stream_from_template(video)
                length = round(length_s / video.time_base)
                for packet in container.demux(video):
                    if packet.size and packet.pts < length:
                        packet.pts, packet.dts = packet.pts + number * length, packet.dts + number * length
                        packet.stream = stream
                        output.mux(packet)
    return target


def cut(source: Path, folder: Path, starts: str, edges: Sequence[float], overlap_s: float = 0.0) -> list[Path]:
    """Pieces between neighbouring `edges` (seconds, key frames), each `overlap_s` longer, packets unchanged.

    `starts` is the local time of the first frame, by which the pieces are named.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pieces = []
    for begin, end in pairwise(edges):
        named = datetime.fromisoformat(starts) + timedelta(seconds=begin)
        pieces.append(folder / f"ch01_{named:%Y%m%d%H%M%S}{source.suffix}")
        with av.open(str(source)) as container, av.open(str(pieces[-1]), "w") as output:
            video = container.streams.video[0]
            stream, first = output.add_stream_from_template(video), None
            for packet in container.demux(video):
                if packet.size and begin <= float(packet.pts * packet.time_base) < end + overlap_s - 1e-6:
                    if first is None:
                        assert packet.is_keyframe, f"{source} cannot be cut at {begin}"
                        first = packet.pts
                    packet.pts, packet.dts, packet.stream = packet.pts - first, packet.dts - first, stream
                    output.mux(packet)
    return pieces


def encode_again(source: Path, target: Path, codec: str, fps: int, gop: int, **options: str) -> Path:
    """The same frames in another codec, container and rate: for each frame of the new the last one of the old."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(source)) as container, av.open(str(target), "w") as output:
        video = container.streams.video[0]
        stream = output.add_stream(codec, rate=fps, options=options)
        stream.width, stream.height, stream.pix_fmt = video.width, video.height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, fps)
        stream.gop_size, stream.max_b_frames, number, last = gop, 0, 0, None
        for frame in container.decode(video):
            while last is not None and number / fps < frame.time - 1e-6:
                output.mux(stream.encode(_numbered(last, number, fps)))
                number += 1
            last = frame
        while number / fps < float(video.duration * video.time_base) - 1e-6:
            output.mux(stream.encode(_numbered(last, number, fps)))
            number += 1
        output.mux(stream.encode(None))
    return target


def _numbered(frame: av.VideoFrame, number: int, fps: int) -> av.VideoFrame:
    again = frame.reformat(format="yuv420p")
    again.pts, again.time_base, again.pict_type = number, Fraction(1, fps), 0
    return again
