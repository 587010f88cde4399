"""A recording that gives frames, as the probe found it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import numpy as np

from pantau.transforms.intervals import Intervals
from pantau.transforms.recordings.probing.coded.frame_marks import FrameMarks
from pantau.transforms.recordings.probing.coded.traits import Traits
from pantau.transforms.recordings.probing.geometry import Geometry


class Defect(NamedTuple):
    """One thing that is wrong with a recording: a stable word (see `defects`), and what was seen."""

    word: str
    detail: str


@dataclass(frozen=True, slots=True, eq=False)
class PacketIndex:
    """The N packets of the video stream, in decoding order.

    seconds: float64[N], when the frame is shown, from the recording's first frame.
    is_key: bool[N], the frame decodes from this packet alone, and decoding can begin here. size: int64[N], bytes.
    shown: bool[N], False for what an edit list takes out, and for what lies after a break that must be doubted.
    stamps: float64[N], pts in seconds of the container's clock, NaN where it has none; None if nobody asked.
    whole_from: int64[N], where decoding can begin at a packet that is no key frame (a recovery point): the packet from
    which on frames are whole then; else -1.
    damage: float64[D], ascending, packets that are damaged, and half a packet before those before which some are lost.
    """

    seconds: np.ndarray
    is_key: np.ndarray
    size: np.ndarray
    shown: np.ndarray
    stamps: np.ndarray | None = None
    whole_from: np.ndarray = None
    damage: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        if self.whole_from is None:
            object.__setattr__(self, "whole_from", np.full(len(self.seconds), -1))

    def __len__(self) -> int:
        return len(self.seconds)


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """Format, frame times and defects.

    width, height: pixels of the first frame as displayed, by `geometry`.
    start_delay_s, start_doubt_s: by how much the first frame lies after the start in the file's name, and ± what.
    duration_s: from the first frame to the end of the last one, by `timeline_source`: `pts` (the container's
    timestamps; in an AVI these are frame numbers at its declared rate), or for a bare stream `name_span` (spread evenly
    over the span in the file's name), `site_file` (the rate that it states) or `declared_rate`, which nothing confirms.
    key_interval_s, key_interval_max_s: between neighbouring key frames, median and longest; None below two key frames.
    gaps: stretches without frames inside of the recording, seconds from the first frame.
    container_started_at: what the container says of when it was recorded (see `container_time`), None if nothing.
    traits: of the programs that made it. marks: of key frames, by which they are known again.
    """

    container: str
    codec: str
    width: int
    height: int
    geometry: Geometry
    declared_fps: float | None
    measured_fps: float | None
    declared_duration_s: float | None
    start_delay_s: float
    start_doubt_s: float
    duration_s: float
    timeline_source: str
    key_interval_s: float | None
    key_interval_max_s: float | None
    gaps: Intervals
    container_started_at: datetime | None
    defects: tuple[Defect, ...]
    packets: PacketIndex
    traits: Traits
    marks: FrameMarks
