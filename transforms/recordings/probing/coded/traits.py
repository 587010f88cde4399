"""What a container and a stream say of the programs that made them: the same in all files that a recorder writes."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from av.container import InputContainer
from av.video.stream import VideoStream

from pantau.transforms.recordings.probing.coded.frame_marks import length_bytes
from pantau.transforms.recordings.probing.coded.h264 import after_start_codes

OF_CONTAINER = ("major_brand", "compatible_brands", "encoder", "software", "service_provider", "service_name")
OF_STREAM = ("handler_name", "vendor_id", "encoder")
"""Tags that name a program or what it keeps to. Others (times, titles, places) differ from file to file."""

_DIGITS = 12
"""Of a hash, enough to tell some thousands of kinds of streams apart."""

_PARAMETERS = {"h264": (lambda first: first & 31, (7, 8)), "hevc": (lambda first: first >> 1 & 63, (32, 33, 34))}
"""By codec: the kind of a unit, by its first byte, and the kinds that hold parameters (ITU-T H.264, table 7-1; H.265,
table 7-1)."""


class Traits(NamedTuple):
    """written_by: tags of the container that name its writer, empty where it has none. coded_with: codec, profile and
    a hash of the parameters of the stream, the same in whatever container it is."""

    written_by: str
    coded_with: str


def traits_of(container: InputContainer, stream: VideoStream) -> Traits:
    """Of an opened recording."""
    tags = [*_tags(container.metadata, OF_CONTAINER), *_tags(stream.metadata, OF_STREAM)]
    codec = stream.codec_context
    parameters = b"".join(sorted(_parameters(codec.name, codec.extradata or b"")))
    coded = [codec.name, codec.profile or "", f"{codec.width}x{codec.height}"]
    if parameters:
        coded.append(hashlib.sha256(parameters).hexdigest()[:_DIGITS])
    return Traits("; ".join(tags), " ".join(word for word in coded if word))


def _tags(metadata: Mapping[str, str], wanted: tuple[str, ...]) -> list[str]:
    # Matroska writes its tags in capitals.
    held = {name.lower(): value.strip() for name, value in metadata.items()}
    return [f"{name}={held[name]}" for name in wanted if held.get(name)]


def _parameters(codec: str, extradata: bytes) -> Iterator[bytes]:
    """The units of parameters that come with a stream, without what a container sets around them."""
    if codec not in _PARAMETERS:
        yield extradata
        return
    kind, wanted = _PARAMETERS[codec]
    units = _configured(codec, extradata) if length_bytes(codec, extradata) else after_start_codes(extradata)
    # A unit never ends with a zero byte; what follows it in a byte stream may.
    yield from {unit.rstrip(b"\0") for unit in units if kind(unit[0]) in wanted}


def _configured(codec: str, box: bytes) -> Iterator[bytes]:
    """The units of a decoder configuration record (ISO/IEC 14496-15, 5.3.3.1 and 8.3.3.1)."""
    if codec == "h264":
        at, arrays, before, width, counted = 5, 2, 0, 1, 31
    else:
        at, arrays, before, width, counted = 23, int.from_bytes(box[22:23]), 1, 2, 65535
    for _ in range(arrays):
        at += before
        count, counted = int.from_bytes(box[at : at + width]) & counted, 65535
        at += width
        for _ in range(count):
            length = int.from_bytes(box[at : at + 2])
            if unit := box[at + 2 : at + 2 + length]:
                yield unit
            at += 2 + length
            if at >= len(box):
                return
