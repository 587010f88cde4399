"""The frames of a stretch of footage, and what is found on them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from pantau.schemas.site.zones import Zone
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.sampling.cadence import Plan
from pantau.transforms.detection.sampling.decode import sample_frames
from pantau.transforms.evidence.drawn.burnt_in import WIDEST
from pantau.transforms.evidence.drawn.people_shown import FollowedTrack, Look, look_at
from pantau.transforms.recordings.probing.random_access import starts
from pantau.transforms.recordings.probing.recording import PacketIndex

LOOKS_APART_S = 0.1
"""Between two frames that are looked at. Chosen: somebody who walks comes no farther than half of their own width."""


@dataclass(frozen=True, eq=False)
class DecodedPart:
    """Part of a recording: its file, its name for messages, its packets; when its first frame was, epoch seconds; from
    when to when it is shown, seconds from that one; and its shape as displayed, where the site file says it."""

    path: Path
    name: str
    packets: PacketIndex
    started_s: float
    from_s: float
    to_s: float
    display_aspect: Fraction | None = None


@dataclass(frozen=True, eq=False)
class DatedFrame:
    """uint8[H, W, 3] BGR as displayed, no wider than `WIDEST`, until the next one is asked for; `at`: epoch seconds."""

    at: float
    bgr: np.ndarray


def frames_of(stretches: Sequence[DecodedPart]) -> Iterator[DatedFrame]:
    """Every frame of the stretches that decodes whole, in order of time. Raises Unreadable."""
    for one in stretches:
        seconds = one.packets.seconds
        shown = np.flatnonzero(one.packets.shown & (seconds >= one.from_s) & (seconds < one.to_s))
        begin = starts(one.packets, shown)
        order = np.argsort(seconds[shown], kind="stable")
        order = order[begin[order] >= 0]
        keep = shown[order]
        if not len(keep):
            continue
        # A frame answers for its own packet alone.
        plan = Plan(2e-3, begin[order], keep, np.arange(len(keep)), 0)
        frames = sample_frames(one.path, one.name, one.packets, plan, WIDEST, display_aspect=one.display_aspect)
        for frame in frames:
            yield DatedFrame(one.started_s + frame.offset_s, frame.bgr)


def looks_at(
    frames: Iterable[DatedFrame],
    detector: PersonDetector,
    tracks: Sequence[FollowedTrack],
    seats: Sequence[Zone],
    sure: float,
    reach_s: float,
) -> list[Look]:
    """Who is on the frames, of which one is looked at each `LOOKS_APART_S`; `sure`, `reach_s` as for `look_at`."""
    looks: list[Look] = []
    for frame in frames:
        if not looks or frame.at - looks[-1].at >= LOOKS_APART_S:
            looks.append(look_at(frame.at, detector.detect(frame.bgr), tracks, seats, sure, reach_s))
    return looks
