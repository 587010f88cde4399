"""How much of a camera's static scene a frame shows: the scene is what most frames of a time have in common."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from pantau.transforms.detection.scene_signature import BYTES, STEPS

LEAST_STEPS = 0.10
"""Share of the steps of a frame below which there is nothing in it that could be a hall. Halls and streets on real
clips have 0.53 to 0.97, at a tenth of their light 0.13 to 0.48; a plane with a clock and NO SIGNAL over it has 0.01 to
0.07 (`benchmarks/camera_health.py`). Measured there."""

SHARED = 0.6
"""A step is of the static scene if it is the same on so large a share of the frames: people hide it on some. Chosen."""

COMPARED = 400
"""The scene is found from so many frames of a day, spread evenly over it: more do not change it. Chosen."""


WITH_PEOPLE = 10
"""Frames with people from which the scene can be found: fewer may be of something that was taken for a person.
Chosen."""


VIEW_FRAMES = 10
"""The scene of a view is found from so many frames on which it stands: five minutes, as for `clear_points`. Chosen."""


@dataclass(frozen=True)
class StaticScene:
    """The steps, (BYTES,) bits each, that brighten and that darken on most of some frames of a camera."""

    brighter: np.ndarray
    darker: np.ndarray

    @property
    def steps(self) -> int:
        """How many there are."""
        return int(np.bitwise_count([self.brighter, self.darker]).sum())

    @property
    def is_a_hall(self) -> bool:
        """Whether the frames have enough in common that others can be compared with it."""
        return self.steps >= LEAST_STEPS * STEPS

    @property
    def kept(self) -> bytes:
        """The same, to be kept."""
        return self.brighter.tobytes() + self.darker.tobytes()

    def shown(self, signatures: pa.ChunkedArray) -> np.ndarray:
        """(n,) of -1 to 1 for frames: of the steps of the scene, the share that a frame shows, less that of which it
        shows the opposite. A plane has 0, another place about 0. NaN for frames without a signature.

        0 too for a frame that has too few steps to be a hall. Where frames have no scene in common there is none to
        compare with: those with steps enough have 1.
        """
        known = signatures.is_valid().to_numpy()
        shown = np.full(len(known), np.nan)
        if not known.any():
            return shown
        bits = _bits(signatures)
        if not self.is_a_hall:
            shown[known] = _enough(bits)
            return shown
        same = np.bitwise_count(bits[:, 0] & self.brighter) + np.bitwise_count(bits[:, 1] & self.darker)
        opposite = np.bitwise_count(bits[:, 0] & self.darker) + np.bitwise_count(bits[:, 1] & self.brighter)
        difference = same.sum(axis=1, dtype=int) - opposite.sum(axis=1, dtype=int)
        shown[known] = np.where(_enough(bits), difference / self.steps, 0.0)
        return shown


def static_scene(signatures: pa.ChunkedArray, somebody: np.ndarray) -> StaticScene:
    """What most of some frames, in order of time, have in common; those with too few steps for a hall do not count.

    `somebody` (n,): somebody was seen on the frame. Where that holds for `WITH_PEOPLE` frames they alone count: what
    hangs before a camera for most of a day is not where people are, nor is its night like its hours of service.
    """
    bits = _bits(signatures)
    enough = _enough(bits)
    peopled = enough & somebody[signatures.is_valid().to_numpy()]
    bits = bits[peopled if peopled.sum() >= WITH_PEOPLE else enough]
    chosen = bits[np.unique(np.linspace(0, max(len(bits) - 1, 0), COMPARED).astype(int))] if len(bits) else bits
    share = np.unpackbits(chosen, axis=2).mean(axis=0) if len(chosen) else np.zeros((2, STEPS))
    return StaticScene(*np.packbits(share >= SHARED, axis=1))


def view_scene(signatures: pa.ChunkedArray) -> StaticScene | None:
    """Of frames on which a view stands, people or not; `None` where these are too few, or no hall."""
    known = signatures.drop_null()
    found = static_scene(known, np.zeros(len(known), dtype=bool))
    return found if len(known) >= VIEW_FRAMES and found.is_a_hall else None


def scene_of(kept: bytes) -> StaticScene:
    """A scene that was kept."""
    return StaticScene(*np.frombuffer(kept, np.uint8).reshape(2, BYTES))


def _bits(signatures: pa.ChunkedArray) -> np.ndarray:
    return np.frombuffer(b"".join(signatures.drop_null().to_pylist()), np.uint8).reshape(-1, 2, BYTES)


def _enough(bits: np.ndarray) -> np.ndarray:
    return np.bitwise_count(bits).sum(axis=(1, 2), dtype=int) >= LEAST_STEPS * STEPS
