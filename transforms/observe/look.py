"""Looking at one recording: which pictures, who is on them, and how the pictures are."""

from dataclasses import dataclass, field

import numpy as np

from schemas.tables import OBSERVATIONS, SAMPLES
from transforms.bulkhead import Lost
from transforms.inventory.allowance import to_look
from transforms.inventory.opening import Unreadable
from transforms.inventory.steady import steady
from transforms.inventory.turns import Turn
from transforms.observe.eyes import Eyes
from transforms.observe.frames import DecodeTally
from transforms.observe.gathered import Gathered
from transforms.observe.health import measure_health
from transforms.observe.likeness import MEMORY_S, Memory
from transforms.observe.observer import Observer
from transforms.observe.people.detector import PersonDetector
from transforms.observe.people.runtime import one_thread_each
from transforms.observe.people.seats import SeatWatcher
from transforms.observe.pictures import opened, pictures_of, planned
from transforms.observe.rows import person_rows, sample_row, seat_row
from transforms.observe.sparing import spare
from transforms.warehouse.partitions import Partition, read_notes, write_encoded


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
        one_thread_each()
        self._models = PersonDetector(self.observer.detector), SeatWatcher(self.observer.seats)

    def __call__(self, turn: Turn) -> str:
        """Looks at a recording, and returns its id.

        Raises:
            Unreadable: no picture could be decoded; or it is not the file any more that the inventory found. Then
                nothing is written, and it is looked at again.
            OSError: the recording or the warehouse failed.
        """
        recording = turn.recording
        version = self.observer.version(recording["camera_id"], recording["service_date"])
        with steady(self.archive, recording["recording_uri"], recording["bytes"]):
            seen, people, failure = self._observe(turn, version)
        self._write(turn, seen, people, {"failure": failure})
        if failure:
            raise Unreadable("undecodable", failure)
        return recording["recording_id"]

    def recall(self, turn: Turn) -> None:
        """Says again what is noted of a recording that this observer could not look at.

        Raises:
            Unreadable: that.
        """
        recording = turn.recording
        version = self.observer.version(recording["camera_id"], recording["service_date"])
        notes = read_notes(sample_partition(recording).path(self.warehouse)) or {}
        if notes.get("model_hash") == version and notes.get("failure"):
            word = notes.get("word", "undecodable")
            if word == "undecodable" or notes.get("allowed") == self._allowed(turn):
                raise Unreadable(word, notes["failure"])

    def forgo(self, turn: Turn, lost: Lost) -> None:
        """Notes a recording that its process did not survive: it is looked at again where it is allowed more.

        One that was killed from outside is not to blame, and is looked at again in any case.
        """
        if lost.word != "killed":
            noted = {"failure": str(lost), "word": lost.word, "allowed": self._allowed(turn)}
            self._write(turn, *_gathering(turn.recording), noted)

    def _allowed(self, turn: Turn) -> str:
        bounds = to_look(turn.recording, self.observer.site.night)
        return f"{bounds.seconds:.0f} s, {bounds.megabytes} MB"

    def _write(self, turn: Turn, seen: Gathered, people: Gathered, notes: dict[str, str]) -> None:
        recording = turn.recording
        noted = {
            "model_hash": self.observer.version(recording["camera_id"], recording["service_date"]),
            "turn": turn.digest,
            "recording_sha256": recording["recording_sha256"],
            **notes,
        }
        write_encoded(self.warehouse, people.encoded())
        write_encoded(self.warehouse, seen.encoded(noted))

    def _observe(self, turn: Turn, version: str) -> tuple[Gathered, Gathered, str]:
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
        keep, beat = self.observer.site.observer.seat_keep, self.observer.beat
        beats = beat, self.observer.rare_beat
        own = opened(recording, self.archive)
        plan = planned(recording, own.packets, self.observer.cadence_s)
        spared = spare(own, plan, beats, Eyes(detector, watcher, self.observer.seats, bounds), keep, shared)
        (samples, people), tally = _gathering(recording), DecodeTally()
        samples.add(spared.rows)
        memory, thumbnail, measured_s = Memory(), None, 0.0
        eyes, afresh_s = Eyes(detector, watcher, self.observer.seats, bounds), -np.inf
        for picture in pictures_of(turn, self.archive, own, spared.rest, tally):
            frame, at_s, number = picture.frame, picture.at_s, picture.first_sighting
            # At the grid points that are the same for all recordings, and wherever those have no picture.
            afresh = frame.slot % beat == 0 or at_s - afresh_s >= beat * plan.cadence_s
            afresh_s = at_s if afresh else afresh_s
            known = spared.seen.get(frame.slot) if picture.own else None
            sight = eyes.look(frame.bgr, afresh, picture.own, known)
            found = sight.people
            previous = thumbnail if round(at_s - measured_s, 3) <= MEMORY_S else None
            health, measured = measure_health(frame.bgr, previous)
            likeness = [([], [])] * len(found.boxes)
            # What another recording speaks for is not remembered, or everybody would be there twice.
            if picture.speaks:
                thumbnail, measured_s = measured, at_s
                likeness = memory.compare(at_s, frame.bgr, found.boxes, number)
            if not picture.own:
                continue
            if health.change is None:
                health = health._replace(change=spared.changes.get(frame.slot))
            basis = "unchanged" if sight.people_carried else "looked"
            samples.add([sample_row(frame, health, len(found.at_least(detector.spec.confident)), shared, basis)])
            people.add(person_rows(frame, found, likeness, number, shared, sight.people_carried))
            seated = [
                seen for seen in zip(zones, sight.seats, sight.seat_carried, strict=True) if seen[1].score >= keep
            ]
            people.add(
                seat_row(frame, zone, seat, number + len(found.boxes) + i, shared, carried)
                for i, (zone, seat, carried) in enumerate(seated)
            )
        failure = ""
        if not len(samples):
            failure = (
                f"{recording['recording_uri']}: none of the pictures looked at could be decoded "
                f"({tally.errors} errors); export it again from the recorder"
            )
        return samples, people, failure


def sample_partition(recording: dict) -> Partition:
    """The partition of a recording's samples."""
    return Partition(SAMPLES, tuple(recording[name] for name in SAMPLES.partition))


def _gathering(recording: dict) -> tuple[Gathered, Gathered]:
    """For the samples and the observations of a recording."""
    samples = sample_partition(recording)
    return Gathered(samples), Gathered(Partition(OBSERVATIONS, samples.values))
