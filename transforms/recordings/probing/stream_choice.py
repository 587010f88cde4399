"""Which video stream of a container is looked at, where it has more than one."""

import re
from collections.abc import Iterable, Sequence

from av import Packet
from av.stream import Disposition
from av.video.stream import VideoStream

MOST_OF_IT = 0.9
"""A larger stream is worth losing so much of the time: chosen, as recorders begin their streams at key frames of their
own, which reach 10 s, and a preview or a still spans far less."""

_CLOCK = re.compile(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)")


def moving_streams(streams: Sequence[VideoStream]) -> list[VideoStream]:
    """Those that are no cover images; all if there is nothing else."""
    return [stream for stream in streams if not stream.disposition & Disposition.attached_pic] or list(streams)


def declared_spans(streams: Sequence[VideoStream]) -> list[float] | None:
    """Seconds that the container says of each stream; None unless it says so of all of them."""
    spans = [_declared_span(stream) for stream in streams]
    return None if None in spans else [span for span in spans if span is not None]


def measured_spans(packets: Iterable[Packet], streams: Sequence[VideoStream]) -> list[float]:
    """Seconds from the first to the last of the container's packets, for each stream."""
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    for packet in packets:
        time = packet.pts if packet.pts is not None else packet.dts
        if packet.size and time is not None:
            at = float(time * packet.time_base)
            first[packet.stream_index] = min(at, first.get(packet.stream_index, at))
            last[packet.stream_index] = max(at, last.get(packet.stream_index, at))
    return [last.get(stream.index, 0.0) - first.get(stream.index, 0.0) for stream in streams]


def largest_that_lasts(streams: Sequence[VideoStream], spans: Sequence[float]) -> VideoStream:
    """The largest frame among the streams that span most of the time that any of them spans, the first of equals."""
    needed = MOST_OF_IT * max(spans)
    lasting = [stream for stream, span in zip(streams, spans, strict=True) if span >= needed]
    return max(lasting, key=lambda stream: (pixels(stream), -stream.index))


def pixels(stream: VideoStream) -> int:
    """Of a frame, as declared."""
    return (stream.width or 0) * (stream.height or 0)


def _declared_span(stream: VideoStream) -> float | None:
    """MP4 and AVI tell it of each stream; Matroska in a tag, from the container's beginning, which serves as well.

    MPEG streams do not tell it; FFmpeg then gives them all the container's.
    """
    if found := _CLOCK.match(stream.metadata.get("DURATION", "")):
        hours, minutes, seconds = found.groups()
        return 3600 * int(hours) + 60 * int(minutes) + float(seconds)
    if stream.container.format.name.startswith("mpeg"):
        return None
    return float(stream.duration * stream.time_base) if stream.duration and stream.time_base else None
