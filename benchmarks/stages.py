"""Speed against real time and peak memory of each stage, on rendered 1080p25 H.264; run by `make bench`.

Each stage runs alone on one thread, three times, and the median is shown. Times on a shared machine are noisy: compare
rows of one run with each other, not with another run.
"""

import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from transforms.inventory.digest import sha256
from transforms.inventory.probe import probe
from transforms.observe.cadence import plan_samples
from transforms.observe.frames import sample_frames
from transforms.observe.health import measure_health
from transforms.observe.likeness import Memory
from transforms.observe.people import PersonDetector, SeatWatcher
from transforms.simulate.recorder import segments
from transforms.simulate.recording import Video
from transforms.simulate.render import render_segment
from transforms.simulate.scenario import Scenario, load_scenario

SECONDS, CADENCE_S, REPEATS = 60, 2.0, 3
MEBIBYTE = 1024

SEATS = np.array([[0.3, 0.25, 0.4, 0.4], [0.6, 0.25, 0.7, 0.4]])
"""Two seats; what is on them does not change how long a look takes."""


def main() -> None:
    """Renders the recording, measures, prints."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        console.print("Rendering a minute of 1080p25 …")
        scenario = _in_full_hd(load_scenario("tiny", SECONDS / 60))
        recording = render_segment(scenario, 1, segments(scenario)[0], Path(folder))
        packets = probe(recording, recording.name).packets
        seconds = float(packets.seconds.max())
        plan = plan_samples(packets, 0.0, CADENCE_S)
        pictures = [frame.bgr.copy() for frame in sample_frames(recording, recording.name, packets, plan)]
        detector, watcher = PersonDetector(), SeatWatcher()
        boxes = [detector.detect(picture).boxes for picture in pictures]

        def digest() -> None:
            with recording.open("rb") as file:
                sha256(file)

        def compare() -> None:
            memory = Memory()
            for i, (picture, found) in enumerate(zip(pictures, boxes, strict=True)):
                memory.compare(i * CADENCE_S, picture, found, 0)

        stages: dict[str, Callable[[], object]] = {
            "hash": digest,
            "demux and probe": lambda: probe(recording, recording.name),
            "decode a picture every 2 s": lambda: list(sample_frames(recording, recording.name, packets, plan)),
            "health figures": lambda: [measure_health(picture, None) for picture in pictures],
            "people in the picture": lambda: [detector.detect(picture) for picture in pictures],
            "two seats": lambda: [watcher.look(picture, SEATS) for picture in pictures],
            "likeness": compare,
        }
        table = Table(
            "stage", "× real time", "ms a picture", "share of the time", title=f"{seconds:.0f} s of 1080p25 H.264"
        )
        took = {name: _median(stage) for name, stage in stages.items()}
        total = sum(took.values())
        for name, spent in took.items():
            table.add_row(
                name, f"{seconds / spent:,.0f}", f"{1000 * spent / len(pictures):.1f}", f"{spent / total:.0%}"
            )
        table.add_row("together", f"{seconds / total:,.0f}", f"{1000 * total / len(pictures):.1f}", "", style="bold")
        console.print(table)
        console.print(f"Peak memory of a process that looks at the recording: {_peak_memory(recording)} MiB")


def look(path: str) -> None:
    """Looks at a recording as the night does, and prints the peak memory of this process in MiB."""
    packets = probe(path, path).packets
    plan = plan_samples(packets, 0.0, CADENCE_S)
    detector, watcher, memory = PersonDetector(), SeatWatcher(), Memory()
    for frame in sample_frames(path, path, packets, plan):
        memory.compare(frame.offset_s, frame.bgr, detector.detect(frame.bgr).boxes, 0)
        watcher.look(frame.bgr, SEATS)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBIBYTE)


def _in_full_hd(scenario: Scenario) -> Scenario:
    video = Video(width=1920, height=1080, fps=25, crf=26)
    camera = scenario.cameras[0].model_copy(update={"segment_s": SECONDS, "gaps": ()})
    return scenario.model_copy(update={"video": video, "cameras": (camera,)})


def _median(stage: Callable[[], object]) -> float:
    spent = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        stage()
        spent.append(time.perf_counter() - began)
    return statistics.median(spent)


def _peak_memory(recording: Path) -> int:
    command = [sys.executable, "-c", f"from benchmarks.stages import look; look({str(recording)!r})"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    main()
