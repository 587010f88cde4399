"""How much of people who are not concerned a drawn clip leaves to be seen, on rendered offices with exact truth.

Run as `python -m benchmarks.pixelation SCENARIO:SEED:OFFICE…`, where each OFFICE is what `pantau simulate` wrote
of that scenario and seed, with the warehouse of a night in its folder `warehouse`. On every frame of clips of services,
waiting and visitors in staff areas: of everybody in the frame whom the event is not about, whether a tenth or more of
the head (the upper fifth of the true box), or of the upper body (its upper half), is not pixelated. *Behind* counts
those whom somebody concerned stands in front of: what is not pixelated there shows mostly the one in front. Whom the
event is about is the person that each of its tracks is for most of its time, and the officer who is on a seat of its
counter for most of the event. *Seen* is the share of frames on which
those concerned can be seen: half or more of their upper body.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from pantau.schemas.site import load_site
from pantau.schemas.site.zones import Zone
from pantau.schemas.tables import ANOMALIES, SERVICE_TIME, WAITING_VISITS
from pantau.simulation.day_script import ScriptedCameraDay, write_script
from pantau.simulation.scenario import load_scenario
from pantau.simulation.truth.boxes import boxes_at
from pantau.transforms.detection.models.detections import overlap
from pantau.transforms.detection.models.person_detector import PersonDetector
from pantau.transforms.detection.observer import Observer, observer_of
from pantau.transforms.evidence.drawn.drawn_clip import REACH_CADENCES, drawing_of, stretch_of
from pantau.transforms.evidence.drawn.frames import frames_of, looks_at
from pantau.transforms.evidence.drawn.people_shown import Look, shown_at
from pantau.transforms.evidence.drawn.pixelation import within
from pantau.transforms.evidence.event import Event
from pantau.transforms.evidence.proved import parts_around
from pantau.transforms.tables.partition_files import read_table

GRID = 360, 640
"""Rows and columns on which shares are counted."""

SHOWN, MARGIN_S = 0.1, 2.0


@dataclass
class LeftToSee:
    """Counts of people on frames."""

    frames: int = 0
    others: int = 0
    heads: int = 0
    upper: int = 0
    behind: int = 0
    concerned: int = 0
    seen: int = 0
    worst: list[tuple[float, str, float]] = field(default_factory=list)


def share_of(clear: np.ndarray, box: np.ndarray, upper: float) -> float:
    """Share of the upper part of a box, fractions, that is marked in `clear`."""
    x1, y1, x2, y2 = box
    part = within(np.array([[x1, y1, x2, y1 + upper * (y2 - y1)]]), *clear.shape)
    return float(clear[part].mean()) if part.any() else 0.0


def whom(event: Event, looks: list[Look], seats: Sequence[Zone], day: ScriptedCameraDay, begun: datetime) -> set[str]:
    """The true people that an event is about; `seats` are those of its officer."""
    votes: dict[int, Counter[str]] = {}
    seated: dict[str, Counter[str]] = {seat.id: Counter() for seat in seats}
    first, last = (event.row[edge].timestamp() for edge in ("started_at", "ended_at"))
    for look in looks:
        people = boxes_at(day, look.at - begun.timestamp())
        boxes = np.array([box for _, box in people]).reshape(-1, 4)
        for number, box in look.concerned.items():
            shared = overlap(box[None], boxes)[0]
            if len(shared) and shared.max() >= 0.3:
                votes.setdefault(number, Counter())[people[int(shared.argmax())][0].id] += 1
        for person, box in people if first <= look.at <= last else ():
            middle, head = (box[0] + box[2]) / 2, box[1] + 0.1 * (box[3] - box[1])
            for seat in seats:
                x1, y1, x2, y2 = seat.bounds
                if person.role == "officer" and x1 <= middle <= x2 and y1 <= head <= y2:
                    seated[seat.id][person.id] += 1
    return {count.most_common(1)[0][0] for count in (*votes.values(), *seated.values()) if count}


def measure(
    event: Event, office: Path, observer: Observer, detector: PersonDetector, day: ScriptedCameraDay, begun: datetime
) -> LeftToSee:
    """What the clip of an event leaves to be seen."""
    archive, warehouse = office / "archive", str(office / "warehouse")
    parts = parts_around(event, warehouse, archive, Path(gettempdir(), "clip.webm"), MARGIN_S)
    stretches = [stretch_of(part, archive, observer) for part in parts]
    drawing = drawing_of(event, warehouse, observer, "others")
    seats, sure = drawing.concerned.seats, observer.site.thresholds_on(event.row["service_date"]).person_score
    looks = looks_at(frames_of(stretches), detector, drawing.tracks, seats, sure, REACH_CADENCES * observer.cadence_s)
    concerned, left = whom(event, looks, seats, day, begun), LeftToSee()
    for frame in frames_of(stretches):
        at = frame.at
        people = boxes_at(day, at - begun.timestamp())
        shown = shown_at(at, looks, seats, frame.bgr.shape[1] / frame.bgr.shape[0])
        clear = within(shown.seen, *GRID) & ~within(shown.hidden, *GRID)
        left.frames += 1
        for person, box in people:
            head, upper = (share_of(clear, np.array(box), part) for part in (0.2, 0.5))
            if person.id in concerned:
                left.concerned += 1
                left.seen += upper >= 0.5
                continue
            left.others += 1
            front = [box for other, box in people if other.id in concerned]
            behind = any(overlap(np.array([box]), np.array([one]))[0, 0] > 0 and one[3] > box[3] for one in front)
            if upper >= SHOWN:
                left.behind += behind
                left.upper += not behind
                left.heads += head >= SHOWN and not behind
                if not behind:
                    left.worst.append((round(upper, 2), person.id, round(at - begun.timestamp(), 2)))
    return left


def events_of(warehouse: str) -> Iterator[Event]:
    """What is measured."""
    for table in (SERVICE_TIME, WAITING_VISITS, ANOMALIES):
        for row in read_table(warehouse, table).to_pylist():
            if row.get("kind", "visitor_in_staff_area") == "visitor_in_staff_area":
                yield Event(table, row)


def main() -> None:
    """Prints a line for each table of each office."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("offices", nargs="+", metavar="SCENARIO:SEED:OFFICE")
    parser.add_argument("--minutes", type=float, help="as rendered, where that is not the scenario's")
    parser.add_argument("--every", type=int, default=1, help="measure each so manieth event (1)")
    arguments = parser.parse_args()
    for given in arguments.offices:
        name, seed, folder = given.split(":", 2)
        office, scenario = Path(folder), load_scenario(name, arguments.minutes)
        observer = observer_of(load_site(office / "site.yaml"), office)
        detector, script = PersonDetector(observer.detector), write_script(scenario, int(seed))
        days = {day.scene.id: day for day in script.cameras}
        for number, event in enumerate(events_of(str(office / "warehouse"))):
            if number % arguments.every:
                continue
            left = measure(event, office, observer, detector, days[event.row["camera_id"]], scenario.started_at)
            print(
                f"{name} {event.table.name} {event.row['event_id']}: {left.frames} frames, others {left.others}: "
                f"head {left.heads}, upper body {left.upper}, behind {left.behind}; "
                f"concerned {left.concerned}, seen {left.seen}; {sorted(left.worst)[-1:]}",
                flush=True,
            )


if __name__ == "__main__":
    main()
