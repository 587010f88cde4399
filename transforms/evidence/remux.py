"""Copying packets into a clip: the frames stay the very bits that the recorder compressed."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.bitstream import BitStreamFilterContext
from av.container import OutputContainer
from av.video.stream import VideoStream

from pantau.transforms.evidence.cut import TICKS, clip_ticks
from pantau.transforms.recordings.probing.opening import open_video

_MP4 = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4", "mjpeg", "mpeg1video", "mpeg2video"})
_HOLDS = {".mp4": _MP4, ".mkv": _MP4 | {"vp8"}}

FORMATS = {".mp4": "mp4", ".mkv": "matroska", ".asf": "asf"}
"""FFmpeg formats by suffix, the most usual first; the last holds every codec, such as Microsoft's of old recorders."""

_IN_BAND = {"h264": "h264_mp4toannexb", "hevc": "hevc_mp4toannexb"}
"""Filters that put the parameter sets of a recording beside its frames, where those of two recordings differ."""


@dataclass(frozen=True, eq=False)
class PacketRange:
    """Packets to copy from a recording: int64[K] `packets`, counted from 0; float64[K] `seconds` on the clip's time."""

    path: Path
    name: str
    packets: np.ndarray
    seconds: np.ndarray


def suffix_of(codec: str) -> str:
    """The most usual suffix of a clip that holds a codec's frames as they are."""
    return next(suffix for suffix in FORMATS if codec in _HOLDS.get(suffix, {codec}))


def refuse_format(target: Path, codec: str) -> None:
    """Refuses a clip that cannot hold the frames unless they were compressed again, which would be another frame.

    Raises:
        ValueError: the suffix is no clip's, or it does not hold the codec.
    """
    holding = [suffix for suffix in FORMATS if codec in _HOLDS.get(suffix, {codec})]
    if target.suffix.lower() not in FORMATS:
        raise ValueError(f"--out {target}: a clip is written as {', '.join(holding)}; name it so")
    if target.suffix.lower() not in holding:
        raise ValueError(f"--out {target}: {codec} does not go in there unchanged; name it {target.stem}{holding[0]}")


def write_clip(pieces: list[PacketRange], target: Path, container: str) -> None:
    """Writes a clip of the pieces, in their order, in an FFmpeg format such as `mp4` or `matroska`.

    Raises:
        ValueError: two recordings have frames of another codec or size, which one stream cannot hold.
    """
    shown, decoded, lasting = clip_ticks(np.concatenate([piece.seconds for piece in pieces]))
    ticks = zip(shown.tolist(), decoded.tolist(), lasting.tolist(), strict=True)
    with av.open(str(target), "w", format=container) as output:
        in_band = len({_formats(piece)[-1] for piece in pieces}) > 1
        stream = None
        for piece in pieces:
            with open_video(piece.path, piece.name) as (source, video):
                through = _filter(video, in_band)
                if stream is None:
                    stream, first = _stream_like(output, video, in_band), piece
                elif _formats(piece)[:-1] != _formats(first)[:-1]:
                    raise ValueError(
                        f"{first.name} ({_told(first)}) and {piece.name} ({_told(piece)}) do not go into one clip; "
                        "make --margin smaller, or copy both recordings whole"
                    )
                for packet, (pts, dts, duration) in zip(_wanted(source.demux(video), piece), ticks, strict=False):
                    packet.pts, packet.dts, packet.duration = pts, dts, duration
                    packet.time_base = Fraction(1, TICKS)
                    for copied in through(packet):
                        copied.stream = stream
                        output.mux(copied)


def _wanted(packets: Iterator[av.Packet], piece: PacketRange) -> Iterator[av.Packet]:
    """The packets of a piece; those without data are not counted, as in a `PacketIndex`."""
    left = iter(piece.packets.tolist())
    wanted = next(left, None)
    for number, packet in enumerate(packet for packet in packets if packet.size):
        if number == wanted:
            yield packet
            wanted = next(left, None)
        if wanted is None:
            return


def _stream_like(output: OutputContainer, video: VideoStream, in_band: bool) -> VideoStream:
    stream = output.add_stream_from_template(video, opaque=True)
    stream.time_base = Fraction(1, TICKS)
    if in_band and video.codec_context.name in _IN_BAND:
        BitStreamFilterContext(_IN_BAND[video.codec_context.name], video, stream)
    return stream


def _filter(video: VideoStream, in_band: bool):
    if not in_band or video.codec_context.name not in _IN_BAND:
        return lambda packet: [packet]
    return BitStreamFilterContext(_IN_BAND[video.codec_context.name], video).filter


def _formats(piece: PacketRange) -> tuple[str, int, int, bytes]:
    with open_video(piece.path, piece.name) as (_, video):
        context = video.codec_context
        return context.name, context.width, context.height, context.extradata or b""


def _told(piece: PacketRange) -> str:
    codec, width, height, _ = _formats(piece)
    return f"{codec} {width}×{height}"
