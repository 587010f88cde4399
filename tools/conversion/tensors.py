"""An ONNX graph under construction, whose tensors may owe a transposition.

TensorFlow computes convolutions on N×H×W×C, ONNX on N×C×H×W. Instead of a transposition before and after each one, a
tensor remembers the permutation it still owes; element-wise operations pass the debt on, and it is paid only where an
operation needs the axes in their TensorFlow order. Most debts cancel.
"""

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 13
TO_CHANNELS_FIRST = (0, 3, 1, 2)
TO_CHANNELS_LAST = (0, 2, 3, 1)


@dataclass(frozen=True)
class Tensor:
    """A tensor of the ONNX graph. TensorFlow's tensor is `transpose(name, owed)`; None owes nothing."""

    name: str
    owed: tuple[int, ...] | None = None


class GraphUnderConstruction:
    """Collects ONNX nodes and constants with names that depend on nothing but their order."""

    def __init__(self, input_name: str, input_type: int, input_shape: list[int]):
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.input = helper.make_tensor_value_info(input_name, input_type, input_shape)
        self._constants: dict[tuple, str] = {}

    def add(self, kind: str, *inputs: str, outputs: int = 1, **attributes) -> str | list[str]:
        """Appends one node and returns the name of its output, or their names when there are several."""
        number = len(self.nodes)
        names = [f"{kind}_{number}" + (f"_{k}" if outputs > 1 else "") for k in range(outputs)]
        self.nodes.append(helper.make_node(kind, list(inputs), names, name=f"{kind}_{number}", **attributes))
        return names[0] if outputs == 1 else names

    def constant(self, array: np.ndarray) -> str:
        """Name of a constant tensor; float16 is stored as it is and widened to float32 by a Cast."""
        array = np.asarray(array, order="C")
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self._constants:
            name = f"constant_{len(self.initializers)}"
            self.initializers.append(numpy_helper.from_array(array, name))
            self._constants[key] = self.cast(name, TensorProto.FLOAT) if array.dtype == np.float16 else name
        return self._constants[key]

    def integers(self, *values: int) -> str:
        """Name of an int64 vector, the type of ONNX's axes, shapes and sizes."""
        return self.constant(np.array(values, np.int64))

    def cast(self, name: str, to: int) -> str:
        return self.add("Cast", name, to=to)

    def arranged(self, tensor: Tensor, axes: tuple[int, ...] | None = None) -> str:
        """TensorFlow's tensor with its axes permuted by `axes`: pays what is owed, with no node if nothing remains."""
        permutation = composed(tensor.owed, axes)
        if permutation is None or permutation == tuple(range(len(permutation))):
            return tensor.name
        return self.add("Transpose", tensor.name, perm=permutation)

    def sides(self, name: str) -> list[int]:
        """Height and width of an N×C×H×W tensor at the graph's given input shape."""
        dims = self.model({name: name}).graph.output[0].type.tensor_type.shape.dim
        return [dim.dim_value for dim in dims[2:]]

    def model(self, outputs: dict[str, str], free_axes: dict[int, str] | None = None) -> onnx.ModelProto:
        """The finished model. `outputs` maps tensor to output name, `free_axes` input axes to names of open sizes."""
        nodes = list(self.nodes)
        for tensor, name in outputs.items():
            if tensor != name:
                nodes.append(helper.make_node("Identity", [tensor], [name], name=name))
        opened = onnx.ValueInfoProto()
        opened.CopyFrom(self.input)
        for axis, name in (free_axes or {}).items():
            opened.type.tensor_type.shape.dim[axis].dim_param = name
        results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs.values()]
        graph = helper.make_graph(nodes, "people", [opened], results, self.initializers)
        operators = [helper.make_opsetid("", OPSET)]
        model = helper.make_model(graph, ir_version=8, producer_name="pantau", opset_imports=operators)
        inferred = onnx.shape_inference.infer_shapes(model).graph.output
        for result, known in zip(model.graph.output, inferred, strict=True):
            result.CopyFrom(known)
        return model


def composed(first: tuple[int, ...] | None, second: tuple[int, ...] | None) -> tuple[int, ...] | None:
    """The one permutation that equals transposing by `first`, then by `second`."""
    if first is None or second is None:
        return first if second is None else second
    return tuple(first[axis] for axis in second)
