"""How each TensorFlow operation of the two models is said in ONNX.

A translator takes the `Translation` and one operation and returns the tensors it yields. Only forms that occur in the
models are known; every other one raises, so nothing is converted wrongly in silence.
"""

from collections.abc import Callable

import numpy as np
from onnx import TensorProto

from tools.conversion.convolutions import CONVOLUTIONS
from tools.conversion.tensors import Tensor
from tools.conversion.tfjs import Operation
from tools.conversion.translation import Translation

Translator = Callable[[Translation, Operation], list[Tensor]]

TYPES = {"DT_FLOAT": TensorProto.FLOAT, "DT_INT32": TensorProto.INT32}
ELEMENTWISE = {
    "Abs": "Abs", "Add": "Add", "AddN": "Sum", "AddV2": "Add", "Equal": "Equal", "Exp": "Exp", "FloorDiv": "Div",
    "Greater": "Greater", "GreaterEqual": "GreaterOrEqual", "Less": "Less", "LogicalAnd": "And", "Maximum": "Max",
    "Minimum": "Min", "Mul": "Mul", "RealDiv": "Div", "Reciprocal": "Reciprocal", "Select": "Where",
    "Sigmoid": "Sigmoid", "Sub": "Sub",
}  # fmt: skip


def elementwise(t: Translation, op: Operation) -> list[Tensor]:
    """FloorDiv becomes Div, which truncates: equal for the indices, never negative, that the models divide."""
    if op.kind == "AddV2" and all(map(t.is_constant, op.inputs)):
        t.fold(op.name, np.add(*map(t.value, op.inputs)))
        return []
    names, owed = t.aligned(op.inputs)
    return [Tensor(t.graph.add(ELEMENTWISE[op.kind], *names), owed)]


def squared_difference(t: Translation, op: Operation) -> list[Tensor]:
    difference = t.graph.add("Sub", *map(t.plain, op.inputs))
    return [Tensor(t.graph.add("Mul", difference, difference))]


def leaky_relu(t: Translation, op: Operation) -> list[Tensor]:
    tensor = t.tensor(op.inputs[0])
    return [Tensor(t.graph.add("LeakyRelu", tensor.name, alpha=op.attributes["alpha"]), tensor.owed)]


def cast(t: Translation, op: Operation) -> list[Tensor]:
    return [Tensor(t.graph.cast(t.plain(op.inputs[0]), TYPES[op.attributes["DstT"]]))]


def reshape(t: Translation, op: Operation) -> list[Tensor]:
    return [Tensor(t.graph.add("Reshape", t.plain(op.inputs[0]), t.long(op.inputs[1])))]


def expand_dims(t: Translation, op: Operation) -> list[Tensor]:
    axis = t.graph.integers(int(t.value(op.inputs[1])))
    return [Tensor(t.graph.add("Unsqueeze", t.plain(op.inputs[0]), axis))]


def squeeze(t: Translation, op: Operation) -> list[Tensor]:
    axes = t.graph.integers(*op.attributes["squeeze_dims"])
    return [Tensor(t.graph.add("Squeeze", t.plain(op.inputs[0]), axes))]


def pack(t: Translation, op: Operation) -> list[Tensor]:
    axis = op.attributes["axis"]
    parts = [t.graph.add("Unsqueeze", t.plain(name), t.graph.integers(axis)) for name in op.inputs]
    return [Tensor(t.graph.add("Concat", *parts, axis=axis))]


def unpack(t: Translation, op: Operation) -> list[Tensor]:
    axis = op.attributes["axis"]
    parts = t.graph.add("Split", t.plain(op.inputs[0]), outputs=op.attributes["num"], axis=axis)
    return [Tensor(t.graph.add("Squeeze", part, t.graph.integers(axis))) for part in parts]


def split(t: Translation, op: Operation) -> list[Tensor]:
    axis, count = int(t.value(op.inputs[0])), op.attributes["num_split"]
    return [Tensor(part) for part in t.graph.add("Split", t.plain(op.inputs[1]), outputs=count, axis=axis)]


def split_sizes(t: Translation, op: Operation) -> list[Tensor]:
    tensor, sizes, axis = t.tensor(op.inputs[0]), t.long(op.inputs[1]), int(t.value(op.inputs[2]))
    count = op.attributes["num_split"]
    parts = t.graph.add("Split", tensor.name, sizes, outputs=count, axis=t.axis(tensor, axis))
    return [Tensor(part, tensor.owed) for part in parts]


def concat(t: Translation, op: Operation) -> list[Tensor]:
    *inputs, axis = op.inputs
    names, owed = t.aligned(inputs)
    return [Tensor(t.graph.add("Concat", *names, axis=t.axis(Tensor("", owed), int(t.value(axis)))), owed)]


def shape(t: Translation, op: Operation) -> list[Tensor]:
    tensor = t.tensor(op.inputs[0])
    sizes = t.graph.add("Shape", tensor.name)
    if tensor.owed is not None:
        sizes = t.graph.add("Gather", sizes, t.graph.integers(*tensor.owed))
    return [Tensor(t.graph.cast(sizes, TensorProto.INT32))]


