"""A model written down as ncnn reads it: a line of text for each layer, and their weights one after the other.

ncnn computes convolutions of 3×3 after Winograd ("Arithmetic Complexity of Computing Convolutions", 1980; Lavin and
Gray, "Fast algorithms for convolutional neural networks", 2016), in float32 with fewer than half of the
multiplications. OpenVINO does not.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

import numpy as np
import openvino
from openvino.passes import ConstantFolding, Manager

MAGIC = "7767517"
FLOAT32_FOLLOWS = np.uint32(0).tobytes()
"""Before the weights of a convolution, not before its biases."""

ENDS_WITH = 9
"""The number of a convolution's setting that says what is done to its results at once."""


class Untranslatable(ValueError):
    """A model has an operation that is not known here."""


class NcnnLayers(NamedTuple):
    """`text` and `weights` as ncnn reads them; names of the input, and of the outputs in their order."""

    text: str
    weights: bytes
    input: str
    outputs: tuple[str, ...]


@dataclass
class _Layer:
    """`settings` by ncnn's numbers; the biases are None for none yet."""

    kind: str
    inputs: list[str]
    outputs: list[str]
    settings: dict[int, str] = field(default_factory=dict)
    kernel: np.ndarray | None = None
    biases: np.ndarray | None = None

    @property
    def weights(self) -> bytes:
        if self.kernel is None:
            return b""
        biases = b"" if self.biases is None else self.biases.tobytes()
        return FLOAT32_FOLLOWS + self.kernel.tobytes() + biases

    def line(self, number: int) -> str:
        settings = [f"{key}={value}" for key, value in self.settings.items()]
        counts = [str(len(self.inputs)), str(len(self.outputs))]
        return " ".join([self.kind, f"layer{number}", *counts, *self.inputs, *self.outputs, *settings])


def translated(model: openvino.Model) -> NcnnLayers:
    """The layers of a model of one picture, 1 × channels × height × width in float32, whose sides are fixed.

    Raises:
        Untranslatable: it has an operation, or a form of one, that is not known here.
    """
    if model.is_dynamic() or len(model.inputs) != 1:
        raise Untranslatable("the sides of the model's inputs are open, or it has several")
    folding = Manager()
    folding.register_pass(ConstantFolding())
    folding.run_passes(model)
    graph = _Graph()
    for node in model.get_ordered_ops():
        graph.add(node)
    layers = _with_splits(graph.layers, graph.outputs)
    blobs = sum(len(layer.outputs) for layer in layers)
    lines = [MAGIC, f"{len(layers)} {blobs}", *(layer.line(number) for number, layer in enumerate(layers))]
    named = tuple(graph.outputs[result.get_friendly_name()] for result in model.get_results())
    weights = b"".join(layer.weights for layer in layers)
    return NcnnLayers("\n".join(lines) + "\n", weights, layers[0].outputs[0], named)


class _Graph:
    """The layers so far, and by which name the value of a node is known."""

    def __init__(self) -> None:
        self.layers: list[_Layer] = []
        self.outputs: dict[str, str] = {}
        self._blobs: dict[tuple[str, int], str] = {}
        self._made_by: dict[str, _Layer] = {}

    def add(self, node: openvino.Node) -> None:
        kind = node.get_type_name()
        if kind == "Constant":
            return
        if kind not in _KINDS:
            raise Untranslatable(f"operation {kind} of {node.get_friendly_name()}")
        _KINDS[kind](self, node)

    def blob(self, node: openvino.Node, number: int = 0) -> str:
        value = node.input_value(number)
        key = value.get_node().get_friendly_name(), value.get_index()
        if key not in self._blobs:
            raise Untranslatable(f"{node.get_friendly_name()}: its input {number} is a constant")
        return self._blobs[key]

    def layer(
        self, node: openvino.Node, kind: str, inputs: list[str], settings: dict[int, str], outputs: int = 1
    ) -> _Layer:
        made = _Layer(kind, inputs, [f"blob{len(self._made_by) + n}" for n in range(outputs)], settings)
        self.layers.append(made)
        for number, blob in enumerate(made.outputs):
            self._made_by[blob] = made
            self._blobs[node.get_friendly_name(), number] = blob
        return made

    def same(self, node: openvino.Node, blob: str) -> None:
        """The value of a node is one that there is already."""
        self._blobs[node.get_friendly_name(), 0] = blob

    def only_for(self, node: openvino.Node, kind: str) -> _Layer | None:
        """The layer of a kind that makes the first input of a node, and makes it for no other."""
        value = node.input_value(0)
        made = self._made_by.get(self.blob(node))
        return made if made and made.kind == kind and len(value.get_target_inputs()) == 1 else None


