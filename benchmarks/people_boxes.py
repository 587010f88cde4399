"""How well people and occupied seats are seen on hand-boxed real frames, and how long a look takes.

Run as `python benchmarks/people_boxes.py [FOOTAGE]`; the folder of real footage is ../shared/footage by default.

A person counts as found when a detection overlaps the hand-drawn box by the stated intersection over union, each
detection used once, best overlaps first. A detection that finds nobody is false, unless half of it lies in an area
marked `ignore`. Seats are the hand-drawn boxes of staff behind desks; empty places are chairs without a person in the
office clip, and the staff boxes moved aside to where nobody is.
"""

import argparse
import csv
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from rich.console import Console
from rich.table import Table

from pantau.transforms.detection.models import Detections, DetectorSpec, PersonDetector, SeatSpec, SeatWatcher
from pantau.transforms.detection.models.detections import overlap
from pantau.transforms.detection.models.runtime import PRECISIONS

FOOTAGE = Path(__file__).resolve().parents[2] / "shared" / "footage"
STAFF, VISITOR, IGNORE = "staff_behind_desk", "visitor", "ignore"
EMPTY_CHAIRS = {
    "office_nvr_osd.avi": [
        (140, 310, 245, 450),
        (975, 430, 1095, 560),
        (375, 220, 415, 330),
        (125, 185, 195, 240),
        (190, 480, 440, 720),
        (300, 400, 420, 480),
    ]
}
SCORES = (0.25, 0.30, 0.35, 0.37, 0.39, 0.45, 0.50)


@dataclass
class Boxed:
    """The first frame at or after `at_s` with the boxes drawn on it by hand, in fractions of the frame, by kind."""

    clip: str
    frame: np.ndarray
    at_s: float = 0.0
    boxes: dict[str, list[np.ndarray]] = field(default_factory=lambda: defaultdict(list))

    def add(self, kind: str, pixels: tuple[float, ...]) -> None:
        height, width = self.frame.shape[:2]
        self.boxes[kind].append(np.clip(np.array(pixels) / [width, height, width, height], 0, 1))

    def of(self, *kinds: str) -> np.ndarray:
        return np.array([box for kind in kinds for box in self.boxes[kind]]).reshape(-1, 4)


def frame_at(clip: Path, seconds: float) -> np.ndarray:
    """The first frame shown at or after `seconds`."""
    with av.open(str(clip)) as container:
        for frame in container.decode(video=0):
            if frame.time >= seconds - 1e-6:
                return frame.to_ndarray(format="bgr24")
    raise ValueError(f"{clip}: ends before {seconds} s")


