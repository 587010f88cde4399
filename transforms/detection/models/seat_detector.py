"""Looking at drawn seats: is somebody in a clerk's place, sitting or standing, whatever hides the legs."""

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import openvino

from pantau.transforms.detection.models.detections import checked_frame
from pantau.transforms.detection.models.runtime import compiled, read_model

MOVENET = Path(__file__).parent / "weights" / "movenet_multipose.onnx"
POSES, HEAD_AND_SHOULDERS = openvino.PartialShape([1, 6, 56]), 7


@dataclass(frozen=True)
class SeatSpec:
    """How seats are looked at. Raises ValueError on construction for a value out of range.

    Round each seat a square is cut out whose side is the seat's longer one, padded by the share `padding` of it, half
    at either end, and scaled to `side` pixels, a multiple of 32: by default a tall seat comes out 120 pixels tall. A
    seat counts as occupied from the pose score `occupied`.
    """

    model: Path = MOVENET
    side: int = 192
    padding: float = 0.6
    occupied: float = 0.10
    threads: int = 1
    precision: str = "f32"

    def __post_init__(self) -> None:
        if self.side <= 0 or self.side % 32:
            raise ValueError(f"seats: side {self.side} is not a positive multiple of 32")
        if self.padding < 0 or not 0 < self.occupied <= 1 or self.threads < 1:
            raise ValueError(f"seats: {self} needs padding >= 0, occupied in 0..1 and at least one thread")


@dataclass(frozen=True)
class SeatDetection:
    """What one look at one seat showed.

    `score` is that of the best pose whose head and shoulders have their centre in the seat's box, 0 if there is none;
    `x` and `y` are that centre in fractions of the frame, None if there is none.
    """

    score: float
    occupied: bool
    x: float | None
    y: float | None


class SeatWatcher:
    """Looks at seats with the pose model; build it where it runs (it cannot be pickled), and use it from one thread.

    A visitor whose head projects into a seat's box looks like staff here: whoever follows visitors must veto that.
    """

    def __init__(self, spec: SeatSpec = SeatSpec()):
        self.spec = spec
        model = read_model(spec.model)
        shapes = [o.partial_shape for o in model.outputs]
        if len(shapes) != 1 or not shapes[0].compatible(POSES):
            raise ValueError(
                f"{spec.model}: outputs {[str(s) for s in shapes]}, a pose model of output {POSES} is needed"
            )
        model.reshape([1, spec.side, spec.side, 3])
        self._poses = compiled(model, spec.threads, spec.precision)

    def watch(self, frame: np.ndarray, seats: np.ndarray) -> list[SeatDetection]:
        """One sight for each seat, in their order.

        `frame` is BGR uint8 (height, width, 3); `seats` is (k, 4): x1, y1, x2, y2 as fractions of the frame. Raises
        ValueError for another shape, or a seat that is empty or not within the frame.
        """
        checked_frame(frame)
        seats = np.asarray(seats, np.float64).reshape(-1, 4)
        if not ((seats >= 0) & (seats <= 1)).all() or not (seats[:, :2] < seats[:, 2:]).all():
            raise ValueError("seats: a box is empty, upside down or not in fractions 0..1 of the frame")
        return [self._sight(frame, seat) for seat in seats]

    def _sight(self, frame: np.ndarray, seat: np.ndarray) -> SeatDetection:
        sides = np.array([frame.shape[1], frame.shape[0]])
        crop, origin, scale = surroundings(frame, seat * np.tile(sides, 2), self.spec)
        poses = self._poses(cv2.cvtColor(crop, cv2.COLOR_BGR2RGB)[None].astype(np.int32))[0][0]
        joints = poses[:, :51].reshape(-1, 17, 3)[:, :HEAD_AND_SHOULDERS, 1::-1]
        centres = (joints.mean(axis=1) * self.spec.side / scale + origin) / sides
        seated = ((centres >= seat[:2]) & (centres <= seat[2:])).all(axis=1)
        scores = np.where(seated, poses[:, 55], 0)
        best = int(scores.argmax())
        if scores[best] <= 0:
            return SeatDetection(0.0, False, None, None)
        score = float(scores[best])
        return SeatDetection(score, score >= self.spec.occupied, *map(float, centres[best]))


def surroundings(frame: np.ndarray, seat: np.ndarray, spec: SeatSpec) -> tuple[np.ndarray, np.ndarray, float]:
    """The square round a seat given in pixels, scaled to `spec.side`; black where the frame ends.

    Returns the crop, the pixel of the frame at its top left corner (x, y), and the scale.
    """
    half = (seat[2:] - seat[:2]).max() * (1 + spec.padding) / 2
    middle = (seat[:2] + seat[2:]) / 2
    left, top = np.floor(np.maximum(middle - half, 0)).astype(int)
    right, bottom = np.ceil(np.minimum(middle + half, [frame.shape[1], frame.shape[0]])).astype(int)
    scale = spec.side / max(right - left, bottom - top)
    size = max(1, round((right - left) * scale)), max(1, round((bottom - top) * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    crop = np.zeros((spec.side, spec.side, 3), np.uint8)
    crop[: size[1], : size[0]] = cv2.resize(frame[top:bottom, left:right], size, interpolation=way)
    return crop, np.array([left, top]), scale
