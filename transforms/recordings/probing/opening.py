"""Open the video of a recording, or say in one sentence why that cannot be."""

import os
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from pantau.transforms.recordings.file_suffixes import CONTAINERS
from pantau.transforms.recordings.probing.stream_choice import (
    declared_spans,
    largest_that_lasts,
    measured_spans,
    moving_streams,
    pixels,
)

Source = str | os.PathLike[str] | BinaryIO
MOST_PIXELS = 64_000_000
"""Of one frame. Twice those of an 8K camera; a few kilobytes of a file can declare ten times as many."""
# what PyAV raises on damaged files: FFmpeg's errors, and Python's where its own code meets impossible values
MEDIA_ERRORS = (av.FFmpegError, ArithmeticError, LookupError, OSError, RuntimeError, ValueError)

_HEAD_BYTES = 4096
# without the demuxers of lists, which would open other files, or addresses, that a recording names
_ALLOWED = {"format_whitelist": ",".join(sorted({name for names in CONTAINERS.values() for name in names}))}
_MOST_BOXES = 10_000
_PRINTABLE = bytes(range(0x20, 0x7F)) + b"\t\r\n\f"


CHANGING = "changing"


class Unreadable(Exception):
    """A file that gives no frames; the message names it, the reason and what to do.

    word: the reason in one word: missing, empty, text, cut_off, not_video, no_video_stream, unknown_codec, huge,
    hollow, before_notice, no_packets, no_pictures, unknown_rate or changing.
    """

    def __init__(self, word: str, message: str) -> None:
        super().__init__(word, message)
        self.word = word

    def __str__(self) -> str:
        return self.args[1]


def changing(name: str) -> Unreadable:
    """What is said of a file that is not the one any more that was listed."""
    why = f"{name}: was written to or replaced after the run had listed it; run it again when it is whole"
    return Unreadable(CHANGING, why)


@contextmanager
def open_video(source: Source, name: str, threads: int = 1) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Container and video stream of a path, or of a file opened in binary mode that can seek.

    `name` stands for the file in messages; `threads` are those of the decoder. Raises Unreadable, and nothing else, for
    what cannot be opened or holds no video stream.
    """
    with ExitStack() as stack:
        container = stack.enter_context(_opened(source, name))
        stream, read_through = _video_stream(container, name)
        if read_through:
            chosen = stream.index
            stack.pop_all().close()
            container = stack.enter_context(_opened(source, name))
            stream = container.streams[chosen]
        stream.thread_count = threads
        # Also where the size changes amid the stream; such frames are then errors of the decoder.
        stream.codec_context.options = {"max_pixels": str(MOST_PIXELS)}
        yield container, stream


def _opened(source: Source, name: str) -> InputContainer:
    try:
        with _binary(source) as file:
            _refuse_text(file, name)
        # an absolute path cannot be mistaken for an address with a protocol
        return av.open(
            source if hasattr(source, "read") else os.path.abspath(source),
            "r",
            metadata_errors="ignore",
            options=_ALLOWED,
        )
    except Unreadable:
        raise
    except MEDIA_ERRORS as error:
        raise _explain(error, source, name) from error


@contextmanager
def _binary(source: Source) -> Iterator[BinaryIO]:
    """The source as a binary file at its beginning; left open, and at its beginning, if the caller opened it."""
    if hasattr(source, "read"):
        source.seek(0)
        yield source
        source.seek(0)
    else:
        with Path(source).open("rb") as file:
            yield file


def _video_stream(container: InputContainer, name: str) -> tuple[VideoStream, bool]:
    """The largest frame among the streams that last; a cover image only if there is nothing else.

    Also whether the container had to be read through for it, as some say nothing of how long each stream lasts.
    """
    videos = container.streams.video
    if not videos:
        kinds = sorted({stream.type for stream in container.streams})
        raise Unreadable(
            "no_video_stream", f"{name}: holds no video stream, only {', '.join(kinds) or 'nothing'}; leave it out"
        )
    known = [stream for stream in videos if stream.codec_context is not None]
    if not known:
        raise Unreadable(
            "unknown_codec", f"{name}: its codec is not known to FFmpeg; convert it with the maker's player"
        )
    moving = moving_streams(known)
    spans = [0.0] if len(moving) == 1 else declared_spans(moving)
    read_through = spans is None
    if spans is None:
        spans = measured_spans(_until_it_breaks(container.demux(*moving)), moving)
    largest = largest_that_lasts(moving, spans)
    if pixels(largest) > MOST_PIXELS:
        raise Unreadable(
            "huge",
            f"{name}: declares frames of {largest.width} × {largest.height}, more than {MOST_PIXELS // 10**6} million"
            " pixels; leave it out",
        )
    return largest, read_through


def _until_it_breaks(packets: Iterator[av.Packet]) -> Iterator[av.Packet]:
    with suppress(*MEDIA_ERRORS):
        yield from packets


def _refuse_text(file: BinaryIO, name: str) -> None:
    """Text is refused before FFmpeg sees it, which could take it for a list of other files to open."""
    head = file.read(_HEAD_BYTES)
    if not head:
        raise Unreadable("empty", f"{name}: is empty (0 bytes); copy it again from the recorder")
    if not head.translate(None, _PRINTABLE):
        first = head.split(b"\n", 1)[0][:60].decode("ascii").strip()
        raise Unreadable("text", f"{name}: holds text that begins with {first!r}, not video; fetch the real file")


def _explain(error: Exception, source: Source, name: str) -> Unreadable:
    reason = getattr(error, "strerror", None) or str(error)
    try:
        with _binary(source) as file:
            boxes = _top_boxes(file)
    except (OSError, ValueError):
        return Unreadable("missing", f"{name}: cannot be opened ({reason}); check that it exists and may be read")
    if b"ftyp" in boxes and b"moov" not in boxes:
        # a recorder writes the index of an MP4 last
        return Unreadable("cut_off", f"{name}: ends before the index of its frames; export it again from the recorder")
    return Unreadable(
        "not_video", f"{name}: is not video that FFmpeg reads ({reason}); export it again from the recorder"
    )


def _top_boxes(file: BinaryIO) -> set[bytes]:
    """Types of the first outermost ISO BMFF boxes (ISO/IEC 14496-12, 4.2)."""
    boxes: set[bytes] = set()
    offset, length = 0, file.seek(0, os.SEEK_END)
    for _ in range(_MOST_BOXES):
        file.seek(min(offset, length))
        head = file.read(16)
        if len(head) < 8:
            break
        size, kind = struct.unpack(">I4s", head[:8])
        if size == 1 and len(head) == 16:
            (size,) = struct.unpack(">Q", head[8:])
        boxes.add(kind)
        if size < 8:
            break
        offset += size
    return boxes
