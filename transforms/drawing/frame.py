"""Taking one frame out of a recording."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from pantau.transforms.detection.sampling.cadence import Plan
from pantau.transforms.detection.sampling.decode import sample_frames
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.random_access import cannot_be_whole, starts
from pantau.transforms.recordings.probing.witnesses import UNKNOWN, Witnesses


def take_frame(
    path: Path,
    name: str,
    offset_s: float | None = None,
    witnesses: Witnesses = UNKNOWN,
    display_aspect: Fraction | None = None,
) -> tuple:
    """(uint8[H, W, 3] BGR, offset): the frame nearest to an offset, or a key frame from the middle of the recording.

    Offsets are seconds from the recording's first frame; `witnesses` and `display_aspect` as for `probe`.

    Raises:
        Unreadable: the file gives no frame, or not that one.
    """
    found = probe(path, name, witnesses, display_aspect=display_aspect)
    packets = found.packets
    shown = np.flatnonzero(packets.shown)
    whole = shown[~cannot_be_whole(packets, shown)]
    shown = whole if len(whole) else shown
    keys = shown[packets.is_key[shown]]
    among = keys if offset_s is None and len(keys) else shown
    wanted_s = found.duration_s / 2 if offset_s is None else offset_s
    target = int(among[np.abs(packets.seconds[among] - wanted_s).argmin()])
    keep = np.array([target])
    plan = Plan(2.0, np.maximum(starts(packets, keep), 0), keep, np.array([0]), 0)
    for frame in sample_frames(path, name, packets, plan, display_aspect=display_aspect):
        return frame.bgr.copy(), frame.offset_s
    raise Unreadable("undecodable", f"{name}: the frame at {wanted_s:.1f} s does not decode; name another --date")
