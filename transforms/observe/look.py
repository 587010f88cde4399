"""Looking at one recording: which pictures, who is on them, and how the pictures are."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from schemas.site.zones import Zone
from schemas.tables import OBSERVATIONS, SAMPLES
from transforms.inventory.opening import Unreadable
from transforms.inventory.turns import Turn
from transforms.observe.frames import DecodeTally, Frame
from transforms.observe.health import Health, measure_health
from transforms.observe.likeness import MEMORY_S, Memory
from transforms.observe.observer import Observer
from transforms.observe.people.detector import PersonDetector
from transforms.observe.people.people import People
from transforms.observe.people.seats import SeatSight, SeatWatcher
from transforms.observe.pictures import pictures_of
from transforms.warehouse.partitions import Partition, read_notes, write_partition

DECIMALS = 5
"""Of fractions of the picture and scores: 0.02 px in 1080p, finer than any model sees."""


@dataclass
class Look:
    """Observes recordings and writes what it saw; `setup` builds the models where it runs.

    Samples are written after the observations, so a recording with samples is one that was looked at whole. The file
    notes the observer's version, and the failure where nothing could be decoded, so that neither is repeated.
    """

    observer: Observer
    archive: str
    warehouse: str
    _models: tuple[PersonDetector, SeatWatcher] | None = field(default=None, init=False, repr=False)

    def setup(self) -> None:
        """Builds the models."""
        self._models = PersonDetector(self.observer.detector), SeatWatcher(self.observer.seats)

    def __call__(self, turn: Turn) -> str:
        """Looks at a recording, and returns its id.

        Raises:
            Unreadable: no picture could be decoded, now or when this observer looked before.
            OSError: the recording or the warehouse failed.
        """
        recording = turn.recording
        version = self.observer.version(recording["camera_id"], recording["service_date"])
        samples = sample_partition(recording)
        notes = read_notes(samples.path(self.warehouse)) or {}
        if notes.get("model_hash") == version and notes.get("failure"):
            raise Unreadable("undecodable", notes["failure"])
        seen, people, failure = self._observe(turn, version)
        noted = {
            "model_hash": version,
            "turn": turn.digest,
            "recording_sha256": recording["recording_sha256"],
            "failure": failure,
        }
        write_partition(self.warehouse, Partition(OBSERVATIONS, samples.values), people)
        write_partition(self.warehouse, samples, seen, noted)
        if failure:
            raise Unreadable("undecodable", failure)
        return recording["recording_id"]

    def _observe(self, turn: Turn, version: str) -> tuple[pa.Table, pa.Table, str]:
        detector, watcher = self._models or (None, None)
        if detector is None or watcher is None:
            raise RuntimeError("Look: call setup() before looking")
        recording = turn.recording
        zones = self.observer.seat_zones(recording["camera_id"], recording["service_date"])
        bounds = np.array([zone.bounds for zone in zones]).reshape(-1, 4)
        shared = {name: recording[name] for name in SAMPLES.partition} | {
            "site_id": recording["site_id"],
            "model_hash": version,
        }
        samples, people, tally = [], [], DecodeTally()
        memory, thumbnail, measured_s = Memory(), None, 0.0
        for picture in pictures_of(turn, self.archive, self.observer.cadence_s, tally):
            frame, at_s, number = picture.frame, picture.at_s, picture.first_sighting
            found = detector.detect(frame.bgr)
            previous = thumbnail if round(at_s - measured_s, 3) <= MEMORY_S else None
            health, measured = measure_health(frame.bgr, previous)
            likeness = [([], [])] * len(found.boxes)
            # What another recording speaks for is not remembered, or everybody would be there twice.
            if picture.speaks:
                thumbnail, measured_s = measured, at_s
                likeness = memory.compare(at_s, frame.bgr, found.boxes, number)
            if not picture.own:
                continue
            samples.append(_sample_row(frame, health, len(found.at_least(detector.spec.confident)), shared))
            people += _person_rows(frame, found, likeness, number, shared)
            sights = zip(zones, watcher.look(frame.bgr, bounds), strict=True)
            seated = [pair for pair in sights if pair[1].score >= self.observer.site.observer.seat_keep]
            people += [_seat_row(frame, *pair, number + len(found.boxes) + i, shared) for i, pair in enumerate(seated)]
        failure = ""
        if not samples:
            failure = (
                f"{recording['recording_uri']}: none of the pictures looked at could be decoded "
                f"({tally.errors} errors); export it again from the recorder"
            )
        return SAMPLES.arrow(samples), OBSERVATIONS.arrow(people), failure


def sample_partition(recording: dict) -> Partition:
    """The partition of a recording's samples."""
    return Partition(SAMPLES, tuple(recording[name] for name in SAMPLES.partition))


def _sample_row(frame: Frame, health: Health, people: int, shared: dict) -> dict:
    height, width = frame.bgr.shape[:2]
    return {
        **shared,
        "offset_s": round(frame.offset_s, 6),
        "key_frame": frame.is_key,
        "width": width,
        "height": height,
        "brightness": health.brightness,
        "sharpness": health.sharpness,
        "change": health.change,
        "people": people,
    }


def _person_rows(
    frame: Frame, found: People, likeness: list[tuple[list[int], list[float]]], first: int, shared: dict
) -> list[dict]:
    return [
        {
            **_row(frame, first + i, "person", box, score, shared),
            "zone_id": None,
            "head_x": None,
            "head_y": None,
            "compared_to": earlier,
            "likeness": alike,
        }
        for i, (box, score, (earlier, alike)) in enumerate(
            zip(found.boxes.tolist(), found.scores.tolist(), likeness, strict=True)
        )
    ]


def _seat_row(frame: Frame, zone: Zone, sight: SeatSight, number: int, shared: dict) -> dict:
    return {
        **_row(frame, number, "seat", list(zone.bounds), sight.score, shared),
        "zone_id": zone.id,
        "head_x": None if sight.x is None else round(sight.x, DECIMALS),
        "head_y": None if sight.y is None else round(sight.y, DECIMALS),
        "compared_to": [],
        "likeness": [],
    }


def _row(frame: Frame, number: int, kind: str, box: list[float], score: float, shared: dict) -> dict:
    corners = dict(zip(("x1", "y1", "x2", "y2"), (round(side, DECIMALS) for side in box), strict=True))
    return {
        **shared,
        "offset_s": round(frame.offset_s, 6),
        "sighting": number,
        "observation_kind": kind,
        **corners,
        "score": round(score, DECIMALS),
    }
