"""From TensorFlow.js graph models to ONNX, with `onnx` and numpy alone; used to build the shipped models only."""

from tools.conversion.classes import of_one_class
from tools.conversion.conversion import Conversion, convert

__all__ = ["Conversion", "convert", "of_one_class"]
