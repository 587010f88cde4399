"""Models made ready to run on the processor, repeatably."""

from functools import lru_cache
from pathlib import Path
from threading import Lock

import cv2
import openvino

PRECISIONS = ("f32", "bf16")


# Workers are threads that build their models at the same time: without it each would make a core of its own, and drop
# it while another compiles.
_one_at_a_time = Lock()


@lru_cache(maxsize=1)
def _core() -> openvino.Core:
    return openvino.Core()


def one_thread_each() -> None:
    """Has OpenCV work on the thread that calls it: as many recordings are looked at side by side as there are cores."""
    cv2.setNumThreads(1)


def read_model(path: Path) -> openvino.Model:
    """The ONNX model at `path`; raises FileNotFoundError, or ValueError when it is no model that can be read."""
    if not Path(path).is_file():
        raise FileNotFoundError(f"{path}: no such model file; name an ONNX file, or leave the shipped model configured")
    try:
        with _one_at_a_time:
            return _core().read_model(path)
    except RuntimeError as error:
        raise ValueError(f"{path}: cannot be read as an ONNX model: {error}") from error


def compiled(model: openvino.Model, threads: int, precision: str) -> openvino.CompiledModel:
    """The model compiled for the processor, with `threads` threads.

    Either precision gives the same bytes on the same kind of processor, whatever the load. OpenVINO would take float32
    where the processor has no bfloat16, and figures would differ by machine under one version: that raises ValueError,
    as does a precision that is not known. Threads are not pinned to cores: OpenVINO would pin those of
    every process to the same ones, which halves the speed of two recordings observed at once.
    """
    if precision not in PRECISIONS:
        raise ValueError(f"precision {precision!r} is not known; choose one of {', '.join(PRECISIONS)}")
    with _one_at_a_time:
        capabilities = _core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    if precision == "bf16" and "BF16" not in capabilities:
        raise ValueError("precision 'bf16': this processor has no bfloat16 arithmetic; choose f32")
    settings = {
        "INFERENCE_NUM_THREADS": threads,
        "INFERENCE_PRECISION_HINT": precision,
        "NUM_STREAMS": 1,
        "ENABLE_CPU_PINNING": False,
    }
    with _one_at_a_time:
        return _core().compile_model(model, "CPU", settings)
