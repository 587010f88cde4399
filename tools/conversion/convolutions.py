"""Convolution, pooling, padding and resizing in ONNX: the operations that need the channels first."""

import numpy as np
from onnx import TensorProto

from tools.conversion.tensors import TO_CHANNELS_FIRST, TO_CHANNELS_LAST, Tensor
from tools.conversion.tfjs import Operation
from tools.conversion.translation import Translation

ACTIVATIONS = {"Relu": None, "Relu6": 6.0}


def convolution(t: Translation, op: Operation) -> list[Tensor]:
    """Convolution with, where fused, its bias and its Relu or Relu6; depthwise when the operation says so."""
    weights = t.value(op.inputs[1])
    _expect(op, data_format="NHWC", dilations=[1, 1, 1, 1])
    if "Depthwise" in op.kind:
        if weights.shape[3] != 1:
            raise ValueError(f"{op.name}: a depthwise convolution with several outputs a channel is not known here")
        kernel, groups = weights.transpose(2, 3, 0, 1), weights.shape[2]
    else:
        kernel, groups = weights.transpose(3, 2, 0, 1), 1
    fused = list(op.attributes.get("fused_ops", []))
    inputs = [t.graph.arranged(t.tensor(op.inputs[0]), TO_CHANNELS_FIRST), t.graph.constant(kernel)]
    if fused[:1] == ["BiasAdd"]:
        inputs.append(t.graph.constant(t.value(op.inputs[2])))
        fused = fused[1:]
    size = {"kernel_shape": kernel.shape[2:], "strides": op.attributes["strides"][1:3]}
    name = t.graph.add("Conv", *inputs, group=groups, auto_pad=_padding(op), **size)
    for activation in fused:
        name = _activated(t, op, name, activation)
    return [Tensor(name, TO_CHANNELS_LAST)]


def _activated(t: Translation, op: Operation, name: str, activation: str) -> str:
    if activation not in ACTIVATIONS:
        raise ValueError(f"{op.name}: the fused operation {activation} is not known here")
    top = ACTIVATIONS[activation]
    if top is None:
        return t.graph.add("Relu", name)
    bounds = (t.graph.constant(np.float32(bound)) for bound in (0, top))
    return t.graph.add("Clip", name, *bounds)


def max_pool(t: Translation, op: Operation) -> list[Tensor]:
    _expect(op, data_format="NHWC")
    frame = t.graph.arranged(t.tensor(op.inputs[0]), TO_CHANNELS_FIRST)
    size = {"kernel_shape": op.attributes["ksize"][1:3], "strides": op.attributes["strides"][1:3]}
    return [Tensor(t.graph.add("MaxPool", frame, auto_pad=_padding(op), **size), TO_CHANNELS_LAST)]


def pad(t: Translation, op: Operation) -> list[Tensor]:
    tensor, widths = t.tensor(op.inputs[0]), t.value(op.inputs[1])
    if tensor.owed is not None:
        widths = widths[np.argsort(tensor.owed)]
    filling = t.value(op.inputs[2]) if op.kind == "PadV2" else np.float32(0)
    amounts = t.graph.integers(*widths[:, 0].tolist(), *widths[:, 1].tolist())
    return [Tensor(t.graph.add("Pad", tensor.name, amounts, t.graph.constant(filling)), tensor.owed)]


def resize_bilinear(t: Translation, op: Operation) -> list[Tensor]:
    """To computed sides, or, where they are constants, by their ratio to the present ones so that sides stay open."""
    _expect(op, half_pixel_centers=True, align_corners=False)
    frame = t.graph.arranged(t.tensor(op.inputs[0]), TO_CHANNELS_FIRST)
    if t.is_constant(op.inputs[1]):
        ratio = t.value(op.inputs[1]) / t.graph.sides(frame)
        target = ["", t.graph.constant(np.array([1, 1, *ratio], np.float32))]
    else:
        leading = [t.graph.integers(*ends) for ends in ([0], [2], [0])]
        kept = t.graph.add("Slice", t.graph.add("Shape", frame), *leading)
        wanted = t.graph.cast(t.plain(op.inputs[1]), TensorProto.INT64)
        target = ["", "", t.graph.add("Concat", kept, wanted, axis=0)]
    way = {"mode": "linear", "coordinate_transformation_mode": "half_pixel"}
    return [Tensor(t.graph.add("Resize", frame, *target, **way), TO_CHANNELS_LAST)]


def _padding(op: Operation) -> str:
    return {"SAME": "SAME_UPPER", "VALID": "VALID"}[op.attributes["padding"]]


def _expect(op: Operation, **wanted: object) -> None:
    for attribute, value in wanted.items():
        if op.attributes[attribute] != value:
            raise ValueError(f"{op.name}: {attribute} is {op.attributes[attribute]}; only {value} is known here")


CONVOLUTIONS = {
    "Conv2D": convolution, "_FusedConv2D": convolution, "DepthwiseConv2dNative": convolution,
    "FusedDepthwiseConv2dNative": convolution, "MaxPool": max_pool, "Pad": pad, "PadV2": pad,
    "ResizeBilinear": resize_bilinear,
}  # fmt: skip