def size(t: Translation, op: Operation) -> list[Tensor]:
    return [Tensor(t.graph.cast(t.graph.add("Size", t.tensor(op.inputs[0]).name), TensorProto.INT32))]


def fill(t: Translation, op: Operation) -> list[Tensor]:
    return [Tensor(t.graph.add("Expand", t.plain(op.inputs[1]), t.long(op.inputs[0])))]


def tile(t: Translation, op: Operation) -> list[Tensor]:
    return [Tensor(t.graph.add("Tile", t.plain(op.inputs[0]), t.long(op.inputs[1])))]


def arange(t: Translation, op: Operation) -> list[Tensor]:
    return [Tensor(t.graph.add("Range", *map(t.plain, op.inputs)))]


def top_k(t: Translation, op: Operation) -> list[Tensor]:
    count = t.graph.integers(int(t.value(op.inputs[1])))
    values, places = t.graph.add("TopK", t.plain(op.inputs[0]), count, outputs=2, axis=-1, sorted=1)
    return [Tensor(values), Tensor(t.graph.cast(places, TensorProto.INT32))]


def arg_max(t: Translation, op: Operation) -> list[Tensor]:
    axis = int(t.value(op.inputs[1]))
    places = t.graph.add("ArgMax", t.plain(op.inputs[0]), axis=axis, keepdims=0)
    return [Tensor(t.graph.cast(places, TensorProto.INT32))]


def gather_nd(t: Translation, op: Operation) -> list[Tensor]:
    return [Tensor(t.graph.add("GatherND", t.plain(op.inputs[0]), t.long(op.inputs[1])))]


def reduce_max(t: Translation, op: Operation) -> list[Tensor]:
    axes = [int(t.value(op.inputs[1]))]
    return [
        Tensor(t.graph.add("ReduceMax", t.plain(op.inputs[0]), axes=axes, keepdims=int(op.attributes["keep_dims"])))
    ]


def reduce_sum(t: Translation, op: Operation) -> list[Tensor]:
    axes, keep = t.graph.integers(int(t.value(op.inputs[1]))), int(op.attributes["keep_dims"])
    return [Tensor(t.graph.add("ReduceSum", t.plain(op.inputs[0]), axes, keepdims=keep))]


def strided_slice(t: Translation, op: Operation) -> list[Tensor]:
    """TensorFlow's x[begin:end:stride] with bit masks: an end left open, a new axis, an axis dropped."""
    begin, end, stride = (t.value(name).tolist() for name in op.inputs[1:])
    marked = {mask: op.attributes[f"{mask}_axis_mask"] for mask in ("new", "shrink")}
    axis, starts, stops, axes, dropped, added = 0, [], [], [], [], []
    for place in range(len(begin)):
        bit = 1 << place
        if op.attributes["ellipsis_mask"] or stride[place] != 1:
            raise ValueError(f"{op.name}: a slice with an ellipsis or a stride other than 1 is not known here")
        if marked["new"] & bit:
            added.append(place - len(dropped))
            continue
        open_start, open_end = op.attributes["begin_mask"] & bit, op.attributes["end_mask"] & bit
        if marked["shrink"] & bit:
            dropped.append(axis)
        if not (open_start and open_end):
            starts.append(0 if open_start else begin[place])
            stops.append(np.iinfo(np.int64).max if open_end else end[place])
            axes.append(axis)
        axis += 1
    name = t.plain(op.inputs[0])
    if axes:
        name = t.graph.add("Slice", name, *(t.graph.integers(*values) for values in (starts, stops, axes)))
    for kind, places in (("Squeeze", dropped), ("Unsqueeze", added)):
        name = t.graph.add(kind, name, t.graph.integers(*places)) if places else name
    return [Tensor(name)]


def transpose(t: Translation, op: Operation) -> list[Tensor]:
    return [t.transposed(t.tensor(op.inputs[0]), tuple(t.value(op.inputs[1]).tolist()))]


def sparse_to_dense(t: Translation, op: Operation) -> list[Tensor]:
    """Only the empty one, which the exporter of NanoDet left behind: a constant of the default value."""
    if t.value(op.inputs[0]).size:
        raise ValueError(f"{op.name}: SparseToDense with entries is not known here")
    t.fold(op.name, np.full(t.value(op.inputs[1]), t.value(op.inputs[3])))
    return []


TRANSLATORS: dict[str, Translator] = {
    **dict.fromkeys(ELEMENTWISE, elementwise), **CONVOLUTIONS, "ArgMax": arg_max, "Cast": cast, "ConcatV2": concat,
    "ExpandDims": expand_dims, "Fill": fill, "GatherNd": gather_nd, "LeakyRelu": leaky_relu, "Max": reduce_max,
    "Pack": pack, "Range": arange, "Reshape": reshape, "Shape": shape, "Size": size, "SparseToDense": sparse_to_dense,
    "Split": split, "SplitV": split_sizes, "SquaredDifference": squared_difference, "Squeeze": squeeze,
    "StridedSlice": strided_slice, "Sum": reduce_sum, "Tile": tile, "TopKV2": top_k, "Transpose": transpose,
    "Unpack": unpack,
}  # fmt: skip
