"""From TensorFlow.js graph models to ONNX, with `onnx` and numpy alone; used to build the shipped models only."""

from transforms.observe.people.conversion.classes import of_one_class
from transforms.observe.people.conversion.conversion import Conversion, convert

__all__ = ["Conversion", "convert", "of_one_class"]
