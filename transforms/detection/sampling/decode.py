"""Decode the frames that a plan asks for, one at a time; those that are not whole are none.

A frame is not whole if it, or one that was decoded before it since decoding could begin, is damaged: the container says
so, frames are lost before it, or the decoder refused it or filled parts of it with what it saw elsewhere.
"""

import heapq
from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import partial
from itertools import chain

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from pantau.transforms.detection.sampling.cadence import Plan
from pantau.transforms.detection.sampling.seeking import Reader
from pantau.transforms.detection.sampling.whole_frames import Damage
from pantau.transforms.recordings.probing.coded.h264 import H264Headers
from pantau.transforms.recordings.probing.geometry import read_geometry
from pantau.transforms.recordings.probing.opening import MEDIA_ERRORS, Source
from pantau.transforms.recordings.probing.random_access import starts
from pantau.transforms.recordings.probing.recording import PacketIndex

UNSMOOTHED = {"skip_loop_filter": "all"}
"""For frames that no other is decoded from: smoothing the edges of their blocks costs a quarter, and finds nobody."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One sampled frame; its pixels hold until the next one is asked for.

    offset_s: seconds from the recording's first frame. slot: its grid point (see `Plan`).
    bgr: uint8[H, W, 3], as displayed (see `Geometry`). is_key: decoded from a key frame alone.
    """

    offset_s: float
    slot: int
    bgr: np.ndarray
    is_key: bool


@dataclass(slots=True)
class DecodeTally:
    """What came out of a recording: frames by displayed (width, height), packets refused, samples missing."""

    sizes: Counter[tuple[int, int]] = field(default_factory=Counter)
    errors: int = 0
    missing: int = 0


def sample_frames(
    source: Source,
    name: str,
    packets: PacketIndex,
    plan: Plan,
    max_width: int | None = None,
    threads: int = 1,
    tally: DecodeTally | None = None,
    display_aspect: Fraction | None = None,
) -> Iterator[Frame]:
    """The frames that `plan` keeps, in order of time.

    `source` is a path, or a binary file that can seek; `packets` the index that the plan was made from. A frame wider
    than `max_width` pixels is scaled down to it while it is converted. What does not decode is counted in `tally`.
    `display_aspect` as for `read_geometry`.
    Raises Unreadable if the file cannot be opened any more.
    """
    tally = DecodeTally() if tally is None else tally
    alone = plan.alone
    parts = [(plan.only(wanted), options) for wanted, options in ((alone, UNSMOOTHED), (~alone, {})) if wanted.any()]
    shown = partial(_to_bgr, max_width=max_width, display_aspect=display_aspect, tally=tally)
    frames = [_frames(source, name, packets, part, shown, threads, tally, options) for part, options in parts]
    return heapq.merge(*frames, key=lambda frame: frame.offset_s)


def _frames(
    source: Source,
    name: str,
    packets: PacketIndex,
    plan: Plan,
    shown: Callable[[VideoFrame, Reader], np.ndarray | None],
    threads: int,
    tally: DecodeTally,
    options: dict[str, str],
) -> Iterator[Frame]:
    begin = starts(packets, np.arange(len(packets)))
    with Reader(source, name, packets, options, threads) as reader:
        for first, last in plan.runs.tolist():
            wanted = np.flatnonzero((plan.keep >= first) & (plan.keep <= last))
            damage = Damage(packets, begin, first, last)
            decoded = damage.whole(_decode_run(reader, first, last, damage, tally))
            tally.missing += len(wanted)
            for frame, target in _match(decoded, packets.seconds, plan.keep[wanted], plan.cadence_s / 2):
                bgr = shown(frame, reader)
                if bgr is None:
                    continue
                tally.missing -= 1
                tally.sizes[bgr.shape[1], bgr.shape[0]] += 1
                packet = frame.pts
                slot = int(plan.slots[wanted[target]])
                yield Frame(float(packets.seconds[packet]), slot, bgr, bool(packets.is_key[packet]))


def _match(
    decoded: Iterator[VideoFrame], seconds: np.ndarray, keep: np.ndarray, tolerance_s: float
) -> Iterator[tuple[VideoFrame, int]]:
    """For each packet to keep, the decoded frame nearest in time, with the packet's place in `keep`.

    Some packets give no frame of their own (fields, slices, damaged ones). A place with no frame near it is left out,
    and so is one whose nearest frame was given already.
    """
    targets = deque(range(len(keep)))
    before = given = None
    for frame in chain(decoded, [None]):
        while targets and (frame is None or seconds[frame.pts] >= seconds[keep[targets[0]]]):
            target = targets.popleft()
            distances = [(abs(seconds[near.pts] - seconds[keep[target]]), near) for near in (before, frame) if near]
            distance, nearest = min(distances, key=lambda pair: pair[0], default=(np.inf, None))
            if distance <= tolerance_s and nearest is not given:
                given = nearest
                yield nearest, target
        before = frame


def _decode_run(reader: Reader, first: int, last: int, damage: Damage, tally: DecodeTally) -> Iterator[VideoFrame]:
    """Every frame of the packets from `first` to `last`; each carries the number of its packet as `pts`."""
    for number, packet in _until_error(reader.packets_from(first), tally):
        if number < first:
            continue
        # decoders hand pts through untouched; the container's own can be missing, doubled or wrong
        packet.pts, packet.dts = number, None
        refused = tally.errors
        yield from _decode(reader.decoder, packet, tally)
        if tally.errors > refused and _is_of_a_frame(reader.decoder, packet):
            damage.add(number)
        if number == last:
            break
    yield from _decode(reader.decoder, None, tally)
    reader.decoder.flush_buffers()


def _is_of_a_frame(decoder: VideoCodecContext, packet: av.Packet) -> bool:
    """Whether a packet that the decoder refused is one of a frame."""
    return decoder.name != "h264" or H264Headers(decoder.extradata).has_slice(memoryview(packet))


def _until_error(numbered: Iterator[tuple[int, av.Packet]], tally: DecodeTally) -> Iterator[tuple[int, av.Packet]]:
    try:
        yield from numbered
    except MEDIA_ERRORS:
        tally.errors += 1


def _decode(decoder: VideoCodecContext, packet: av.Packet | None, tally: DecodeTally) -> list[VideoFrame]:
    try:
        return [frame for frame in decoder.decode(packet) if frame.pts is not None]
    except MEDIA_ERRORS:
        tally.errors += 1
        return []


def _to_bgr(
    frame: VideoFrame, reader: Reader, max_width: int | None, display_aspect: Fraction | None, tally: DecodeTally
) -> np.ndarray | None:
    geometry = read_geometry(frame, reader.stream, reader.container_pixels, display_aspect)
    displayed = geometry.size(frame.width, frame.height)
    scale = min(1.0, max_width / displayed[0]) if max_width else 1.0
    sides = [max(1, round(side * scale)) for side in displayed]
    width, height = reversed(sides) if geometry.transposed else sides
    # The mean over an area says nothing where a side grows.
    shrinks = width <= frame.width and height <= frame.height
    try:
        bgr = frame.to_ndarray(
            format="bgr24", width=width, height=height, interpolation="AREA" if shrinks else "BILINEAR"
        )
    except MEDIA_ERRORS:
        tally.errors += 1
        return None
    return geometry.upright(bgr)
