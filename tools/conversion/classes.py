"""Cutting a detector's head down to one class, which leaves what it says of that class as it is."""

from dataclasses import replace

import numpy as np

from tools.conversion.tfjs import GraphModel


def of_one_class(model: GraphModel, kept: int, classes: int) -> GraphModel:
    """The model without the scores of the `classes` other than number `kept`.

    A head is a convolution with its bias, transposed, whose channels are split into `classes` scores and the rest; the
    shape that the scores are brought into is a constant of three numbers. Raises ValueError when there is no such head.
    """
    producers = {operation.name: operation for operation in model.operations}
    constants = dict(model.constants)
    heads = [o for o in model.operations if o.kind == "SplitV" and constants[o.inputs[1]].tolist()[0] == classes]
    if not heads:
        raise ValueError(f"no convolution's channels are split into {classes} scores and the rest")
    for head in heads:
        biased = producers[producers[head.inputs[0]].inputs[0]]
        convolution = producers[biased.inputs[0]]
        sizes = constants[head.inputs[1]]
        channels = [kept, *range(classes, sizes.sum())]
        for name in (convolution.inputs[1], biased.inputs[1]):
            constants[name] = constants[name][..., channels]
        constants[head.inputs[1]] = np.array([1, *sizes[1:]], sizes.dtype)
    for name, value in constants.items():
        if value.shape == (3,) and value.dtype.kind == "i" and value[1] == classes:
            constants[name] = np.array([value[0], 1, value[2]], value.dtype)
    return replace(model, constants=constants)
