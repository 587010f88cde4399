"""One graph model, converted: operation by operation, in the model's own order."""

from dataclasses import dataclass, field

import onnx

from tools.conversion.operators import TRANSLATORS
from tools.conversion.tensors import GraphUnderConstruction, Tensor
from tools.conversion.tfjs import GraphModel
from tools.conversion.translation import Translation


@dataclass(frozen=True)
class Conversion:
    """What a conversion must know that the graph model does not say.

    `input_shape` is the shape the graph was made for; `free_axes` names those axes of it that the ONNX model leaves
    open. `outputs` maps the graph's outputs to names for the ONNX model's.
    """

    input_name: str
    input_type: int
    input_shape: tuple[int, ...]
    outputs: dict[str, str]
    free_axes: dict[int, str] = field(default_factory=dict)


def convert(model: GraphModel, conversion: Conversion) -> onnx.ModelProto:
    """The ONNX model that computes what `model` does; equal inputs give equal bytes.

    Raises ValueError for an operation, or a form of one, that is not known.
    """
    # What the shipped files call their input; another word would make other bytes.
    graph = GraphUnderConstruction("picture", conversion.input_type, list(conversion.input_shape))
    translation = Translation(graph, model.constants)
    translation.define(conversion.input_name, [Tensor("picture")])
    for operation in model.operations:
        if operation.kind in ("Placeholder", "NoOp"):
            continue
        if operation.kind == "Identity":
            translation.define(operation.name, [translation.tensor(operation.inputs[0])])
        elif operation.kind in TRANSLATORS:
            translation.define(operation.name, TRANSLATORS[operation.kind](translation, operation))
        else:
            raise ValueError(f"{operation.name}: the operation {operation.kind} is not known here")
    outputs = {translation.plain(name): alias for name, alias in conversion.outputs.items()}
    converted = graph.model(outputs, conversion.free_axes)
    onnx.checker.check_model(converted, full_check=True)
    return converted
