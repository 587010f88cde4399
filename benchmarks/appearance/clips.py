"""The clips, and who is who in them.

They were divided before any frame was looked at: by some descriptors are chosen, by the others they are judged.
`people.csv` names a person of a clip for each of their tracklets, by a moment and the middle of the box then. Each was
checked by eye: tracklets of things, of feet alone and of two people are not named, and so left out.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import av
import numpy as np
from scipy.optimize import linear_sum_assignment

from benchmarks.appearance.tracklets import CONTINUES, tracklets
from pantau.transforms.detection.models.detections import Detections, overlap
from pantau.transforms.detection.models.person_detector import PersonDetector

PEOPLE = Path(__file__).parent / "people.csv"
PETS, PETS_TRACKS = "vtest.avi", "vtest_PETS09-S2L1_tracks.csv"
MATCHED = 0.5
"""Intersection over union from which on a detection shows a published box. Chosen, as usual."""

NESTED = 0.5
"""Of two boxes on one frame, the share of the smaller that is shared at most if they are of two people. Chosen."""

Use = Literal["choose", "judge", "rendered"]


@dataclass(frozen=True)
class ClipSource:
    """A file, how many frames of a second are looked at, and what it may be used for.

    all_differ: everybody named in it is somebody else; in other clips only those who are seen at one moment are.
    true_boxes: published boxes are taken in place of the detector's.
    """

    name: str
    rate: float
    use: Use
    all_differ: bool = False
    true_boxes: bool = False

    @property
    def title(self) -> str:
        return f"{self.name}, true boxes" if self.true_boxes else self.name


SOURCES = (
    ClipSource("checkout_cashier.mp4", 5, "choose"),
    ClipSource("desk_service_theft.mp4", 5, "choose"),
    ClipSource("desk_service_theft0.mp4", 5, "choose"),
    ClipSource("desk_service_theft2.mp4", 5, "choose"),
    ClipSource("desk_service_theft4.mp4", 5, "choose"),
    ClipSource("desk_service_theft6.mp4", 5, "choose"),
    ClipSource("IBMtest2.mp4", 7.5, "choose"),
    ClipSource("shop_front_osd_clock.mp4", 5, "choose"),
    ClipSource("store_crowd_h264_avi.avi", 5, "choose"),
    ClipSource(PETS, 10, "judge", all_differ=True),
    ClipSource(PETS, 10, "judge", all_differ=True, true_boxes=True),
    ClipSource("service_counter_queue.mp4", 5, "judge"),
    ClipSource("HallAndMonitor.mp4", 7.5, "judge", all_differ=True),
)
"""They have no stated licence: they choose and judge, and nothing is fitted on them."""


@dataclass(frozen=True, eq=False)
class ClipPeople:
    """Detections (n,) of named people on `frames`, of which `times` has the seconds and `found` everybody detected.

    frame, which (n,): the frame, and the detection on it. box (n, 4): fractions. others: pairs of people who are
    certainly two.
    """

    source: ClipSource
    frames: list[np.ndarray]
    times: np.ndarray
    found: list[Detections]
    frame: np.ndarray
    which: np.ndarray
    box: np.ndarray
    person: np.ndarray
    others: frozenset[tuple[str, str]]


def people_of(source: ClipSource, folder: Path, detector: PersonDetector) -> ClipPeople:
    """The people of a clip in a folder, as the detector finds them."""
    times, frames = zip(*frames_of(folder / source.name, source.rate), strict=True)
    if source.name == PETS:
        published = _published(folder / PETS_TRACKS, frames[0].shape[:2], len(frames))
        found = [boxes for boxes, _ in published] if source.true_boxes else [detector.detect(bgr) for bgr in frames]
        rows = _matched(found, published)
    else:
        found = [detector.detect(bgr) for bgr in frames]
        rows = _named(found, np.array(times), source.name)
    frame, which, person = (np.array(column) for column in zip(*rows, strict=True))
    box = np.array([found[at].boxes[one] for at, one in zip(frame, which, strict=True)])
    named = sorted(set(person.tolist()))
    others = {
        (one, other)
        for one in named
        for other in named
        if one != other and (source.all_differ or _beside(frame, box, person == one, person == other))
    }
    return ClipPeople(source, list(frames), np.array(times), found, frame, which, box, person, frozenset(others))


def frames_of(path: Path, rate: float) -> Iterator[tuple[float, np.ndarray]]:
    """Seconds and frames, uint8 (h, w, 3) BGR, of a clip, at most so many a second; those that decode."""
    due = None
    with av.open(str(path)) as container:
        try:
            for frame in container.decode(video=0):
                if frame.time is not None and (due is None or frame.time >= due - 1e-3):
                    due = frame.time + 1 / rate if due is None else max(due + 1 / rate, frame.time + 0.5 / rate)
                    yield frame.time, frame.to_ndarray(format="bgr24")
        except av.error.InvalidDataError:
            return


def _named(found: list[Detections], times: np.ndarray, name: str) -> list[tuple[int, int, str]]:
    """Frame, detection and person of the tracklets that `people.csv` names."""
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        marks = [row for row in csv.DictReader(file) if row["clip"] == name]
    known, result = tracklets(found), []
    for mark in marks:
        at, place = int(np.abs(times - float(mark["at_s"])).argmin()), np.array([float(mark["x"]), float(mark["y"])])
        held = [
            one
            for one in known
            for frame, which in one
            if frame == at and np.abs(found[at].boxes[which].reshape(2, 2).mean(axis=0) - place).max() < 0.01
        ]
        if len(held) != 1:
            raise ValueError(
                f"{PEOPLE.name}: {len(held)} tracklets of {name} have their middle at {mark['at_s']} s, {place}, not "
                "one; the detector has changed: look at the clip again and correct the row"
            )
        result += [(frame, which, mark["person"]) for frame, which in held[0]]
    return result


def _published(tracks: Path, shape: tuple[int, int], frames: int) -> list[tuple[Detections, list[str]]]:
    """For each frame, of height and width `shape`, the published boxes and whose they are."""
    with tracks.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    result = []
    for number in range(frames):
        here = [row for row in rows if int(row["frame"]) == number]
        boxes = np.array([[float(row[side]) for side in ("x1", "y1", "x2", "y2")] for row in here]).reshape(-1, 4)
        boxes = np.clip(boxes / (*shape[::-1], *shape[::-1]), 0, 1).astype(np.float32)
        result.append((Detections(boxes, np.ones(len(boxes), np.float32)), [row["id"] for row in here]))
    return result


def _matched(found: list[Detections], published: list[tuple[Detections, list[str]]]) -> list[tuple[int, int, str]]:
    """Frame, detection and person of the detections that show published boxes."""
    result = []
    for number, (seen, (there, names)) in enumerate(zip(found, published, strict=True)):
        usable = np.flatnonzero(seen.scores >= CONTINUES)
        shared = overlap(there.boxes, seen.boxes[usable])
        for row, column in zip(*linear_sum_assignment(shared, maximize=True), strict=True):
            if shared[row, column] >= MATCHED:
                result.append((number, int(usable[column]), names[row]))
    return result


def _beside(frame: np.ndarray, box: np.ndarray, one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two are seen on one frame, and on no frame in boxes that may be of one person."""
    mine, theirs = dict(zip(frame[one], box[one], strict=True)), dict(zip(frame[other], box[other], strict=True))
    both = [(mine[at], theirs[at]) for at in mine if at in theirs]
    return bool(both) and all(_shared(*pair) <= NESTED for pair in both)


def _shared(one: np.ndarray, other: np.ndarray) -> float:
    sides = np.clip(np.minimum(one[2:], other[2:]) - np.maximum(one[:2], other[:2]), 0, None)
    return float(sides.prod() / min((one[2:] - one[:2]).prod(), (other[2:] - other[:2]).prod()))
