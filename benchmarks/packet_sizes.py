"""How the packets of footage compare: rendered stretches, and real clips where they are at hand.

Recorders that keep to a quality spend bytes where something moves; recorders that keep to a rate spend them anyway. How
well sizes tell the seconds in which somebody walks from the others is shown as the area under the ROC curve: 0.5 is
chance. Packets are compared with others at the same place after their key frame, since rate control favours some.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from benchmarks.material.footage import FPS, FootageStretch
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.probing.probe import probe

WALKING_M = 0.05
STEP_S = 0.2


@dataclass(frozen=True)
class PacketSizes:
    """Mb/s; bytes of the median key frame; bytes of other frames at 5, 50 and 95 %; 10 % and 90 % of the bytes of a
    second over their median; area under the ROC curve, `None` where it is not known or nobody, or always somebody,
    walks."""

    name: str
    mbit_s: float
    key: float
    others: tuple[float, float, float]
    second_spread: tuple[float, float]
    walking_auc: float | None


def sizes_of(name: str, file: Path, stretch: FootageStretch | None = None) -> PacketSizes:
    """The packet sizes of a recording; of a rendered stretch also how well they tell who walks.

    Raises:
        Unreadable: it holds no frame.
    """
    packets = probe(str(file), file.name).packets
    order = np.argsort(packets.seconds, kind="stable")
    size, is_key = packets.size[order].astype(float), packets.is_key[order]
    seconds = float(packets.seconds.max())
    others = size[~is_key] if (~is_key).any() else size
    per_second = np.bincount(packets.seconds[order][~is_key].astype(int), others)[1:-1] if (~is_key).any() else size
    low, middle, high = np.percentile(per_second, [10, 50, 90])
    return PacketSizes(
        name,
        size.sum() * 8 / seconds / 1e6,
        float(np.median(size[is_key])),
        tuple(np.percentile(others, [5, 50, 95])),
        (low / middle, high / middle),
        _auc(size, is_key, stretch) if stretch else None,
    )


def real_clips(folder: Path) -> Iterable[PacketSizes]:
    """Those of a folder that can be read and have frames other than key frames."""
    for file in sorted(folder.glob("*.*")):
        if file.suffix in (".mp4", ".avi", ".webm"):
            try:
                yield sizes_of(file.name, file)
            except Unreadable:
                continue


def walking_seconds(stretch: FootageStretch) -> np.ndarray:
    """bool[seconds]: whether somebody walks in the frame, by the script."""
    day, walking = stretch.day, np.zeros(stretch.seconds, bool)
    for person in day.people:
        for a, b in person.within(day.hall.in_view):
            for t in np.arange(a, b, STEP_S):
                here, there = person.at(t), person.at(min(t + STEP_S, person.span[1]))
                if here and there and np.hypot(there.x - here.x, there.y - here.y) > WALKING_M:
                    walking[min(int(t), stretch.seconds - 1)] = True
    return walking


def _auc(size: np.ndarray, is_key: np.ndarray, stretch: FootageStretch) -> float | None:
    place = np.arange(len(size)) - np.maximum.accumulate(np.where(is_key, np.arange(len(size)), 0))
    usual = {p: np.median(size[place == p]) for p in np.unique(place)}
    relative = size / np.array([usual[p] for p in place])
    whole = len(size) // FPS
    score = relative[: whole * FPS].reshape(whole, FPS).mean(axis=1)
    walking = walking_seconds(stretch)[:whole]
    if walking.all() or not walking.any():
        return None
    ranks, ones = rankdata(score), int(walking.sum())
    return float((ranks[walking].sum() - ones * (ones + 1) / 2) / ones / (whole - ones))
