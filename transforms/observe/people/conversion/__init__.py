"""From TensorFlow.js graph models to ONNX, with `onnx` and numpy alone; used to build the shipped models only."""

from .conversion import Conversion, convert

__all__ = ["Conversion", "convert"]
