"""How near to the physical limit each stage is: what this machine can do at best, on one thread, with the same file.

Run as `python -m benchmarks.limits FILE`; prints JSON. Demuxing is compared with demuxing alone; decoding with decoding
the key frames alone, and with every frame; the detector with a product of large matrices; writing with writing as many
bytes and waiting until they are on the disk.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from math import prod
from pathlib import Path

import av
import numpy as np
import openvino
import pyarrow as pa
import pyarrow.parquet as pq
from openvino import opset13 as ops

from pantau.transforms.detection.models.person_detector import DetectorSpec, PersonDetector
from pantau.transforms.detection.models.runtime import compiled, read_model

SIDE, FRAMES, ROWS, EVERY_S = 1024, 30, 200_000, 10.0


@dataclass(frozen=True)
class MachineLimits:
    """× real time of demuxing, of the key frames, of every frame; ms of a key frame; GFLOP/s of the detector and of the
    processor; MB/s of Parquet written and of the disk."""

    demux_x: float
    keys_x: float
    key_ms: float
    every_x: float
    detector_gflops: float
    processor_gflops: float
    detector_ms: float
    parquet_mb_s: float
    disk_mb_s: float


def measure(path: str) -> MachineLimits:
    demux_s, seconds = _timed(lambda: _demux(path))
    keys_s, keys = _timed(lambda: _decode(path, "NONKEY"))
    every_s, frames = _timed(lambda: _decode(path, "DEFAULT", EVERY_S))
    spec = DetectorSpec()
    detector, frame = PersonDetector(spec), _noise((1080, 1920, 3))
    detector.detect(frame)
    detector_s, _ = _timed(lambda: [detector.detect(frame) for _ in range(FRAMES)])
    product, factor = _product(spec), np.ones((SIDE, SIDE), np.float32)
    product_s, _ = _timed(lambda: [product(factor) for _ in range(FRAMES)])
    parquet_mb_s, disk_mb_s = _writing()
    return MachineLimits(
        demux_x=seconds / demux_s,
        keys_x=seconds / keys_s,
        key_ms=1000 * keys_s / keys,
        every_x=min(seconds, EVERY_S) / every_s if frames else 0.0,
        detector_gflops=operations(spec) * FRAMES / detector_s / 1e9,
        processor_gflops=2 * SIDE**3 * FRAMES / product_s / 1e9,
        detector_ms=1000 * detector_s / FRAMES,
        parquet_mb_s=parquet_mb_s,
        disk_mb_s=disk_mb_s,
    )


def operations(spec: DetectorSpec) -> int:
    """Multiplications and additions for a frame, of the convolutions of the model at its input's size."""
    model = read_model(spec.model)
    model.reshape(openvino.PartialShape([1, 3, spec.height, spec.width]))
    total = 0
    for node in model.get_ops():
        if node.get_type_name() in ("Convolution", "GroupConvolution"):
            kernel = node.input(1).get_shape()
            grouped = node.get_type_name() == "GroupConvolution"
            total += 2 * prod(node.output(0).get_shape()) * prod(kernel[2:] if grouped else kernel[1:])
    return total


def _product(spec: DetectorSpec) -> openvino.CompiledModel:
    """A product of two matrices, by the library, the threads and the precision that the detector has."""
    factor = ops.parameter([SIDE, SIDE], np.float32)
    model = openvino.Model([ops.matmul(factor, np.ones((SIDE, SIDE), np.float32), False, False)], [factor])
    return compiled(model, spec.threads, spec.precision)


def _timed(work: Callable, repeats: int = 3) -> tuple[float, object]:
    """Processor seconds at best, since a limit is what can be reached, and the result."""
    spent, result = [], None
    for _ in range(repeats):
        began = time.process_time()
        result = work()
        spent.append(time.process_time() - began)
    return min(spent), result


def _demux(path: str) -> float:
    with av.open(path) as container:
        (stream,) = container.streams.video
        return max(float((p.pts + p.duration) * stream.time_base) for p in container.demux(stream) if p.pts is not None)


def _decode(path: str, skip: str, until_s: float = float("inf")) -> int:
    frames = 0
    with av.open(path) as container:
        (stream,) = container.streams.video
        stream.codec_context.skip_frame, stream.codec_context.thread_count = skip, 1
        for frame in container.decode(stream):
            if frame.time >= until_s:
                break
            frames += 1
    return frames


def _noise(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(1).integers(0, 255, shape, np.uint8)


def _writing() -> tuple[float, float]:
    """MB/s on the clock, since the disk is what is waited for."""
    rng = np.random.default_rng(1)
    table = pa.table({name: rng.random(ROWS) for name in "abcdef"})
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "rows.parquet")
        began = time.perf_counter()
        pq.write_table(table, file)
        _sync(file)
        parquet_s, data = time.perf_counter() - began, file.read_bytes()
        raw = Path(folder, "raw")
        began = time.perf_counter()
        raw.write_bytes(data)
        _sync(raw)
        return len(data) / 1e6 / parquet_s, len(data) / 1e6 / (time.perf_counter() - began)


def _sync(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file")
    print(json.dumps(asdict(measure(parser.parse_args().file))))


if __name__ == "__main__":
    main()
