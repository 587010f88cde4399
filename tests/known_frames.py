"""Frames that a test has had looked at already: the models say the same of them again, so they are asked once a run.

Most tests of nights read the same few recordings. What is remembered is what the real models said of exactly these
pixels; that they say it again is tested in `tests/transforms/detection/models`.
"""

import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

import numpy as np
import pytest

from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.models.seat_detector import SeatDetection, SeatWatcher


class KnownFrames:
    """What the models said of frames, in a folder that the workers of a run share."""

    folder: ClassVar[Path | None] = None
    """Of this run of the tests."""

    @classmethod
    def shared(cls) -> "KnownFrames":
        assert cls.folder is not None, "only tests know frames"
        return cls(cls.folder)

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def used_in(self, patched: pytest.MonkeyPatch) -> None:
        """Has detectors of this process ask here first."""
        detect, watch = PersonDetector.detect, SeatWatcher.watch

        def detected(detector: PersonDetector, frame: np.ndarray) -> Detections:
            return self._known((detector.spec,), (frame,), lambda: detect(detector, frame))

        def watched(watcher: SeatWatcher, frame: np.ndarray, seats: np.ndarray) -> list[SeatDetection]:
            return self._known((watcher.spec,), (frame, np.asarray(seats)), lambda: watch(watcher, frame, seats))

        patched.setattr(PersonDetector, "detect", detected)
        patched.setattr(SeatWatcher, "watch", watched)

    def _known(self, how: tuple[object, ...], arrays: tuple[np.ndarray, ...], look: Callable[[], Any]) -> Any:
        key = hashlib.sha256(repr((how, [(a.shape, a.dtype.str) for a in arrays])).encode())
        for array in arrays:
            key.update(np.ascontiguousarray(array))
        path = self._folder / key.hexdigest()
        try:
            return pickle.loads(path.read_bytes())
        except FileNotFoundError:
            found = look()
        part = self._folder / uuid4().hex
        part.write_bytes(pickle.dumps(found))
        os.replace(part, path)
        return found