def _parameter(graph: _Graph, node: openvino.Node) -> None:
    graph.layer(node, "Input", [], {})


def _result(graph: _Graph, node: openvino.Node) -> None:
    graph.outputs[node.get_friendly_name()] = graph.blob(node)


def _identity(graph: _Graph, node: openvino.Node) -> None:
    graph.same(node, graph.blob(node))


def _pad(graph: _Graph, node: openvino.Node) -> None:
    begin, end = _constant(node, 1).tolist(), _constant(node, 2).tolist()
    other = node.get_attributes()["pad_mode"] != "constant" or min(begin + end) < 0
    if other or any(begin[:2] + end[:2]):
        raise Untranslatable(f"{node.get_friendly_name()} pads otherwise than with one value round the picture")
    sides = dict(enumerate(map(str, (begin[2], end[2], begin[3], end[3]))))
    # ncnn reads no infinity, which what is padded for a maximum has.
    value = f"{max(float(_constant(node, 3)), float(np.finfo(np.float32).min)):.8e}"
    graph.layer(node, "Padding", [graph.blob(node)], {**sides, 4: "0", 5: value})


def _convolution(graph: _Graph, node: openvino.Node) -> None:
    asked, kernel = node.get_attributes(), np.asarray(_constant(node, 1), np.float32)
    if asked["auto_pad"] not in ("explicit", "valid") or asked["dilations"] != [1, 1]:
        raise Untranslatable(f"{node.get_friendly_name()} pads by itself, or is dilated")
    top, left, bottom, right = *asked["pads_begin"], *asked["pads_end"]
    source, before = graph.blob(node), graph.only_for(node, "Padding")
    if before and float(before.settings[5]) == 0:
        graph.layers.remove(before)
        (source,) = before.inputs
        more = [int(before.settings[side]) for side in range(4)]
        top, bottom, left, right = top + more[0], bottom + more[1], left + more[2], right + more[3]
    count, _, height, width = kernel.shape
    sizes = {0: count, 1: width, 11: height, 3: asked["strides"][1], 13: asked["strides"][0]}
    pads = {4: left, 14: top, 15: right, 16: bottom}
    settings = {number: str(value) for number, value in {**sizes, **pads, 6: kernel.size}.items()}
    graph.layer(node, "Convolution", [source], settings).kernel = kernel


def _add(graph: _Graph, node: openvino.Node) -> None:
    other = node.input_value(1).get_node()
    if other.get_type_name() != "Constant":
        if node.input_value(0).get_shape() != node.input_value(1).get_shape():
            raise Untranslatable(f"{node.get_friendly_name()} adds values of several shapes")
        graph.layer(node, "BinaryOp", [graph.blob(node, 0), graph.blob(node, 1)], {0: "0"})
        return
    layer, added = graph.only_for(node, "Convolution"), np.asarray(other.data, np.float32)
    # ncnn adds biases before what a convolution ends with.
    takes = layer is not None and layer.biases is None and ENDS_WITH not in layer.settings
    if not takes or added.shape[-3:] != (int(layer.settings[0]), 1, 1):
        raise Untranslatable(f"{node.get_friendly_name()} adds a constant to what is no convolution")
    layer.biases = added.ravel()
    layer.settings[5] = "1"
    graph.same(node, layer.outputs[0])


def _leaky(graph: _Graph, node: openvino.Node) -> None:
    slope = _constant(node, 1)
    if slope.size != 1:
        raise Untranslatable(f"{node.get_friendly_name()} has a slope for each channel")
    layer = graph.only_for(node, "Convolution")
    if layer is None or ENDS_WITH in layer.settings:
        graph.layer(node, "ReLU", [graph.blob(node)], {0: repr(float(slope.item()))})
        return
    layer.settings[ENDS_WITH], layer.settings[-23310] = "2", f"1,{slope.item():.9g}"
    graph.same(node, layer.outputs[0])