def counters(footage: Path) -> list[Boxed]:
    """The frames of people_boxes.csv."""
    frames: dict[tuple[str, str], Boxed] = {}
    with (footage / "people_boxes.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            clip, seconds = row["clip"], row["first_frame_at_or_after_s"]
            if (clip, seconds) not in frames:
                frames[clip, seconds] = Boxed(clip, frame_at(footage / "real" / clip, float(seconds)), float(seconds))
            frames[clip, seconds].add(row["kind"], tuple(float(row[side]) for side in ("x1", "y1", "x2", "y2")))
    return list(frames.values())


def pedestrians(footage: Path) -> list[Boxed]:
    """The frames of vtest.avi of which a published sample of boxes is at hand; it does not name everybody."""
    rows = defaultdict(list)
    for line in (footage / "real" / "vtest_PETS09-S2L1_gt_sample.csv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            frame, _, x, y, w, h = map(float, line.split(","))
            rows[int(frame) - 1].append((x, y, x + w, y + h))
    frames = []
    with av.open(str(footage / "real" / "vtest.avi")) as container:
        for index, frame in zip(range(max(rows) + 1), container.decode(video=0), strict=False):
            if index in rows:
                frames.append(Boxed("vtest.avi", frame.to_ndarray(format="bgr24")))
                for box in rows[index]:
                    frames[-1].add(VISITOR, box)
    return frames


def tally(boxed: Boxed, people: Detections, least_overlap: float) -> Counter:
    """People found by kind, and false detections, in one frame."""
    wanted = [kind for kind in (VISITOR, STAFF) for _ in boxed.boxes[kind]]
    shared = overlap(boxed.of(VISITOR, STAFF), people.boxes)
    found, used = {}, set()
    for person, seen in sorted(np.ndindex(shared.shape), key=lambda pair: -shared[pair]):
        if shared[person, seen] >= least_overlap and person not in found and seen not in used:
            found[person] = seen
            used.add(seen)
    spare = np.array([box for seen, box in enumerate(people.boxes) if seen not in used]).reshape(-1, 4)
    areas = (spare[:, 2:] - spare[:, :2]).prod(axis=1)
    ignored = [(shared_area(spare, area) > 0.5 * areas) for area in boxed.of(IGNORE)]
    false = len(spare) - int(np.any(ignored, axis=0).sum()) if ignored else len(spare)
    return Counter([wanted[person] for person in found]) + Counter(false=false)


def shared_area(boxes: np.ndarray, area: np.ndarray) -> np.ndarray:
    sides = np.minimum(boxes[:, 2:], area[2:]) - np.maximum(boxes[:, :2], area[:2])
    return np.clip(sides, 0, None).prod(axis=1)


def beside(boxed: Boxed) -> Iterator[np.ndarray]:
    """Staff boxes moved aside by one and a half and by three widths to where nobody is boxed."""
    for box in boxed.of(STAFF):
        for widths in (-3, -1.5, 1.5, 3):
            moved = box + np.array([1, 0, 1, 0]) * widths * (box[2] - box[0])
            inside = moved[0] >= 0 and moved[2] <= 1
            if inside and not shared_area(boxed.of(VISITOR, STAFF, IGNORE), moved).any():
                yield moved


def detection_table(title: str, frames: list[Boxed], detector: PersonDetector) -> Table:
    table = Table(title=title)
    for heading in ("score", "overlap", "visitors", "staff", "false"):
        table.add_column(heading, justify="right")
    totals = {kind: sum(len(boxed.boxes[kind]) for boxed in frames) for kind in (VISITOR, STAFF)}
    seen = [detector.detect(boxed.frame) for boxed in frames]
    for least_overlap in (0.4, 0.5):
        for score in SCORES:
            counts = sum(
                (tally(b, p.at_least(score), least_overlap) for b, p in zip(frames, seen, strict=True)), Counter()
            )
            shares = [f"{counts[kind]} of {total}" for kind, total in totals.items()]
            table.add_row(f"{score:.2f}", f"{least_overlap:.1f}", *shares, str(counts["false"]))
    return table


def seat_table(frames: list[Boxed], watcher: SeatWatcher) -> Table:
    table = Table(title="Seats, one look each")
    for heading in ("score", "staff seen", "empty chairs called occupied", "beside people called occupied"):
        table.add_column(heading, justify="right")
    for boxed in frames:
        for chair in EMPTY_CHAIRS.get(boxed.clip, []):
            boxed.add("empty", chair)
    groups = [lambda b: b.of(STAFF), lambda b: b.of("empty"), lambda b: list(beside(b))]
    scores = [np.array([s.score for b in frames for s in watcher.watch(b.frame, seats(b))]) for seats in groups]
    for score in (0.08, 0.10, 0.12, 0.15):
        table.add_row(f"{score:.2f}", *(f"{(group >= score).sum()} of {len(group)}" for group in scores))
    return table


def milliseconds(frames: list[Boxed], detector: PersonDetector, watcher: SeatWatcher) -> tuple[float, float]:
    """Median processor time of a whole-frame look and of a seat look, in turns so that both meet the same load."""
    whole, seat = [], []
    for boxed in frames * 3:
        for times, look in (
            (whole, lambda b=boxed: detector.detect(b.frame)),
            (seat, lambda b=boxed: watcher.watch(b.frame, np.array([[0.3, 0.3, 0.5, 0.6]]))),
        ):
            start = time.thread_time()
            look()
            times.append(time.thread_time() - start)
    return statistics.median(whole) * 1000, statistics.median(seat) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("footage", nargs="?", type=Path, default=FOOTAGE)
    parser.add_argument("--width", type=int, default=DetectorSpec.width)
    parser.add_argument("--height", type=int, default=DetectorSpec.height)
    parser.add_argument("--precision", choices=PRECISIONS, default=DetectorSpec.precision, help="of the whole frame")
    parser.add_argument("--seat-precision", choices=PRECISIONS, default=SeatSpec.precision, help="of the seats")
    options = parser.parse_args()
    if not options.footage.is_dir():
        parser.error(f"{options.footage} is no folder: name the folder that holds people_boxes.csv and real/")
    detector = PersonDetector(DetectorSpec(width=options.width, height=options.height, precision=options.precision))
    watcher = SeatWatcher(SeatSpec(precision=options.seat_precision))
    frames = counters(options.footage)
    console = Console()
    size = f"{options.width} × {options.height}"
    console.print(detection_table(f"Counters and desks, whole frame at {size}", frames, detector))
    console.print(
        detection_table("Pedestrians of vtest.avi (not everybody is boxed)", pedestrians(options.footage), detector)
    )
    console.print(seat_table(frames, watcher))
    whole, seat = milliseconds(frames, detector, watcher)
    precisions = f"{detector.spec.precision} and {watcher.spec.precision}"
    console.print(f"{whole:.1f} ms a frame, {seat:.1f} ms a seat: median, one thread, {precisions}")


if __name__ == "__main__":
    main()
