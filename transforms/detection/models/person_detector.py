"""Finding people in a whole frame."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import openvino
from openvino.preprocess import ColorFormat, PrePostProcessor

from pantau.transforms.detection.models.detections import Detections, checked_frame, without_duplicates
from pantau.transforms.detection.models.layouts import LAYOUTS
from pantau.transforms.detection.models.ncnn_layers import Untranslatable, translated
from pantau.transforms.detection.models.ncnn_network import NcnnNetwork
from pantau.transforms.detection.models.runtime import compiled, read_model

NANODET = Path(__file__).parent / "weights" / "nanodet_g.onnx"
STRIDE = 32
FILLING = 114
LINEAR_AT_MOST = 3.2


@dataclass(frozen=True)
class DetectorSpec:
    """Which detector looks, and how.

    `kind` is a key of `layouts.LAYOUTS`; `width` and `height` are the sides of the model's input in pixels, multiples
    of 32, for a landscape frame; a portrait one swaps them where the model leaves its sides open. People who score
    `keep` or more are reported; `confident` is the score from which one detection may start an event, so that weaker
    ones only prolong it. Of two boxes that overlap more than `highest_overlap` the better stays. Raises ValueError for
    a value out of range.
    """

    model: Path = NANODET
    kind: str = "nanodet"
    width: int = 416
    height: int = 256
    keep: float = 0.20
    confident: float = 0.37
    highest_overlap: float = 0.6
    threads: int = 1
    precision: str = "f32"

    def __post_init__(self) -> None:
        if self.kind not in LAYOUTS:
            raise ValueError(f"detector kind {self.kind!r} is not known; choose one of {', '.join(LAYOUTS)}")
        for side in ("width", "height"):
            if getattr(self, side) <= 0 or getattr(self, side) % STRIDE:
                raise ValueError(f"detector {side} {getattr(self, side)} is not a positive multiple of {STRIDE}")
        if not 0 < self.keep <= self.confident <= 1:
            raise ValueError(f"detector: 0 < keep {self.keep} <= confident {self.confident} <= 1 does not hold")
        if not 0 < self.highest_overlap <= 1:
            raise ValueError(f"detector: highest_overlap {self.highest_overlap} is not in 0..1")
        if self.threads < 1:
            raise ValueError(f"detector: threads {self.threads} is below 1")


class PersonDetector:
    """Finds people with one model; build it where it runs (it cannot be pickled), and use it from one thread."""

    def __init__(self, spec: DetectorSpec = DetectorSpec()):
        self.spec = spec
        self._layout = LAYOUTS[spec.kind]
        self._ownerships = read_model(spec.model).inputs[0].partial_shape.is_dynamic
        self._model_of_sides = lru_cache(maxsize=2)(self._compiled)
        self._model_of_sides(spec.width, spec.height)

    def detect(self, frame: np.ndarray) -> Detections:
        """People in a BGR uint8 frame (height, width, 3), best score first, boxes in fractions of the frame."""
        spec = self.spec
        portrait = checked_frame(frame).shape[0] > frame.shape[1]
        width, height = (spec.height, spec.width) if portrait and self._ownerships else (spec.width, spec.height)
        framed, left, top, scale = letterboxed(frame, width, height)
        outputs = self._model_of_sides(width, height)(framed)
        boxes, scores = self._layout.decode(outputs, width, height, spec.keep)
        shift, sides = np.array([left, top] * 2), np.array([frame.shape[1], frame.shape[0]] * 2)
        return without_duplicates((boxes - shift) / scale / sides, scores, spec.highest_overlap)

    def _compiled(self, width: int, height: int) -> Callable[[np.ndarray], list[np.ndarray]]:
        """The outputs of the model for a picture of one size, uint8[height, width, 3] BGR."""
        model = self._shaped(width, height)
        if self.spec.precision == "f32":
            try:
                return NcnnNetwork(translated(model), self._layout, self.spec.threads)
            except Untranslatable:
                model = self._shaped(width, height)
        network = self._with_openvino(model)
        return lambda picture: list(network(picture[None]).values())

    def _shaped(self, width: int, height: int) -> openvino.Model:
        spec, layout = self.spec, self._layout
        model = read_model(spec.model)
        taken = model.inputs[0].partial_shape
        wanted = openvino.PartialShape([1, 3, height, width])
        if len(model.inputs) != 1 or not taken.compatible(wanted):
            raise ValueError(
                f"{spec.model}: its input is {taken}, which is not 1 × 3 × height {height} × width {width}: "
                "configure the model's own width and height"
            )
        model.reshape(wanted)
        shapes = [tuple(dim.get_length() if dim.is_static else -1 for dim in o.partial_shape) for o in model.outputs]
        if not layout.fits(shapes, width, height):
            raise ValueError(f"{spec.model}: its outputs are {shapes}; the kind {spec.kind!r} needs {layout.expected}")
        return model

    def _with_openvino(self, model: openvino.Model) -> openvino.CompiledModel:
        """The model with colours, scaling and the order of axes built into it."""
        layout = self._layout
        steps = PrePostProcessor(model)
        source = steps.input().tensor()
        source.set_element_type(openvino.Type.u8).set_layout(openvino.Layout("NHWC"))
        source.set_color_format(ColorFormat.BGR)
        steps.input().model().set_layout(openvino.Layout("NCHW"))
        conversion = steps.input().preprocess().convert_element_type(openvino.Type.f32)
        if layout.colours == "RGB":
            conversion.convert_color(ColorFormat.RGB)
        conversion.mean(list(layout.mean)).scale(list(layout.deviation))
        return compiled(steps.build(), self.spec.threads, self.spec.precision)


def letterboxed(frame: np.ndarray, width: int, height: int) -> tuple[np.ndarray, int, int, float]:
    """The frame scaled to fit, its aspect kept, on a grey canvas of the given sides.

    Returns the canvas, the frame's left and top offset on it in pixels, and the scale.
    """
    scale = min(width / frame.shape[1], height / frame.shape[0])
    size = max(1, round(frame.shape[1] * scale)), max(1, round(frame.shape[0] * scale))
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    canvas = np.full((height, width, 3), FILLING, np.uint8)
    # Bilinear scaling reads few of the pixels; averaging first keeps sensor noise from looking like people.
    while frame.shape[1] > LINEAR_AT_MOST * size[0] and frame.shape[0] > LINEAR_AT_MOST * size[1]:
        frame = cv2.resize(frame, (frame.shape[1] // 2, frame.shape[0] // 2), interpolation=cv2.INTER_AREA)
    canvas[top : top + size[1], left : left + size[0]] = cv2.resize(frame, size, interpolation=cv2.INTER_LINEAR)
    return canvas, left, top, scale
