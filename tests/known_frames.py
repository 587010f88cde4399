"""Frames that a test has had looked at already: the models say the same of them again, so they are asked once a run.

And models that a process has built already: to compile one takes as long as a short night without it.

Most tests of nights read the same few recordings. What is remembered is what the real models said of exactly these
pixels; that they say it again is tested in `tests/transforms/detection/models`.
"""

import hashlib
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar
from uuid import uuid4

import numpy as np
import pytest

from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.models.seat_detector import SeatDetection, SeatWatcher

_built: dict[object, dict[str, Any]] = {}
_looking = Lock()


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
        for kind in (PersonDetector, SeatWatcher):
            patched.setattr(kind, "__init__", self._built_once(kind.__init__))

        def detected(detector: PersonDetector, frame: np.ndarray) -> Detections:
            return self._known((detector.spec,), (frame,), lambda: detect(detector, frame))

        def watched(watcher: SeatWatcher, frame: np.ndarray, seats: np.ndarray) -> list[SeatDetection]:
            return self._known((watcher.spec,), (frame, np.asarray(seats)), lambda: watch(watcher, frame, seats))

        patched.setattr(PersonDetector, "detect", detected)
        patched.setattr(SeatWatcher, "watch", watched)

    @staticmethod
    def _built_once(build: Callable[..., None]) -> Callable[..., None]:
        def built(model: Any, spec: Any) -> None:
            path = Path(spec.model)
            key = type(model), spec, path.is_file() and hashlib.sha256(path.read_bytes()).digest()
            if key not in _built:
                build(model, spec)
                _built[key] = dict(vars(model))
            vars(model).update(_built[key])

        return built

    def _known(self, how: tuple[object, ...], arrays: tuple[np.ndarray, ...], look: Callable[[], Any]) -> Any:
        key = hashlib.sha256(repr((how, [(a.shape, a.dtype.str) for a in arrays])).encode())
        for array in arrays:
            key.update(np.ascontiguousarray(array))
        path = self._folder / key.hexdigest()
        try:
            return pickle.loads(path.read_bytes())
        except FileNotFoundError:
            # A model that was built once may be another thread's as well, and is for one at a time.
            with _looking:
                found = look()
        part = self._folder / uuid4().hex
        part.write_bytes(pickle.dumps(found))
        os.replace(part, path)
        return found