def _largest(graph: _Graph, node: openvino.Node) -> None:
    asked = node.get_attributes()
    sides = {*asked["kernel"]}, {*asked["strides"]}
    if any(map(any, (asked["pads_begin"], asked["pads_end"]))) or {*map(len, sides)} != {1}:
        raise Untranslatable(f"{node.get_friendly_name()} pads, or is not square")
    if (
        asked["auto_pad"] not in ("explicit", "valid")
        or asked["rounding_type"] != "floor"
        or {*asked["dilations"]} != {1}
    ):
        raise Untranslatable(f"{node.get_friendly_name()} pads by itself, rounds up, or is dilated")
    kernel, stride = (str(*side) for side in sides)
    graph.layer(node, "Pooling", [graph.blob(node)], {0: "0", 1: kernel, 2: stride, 5: "1"})


def _concat(graph: _Graph, node: openvino.Node) -> None:
    inputs = [graph.blob(node, number) for number in range(node.get_input_size())]
    graph.layer(node, "Concat", inputs, {0: _axis(node, node.get_attributes()["axis"])})


def _interpolate(graph: _Graph, node: openvino.Node) -> None:
    asked = node.get_attributes()
    wanted = {"mode": "linear_onnx", "coordinate_transformation_mode": "half_pixel", "antialias": False}
    if any(asked[name] != value for name, value in wanted.items()):
        raise Untranslatable(f"{node.get_friendly_name()} resizes otherwise than linearly between half pixels")
    before, after = node.input_value(0).get_shape(), node.output(0).get_shape()
    scales = {number: repr(after[side] / before[side]) for number, side in ((1, 2), (2, 3))}
    graph.layer(node, "Interp", [graph.blob(node)], {0: "2", **scales, 6: "0"})


def _split(graph: _Graph, node: openvino.Node) -> None:
    axis = int(_constant(node, 1))
    lengths = [output.get_shape()[axis] for output in node.outputs()]
    settings = {-23300: ",".join(map(str, [len(lengths), *lengths])), 1: _axis(node, axis)}
    graph.layer(node, "Slice", [graph.blob(node)], settings, len(lengths))


def _sigmoid(graph: _Graph, node: openvino.Node) -> None:
    graph.layer(node, "Sigmoid", [graph.blob(node)], {})


def _reshape(graph: _Graph, node: openvino.Node) -> None:
    shape = list(node.output(0).get_shape())
    if len(shape) != 3:
        raise Untranslatable(f"{node.get_friendly_name()}: its shape is {shape}")
    graph.layer(node, "Reshape", [graph.blob(node)], {0: str(shape[2]), 1: str(shape[1])})


def _transpose(graph: _Graph, node: openvino.Node) -> None:
    if _constant(node, 1).tolist() != [0, 2, 1]:
        raise Untranslatable(f"{node.get_friendly_name()} turns other axes than the last two of three")
    graph.layer(node, "Permute", [graph.blob(node)], {0: "1"})


_KINDS: dict[str, Callable[[_Graph, openvino.Node], None]] = {
    "Parameter": _parameter,
    "Result": _result,
    "Identity": _identity,
    "Pad": _pad,
    "Convolution": _convolution,
    "Add": _add,
    "PRelu": _leaky,
    "MaxPool": _largest,
    "Concat": _concat,
    "Interpolate": _interpolate,
    "VariadicSplit": _split,
    "Sigmoid": _sigmoid,
    "Reshape": _reshape,
    "Transpose": _transpose,
}


def _axis(node: openvino.Node, axis: int) -> str:
    """As ncnn counts, without the pictures, an axis that may be counted from the last one."""
    counted = axis % len(node.input_value(0).get_shape())
    if not counted:
        raise Untranslatable(f"{node.get_friendly_name()} works along several pictures")
    return str(counted - 1)


def _constant(node: openvino.Node, number: int) -> np.ndarray:
    given = node.input_value(number).get_node()
    if given.get_type_name() != "Constant":
        raise Untranslatable(f"{node.get_friendly_name()}: its input {number} is no constant")
    return given.data


def _with_splits(layers: list[_Layer], outputs: dict[str, str]) -> list[_Layer]:
    """The same where each value is taken once: ncnn wants a layer that copies what is taken more often."""
    taken = Counter(chain(outputs.values(), *(layer.inputs for layer in layers)))
    copies = {blob: [f"{blob}_{n}" for n in range(count)] for blob, count in taken.items() if count > 1}
    left = {blob: iter(names) for blob, names in copies.items()}
    whole: list[_Layer] = []
    for layer in layers:
        layer.inputs = [next(left[blob]) if blob in copies else blob for blob in layer.inputs]
        whole.append(layer)
        whole += [_Layer("Split", [blob], copies[blob]) for blob in layer.outputs if blob in copies]
    outputs.update({name: next(left[blob]) for name, blob in outputs.items() if blob in copies})
    return whole
