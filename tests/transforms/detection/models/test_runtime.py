from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest

from pantau.transforms.detection.models import runtime
from pantau.transforms.detection.models.seat_detector import MOVENET


class WithoutBfloat16:
    def get_property(self, device: str, name: str) -> list[str]:
        return ["FP32", "INT8"]


def test_a_processor_without_bfloat16_is_told_and_not_given_float32_in_silence(monkeypatch):
    model = runtime.read_model(MOVENET)
    monkeypatch.setattr(runtime, "_core", WithoutBfloat16)
    with pytest.raises(ValueError, match="'bf16': this processor has no bfloat16 arithmetic; choose f32"):
        runtime.compiled(model, 1, "bf16")


def test_an_unknown_precision_is_refused_with_those_that_are_known():
    with pytest.raises(ValueError, match="'int4' is not known; choose one of f32, bf16"):
        runtime.compiled(runtime.read_model(MOVENET), 1, "int4")


def test_threads_that_begin_at_once_share_one_core(monkeypatch):
    made = []

    class Slow:
        def __init__(self):
            sleep(0.05)
            made.append(self)

        def read_model(self, path):
            return self

    monkeypatch.setattr(runtime.openvino, "Core", Slow)
    runtime._core.cache_clear()
    try:
        with ThreadPoolExecutor(4) as threads:
            given = list(threads.map(runtime.read_model, [MOVENET] * 4))
    finally:
        runtime._core.cache_clear()
    assert given == made * 4
