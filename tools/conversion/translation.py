"""The state of one conversion: which ONNX tensor stands for each TensorFlow one, and which are constants."""

import numpy as np
from onnx import TensorProto

from tools.conversion.tensors import GraphUnderConstruction, Tensor, composed


class Translation:
    """Looks TensorFlow tensors up by name, as constants or as tensors of the ONNX graph."""

    def __init__(self, graph: GraphUnderConstruction, constants: dict[str, np.ndarray]):
        self.graph = graph
        self._constants = dict(constants)
        self._tensors: dict[str, Tensor] = {}

    def define(self, operation: str, tensors: list[Tensor]) -> None:
        """Records what an operation yields, under TensorFlow's names of it."""
        for place, tensor in enumerate(tensors):
            self._tensors[f"{operation}:{place}" if place else operation] = tensor

    def is_constant(self, name: str) -> bool:
        return name in self._constants

    def value(self, name: str) -> np.ndarray:
        """The value of a constant; raises ValueError when `name` is computed."""
        if name not in self._constants:
            raise ValueError(f"{name}: a constant is needed here, but the graph computes it")
        return self._constants[name]

    def fold(self, name: str, value: np.ndarray) -> None:
        """Makes a tensor that the graph would compute a constant."""
        self._constants[name] = value

    def tensor(self, name: str) -> Tensor:
        if name in self._constants:
            return Tensor(self.graph.constant(self._constants[name]))
        return self._tensors[name]

    def plain(self, name: str) -> str:
        """ONNX name of the tensor with its axes in TensorFlow's order."""
        return self.graph.arranged(self.tensor(name))

    def long(self, name: str) -> str:
        """The same as int64, which ONNX wants for shapes and indices."""
        if name in self._constants:
            return self.graph.constant(self._constants[name].astype(np.int64))
        return self.graph.cast(self.plain(name), TensorProto.INT64)

    def axis(self, tensor: Tensor, axis: int) -> int:
        """Where TensorFlow's `axis` lies in the ONNX tensor."""
        return axis if tensor.owed is None else tensor.owed[axis]

    def transposed(self, tensor: Tensor, axes: tuple[int, ...]) -> Tensor:
        owed = composed(tensor.owed, axes)
        return Tensor(tensor.name, None if owed == tuple(range(len(owed))) else owed)

    def aligned(self, inputs: tuple[str, ...] | list[str]) -> tuple[list[str], tuple[int, ...] | None]:
        """The inputs so that they can be combined element by element, and what their combination then owes.

        Where all computed inputs owe the same, constants are turned to fit; otherwise every debt is paid first.
        """
        debts = {self._tensors[name].owed for name in inputs if name not in self._constants}
        if len(debts) != 1 or None in debts:
            return [self.plain(name) for name in inputs], None
        (owed,) = debts
        return [self._turned(name, owed) for name in inputs], owed

    def _turned(self, name: str, owed: tuple[int, ...]) -> str:
        if name not in self._constants:
            return self._tensors[name].name
        value = self._constants[name]
        if value.ndim:
            value = value.reshape((1,) * (len(owed) - value.ndim) + value.shape).transpose(np.argsort(owed))
        return self.graph.constant(value)
