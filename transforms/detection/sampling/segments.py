"""Segments of a long recording, which are observed side by side and give together the rows of the whole.

They are cut at points of the grid at which nothing is remembered of what was seen before: whoever looks begins afresh.
What reaches over such a point, the memory of similarity and the trust in packet sizes, is brought about anew by looking
at some of the frames before and after it once more. Where a recording is cut depends on it alone, so the same
segments are observed whoever looks, and however many do.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, inf, lcm

from pantau.transforms.detection.appearance_memory import MEMORY_S
from pantau.transforms.detection.frame_detector import AFRESH_BEATS, AFRESH_RARE_BEATS
from pantau.transforms.detection.observer import Observer
from pantau.transforms.detection.sampling.cadence import EVERYWHERE, Slots, grid_points
from pantau.transforms.detection.sampling.static_intervals import FLOOR_S
from pantau.transforms.recordings.time_ownership import Row, TimeOwnership

SEGMENT_S = 5400.0
"""About so long is a segment; the share of what is observed twice falls with it."""

LONGEST_KEY_INTERVAL_S = 50.0
"""Of a recording whose frames hang together for longer, none is decoded without many before it: it is not cut."""


@dataclass(frozen=True)
class Segment:
    """A part of a recording: grid points by the recorder's clock.

    own: those whose rows it gives. warm: from where frames are observed for it, so that similarity is known.
    near: those whose static intervals tell which frames it can spare.
    """

    ownership: TimeOwnership
    own: Slots = EVERYWHERE
    warm: Slots = EVERYWHERE
    near: Slots = EVERYWHERE

    @property
    def recording(self) -> Row:
        """The row of `recordings`."""
        return self.ownership.recording


def segments(ownership: TimeOwnership, observer: Observer, length_s: float = SEGMENT_S) -> list[Segment]:
    """The segments of a recording in order of time, about `length_s` each; one if it is short or cannot be cut."""
    recording, cadence_s = ownership.recording, observer.cadence_s
    unit = lcm(AFRESH_RARE_BEATS * observer.rare_beat, AFRESH_BEATS * observer.beat)
    interval_s = recording["key_interval_max_s"]
    number = round(recording["duration_s"] / length_s)
    if number < 2 or interval_s is None or interval_s > min(LONGEST_KEY_INTERVAL_S, unit * cadence_s):
        return [Segment(ownership)]
    start_s, step_s = recording["recorder_started_at"].timestamp(), recording["duration_s"] / number
    cuts = [round((start_s + i * step_s) / cadence_s / unit) * unit for i in range(1, number)]
    edges = [-inf, *sorted({cut for cut in cuts if _inside(cut, recording, cadence_s)}), inf]
    warm = (ceil((MEMORY_S / cadence_s + 1) / observer.beat) + 1) * observer.beat
    # A unit more than trust reaches: frames at the very edge may be decoded otherwise than in the whole.
    near = (ceil((FLOOR_S / cadence_s + 1) / unit) + 1) * unit
    return [
        Segment(ownership, (first, end), (first - warm, end), (first - near, end + near))
        for first, end in pairwise(edges)
    ]


def _inside(cut: int, recording: Row, cadence_s: float) -> bool:
    start_s = recording["recorder_started_at"].timestamp()
    first, last = grid_points([start_s, start_s + recording["duration_s"]], cadence_s)
    return bool(first < cut < last)
