"""PETS09-S2L1: pedestrians before one fixed camera, with published tracks.

The clip is looked for in `../shared/footage/real` beside the checkout, is read at run time, and never becomes part of
the project.
"""

import csv
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np

REAL = Path(__file__).resolve().parents[3] / "shared" / "footage" / "real"
CLIP, TRACKS = REAL / "vtest.avi", REAL / "vtest_PETS09-S2L1_tracks.csv"
FRAMES, A_SECOND, WIDTH, HEIGHT = 795, 10, 768, 576


def clip_missing() -> bool:
    """Whether the clip or its tracks are not there."""
    return not (CLIP.exists() and TRACKS.exists())


def frames() -> Iterator[np.ndarray]:
    """The frames of the clip, BGR."""
    with av.open(str(CLIP)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="bgr24")


def track_rows() -> np.ndarray:
    """(n, 6) of the published tracks: frame, identity, left, top, right, bottom in pixels."""
    with TRACKS.open(newline="", encoding="utf-8") as file:
        return np.array(
            [[float(row[k]) for k in ("frame", "id", "x1", "y1", "x2", "y2")] for row in csv.DictReader(file)]
        )


class PetsClip:
    """The frames, the empty scene (their median), and everybody's boxes in pixels by frame."""

    def __init__(self) -> None:
        self.pictures = list(frames())
        self.scene = np.median(self.pictures[::8], axis=0).astype(np.uint8)
        self.boxes: dict[int, dict[int, np.ndarray]] = {}
        for frame, identity, *box in track_rows().tolist():
            self.boxes.setdefault(int(identity), {})[int(frame)] = np.array(box)
