"""What was seen on the frames of a stretch of a recording, to be drawn over it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pantau.schemas.table import Table
from pantau.schemas.tables import CLOSER_OBSERVATIONS, CLOSER_SAMPLES, OBSERVATIONS, SAMPLES
from pantau.transforms.tables.partition_files import read_table


@dataclass(frozen=True)
class SeenLimits:
    """What counts as seen, by the thresholds of the site file on a date.

    Who scores `person` or more starts a track, `person_again` goes on with one, `seat` sits on a seat.
    """

    person: float
    person_again: float
    seat: float


@dataclass(frozen=True)
class SeenPerson:
    """Somebody on a frame: box x1, y1, x2, y2 in fractions of it, score, and `kind` as in `observations`.

    `sure` is whether it would count by itself; who is less sure counts as part of a track alone.
    """

    box: tuple[float, float, float, float]
    score: float
    kind: str
    sure: bool
    carried_forward: bool


@dataclass(frozen=True)
class SeenFrame:
    """A frame of which is known who was on it, at `offset_s` of its recording; `basis` and `seats_looked` as in
    `samples`."""

    offset_s: float
    basis: str
    seats_looked: bool
    people: tuple[SeenPerson, ...]


def seen_frames(
    warehouse: str | Path, row: Mapping[str, Any], from_s: float, to_s: float, limits: SeenLimits
) -> list[SeenFrame]:
    """The frames between two offsets of a recording (a row of `recordings`), in order of time.

    Detections below the limits are left out: the warehouse keeps them for other thresholds. A moment without a frame
    here was not looked at: nothing is known of it. The list is empty also where what was seen was deleted, as its
    retention asks.
    """
    where = {name: row[name] for name in ("service_date", "agency_id", "camera_id", "recording_id")}
    least = {"person": limits.person_again, "seat": limits.seat}
    sure = {"person": limits.person, "seat": limits.seat}
    frames: dict[float, tuple[str, bool]] = {}
    people: dict[float, list[SeenPerson]] = {}
    for samples, observations in ((SAMPLES, OBSERVATIONS), (CLOSER_SAMPLES, CLOSER_OBSERVATIONS)):
        # What was seen on a sampled frame stands among what was seen between samples once more.
        own = {
            sample["offset_s"]: (sample["basis"], _seats_looked(sample, samples))
            for sample in read_table(warehouse, samples, **where).to_pylist()
            if from_s <= sample["offset_s"] <= to_s and sample["offset_s"] not in frames
        }
        frames |= own
        for seen in read_table(warehouse, observations, **where).to_pylist():
            kind, score = seen["observation_kind"], seen["score"]
            if seen["offset_s"] in own and score >= least[kind]:
                box = (seen["x1"], seen["y1"], seen["x2"], seen["y2"])
                person = SeenPerson(box, score, kind, score >= sure[kind], bool(seen["carried_forward"]))
                people.setdefault(seen["offset_s"], []).append(person)
    return [SeenFrame(offset_s, *frame, tuple(people.get(offset_s, ()))) for offset_s, frame in sorted(frames.items())]


def _seats_looked(sample: Mapping[str, Any], table: Table) -> bool:
    """Earlier versions looked at the seats of every sample and of no frame between them, and do not say so."""
    told = sample["seats_looked"]
    return table is SAMPLES if told is None else told
