"""Days put together from stretches of footage: the archive, the site file and the exact truth of each.

The day follows a real counter: closed, the rush after opening, the rest of the morning, the dip at noon, the afternoon,
closed again. It is repeated footage: the same few stretches come again and again, in turn. What a system costs does not
depend on that, unless it remembered frames for more than a minute; its accuracy counts each stretch as often as it
comes. The clock burnt into the frames starts anew with each stretch, and nothing reads it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import yaml

from benchmarks.material.footage import BUSY, KINDS, NIGHT, NORMAL, QUIET, FootageStretch, Kind
from benchmarks.material.joining import join
from pantau.pipelines.simulate import ARCHIVE, SITE, TRUTH
from pantau.schemas.tables import TABLES
from pantau.simulation.behaviour.motion import ScriptedPerson
from pantau.simulation.day_script import ScriptedCameraDay, ScriptedDay
from pantau.simulation.recorded_files import segments
from pantau.simulation.rendering.hall import hall_of
from pantau.simulation.scenario import Scenario
from pantau.simulation.site import site_file
from pantau.simulation.truth.truth_tables import truth_tables
from pantau.transforms.tables.partition_files import Partition, write_partition

OFFICE_DAY = (
    (NIGHT, 0.05),
    (BUSY, 0.15),
    (NORMAL, 0.15),
    (QUIET, 0.05),
    (NORMAL, 0.10),
    (QUIET, 0.10),
    (BUSY, 0.05),
    (NORMAL, 0.10),
    (QUIET, 0.15),
    (NIGHT, 0.10),
)
"""What goes on in ten hours from 7:00, with the share of them: open from 7:30 to 16:00 (Perbup Blora 14/2023)."""

MIX = {kind: sum(share for one, share in OFFICE_DAY if one == kind) for kind in KINDS}
"""The share of each kind in an office day."""


def office_day(stretches: Sequence[FootageStretch], seconds: float) -> list[FootageStretch]:
    """The stretches of an office day of a length, in order; those of a kind take turns."""
    turns = {kind: count() for kind in KINDS}
    number = round(seconds / stretches[0].seconds)
    return [_next(stretches, kind, turns[kind]) for kind, share in OFFICE_DAY for _ in range(round(share * number))]


def _next(stretches: Sequence[FootageStretch], kind: Kind, turn: count) -> FootageStretch:
    own = [stretch for stretch in stretches if stretch.kind == kind]
    return own[next(turn) % len(own)]


@dataclass(frozen=True)
class Archive:
    """A folder as `pantau simulate` leaves it: its seconds of footage, and when they begin, epoch seconds."""

    folder: Path
    seconds: float
    started_s: float

    @property
    def recordings(self) -> list[Path]:
        """Its files, in order of time."""
        return sorted((self.folder / ARCHIVE).rglob("*.mp4"))

    @property
    def truth(self) -> Path:
        return self.folder / TRUTH

    def options(self, warehouse: Path, site: str = SITE) -> tuple[str, ...]:
        """What tells `pantau` about it."""
        inputs = "--site", str(self.folder / site), "--archive", str(self.folder / ARCHIVE)
        return *inputs, "--warehouse", str(warehouse)


def put_together(
    order: Sequence[FootageStretch],
    files: dict[FootageStretch, Path],
    folder: Path,
    pieces: int,
    closed: tuple[int, int],
) -> Archive:
    """An archive of stretches in an order, a file for every `pieces` of them, in a new folder.

    `closed`: how many stretches at the beginning and at the end lie outside of service hours; whole minutes.
    """
    long = order[0].seconds
    scenario = _scenario(order, pieces, closed)
    for number, segment in enumerate(segments(scenario)):
        join(
            [files[stretch] for stretch in order[number * pieces : (number + 1) * pieces]],
            folder / ARCHIVE / segment.path,
        )
    (folder / SITE).write_text(site_file(scenario), encoding="utf-8")
    truth = truth_tables(_script(scenario, order))
    for name, rows in truth.items():
        place = Partition(TABLES[name], (scenario.day, scenario.agency.id))
        write_partition(folder / TRUTH, place, TABLES[name].arrow(rows))
    return Archive(folder, len(order) * long, scenario.started_at.timestamp())


def _scenario(order: Sequence[FootageStretch], pieces: int, closed: tuple[int, int]) -> Scenario:
    long = order[0].seconds
    scenario = order[0].scenario
    camera = scenario.cameras[0].model_copy(
        update={"recorder": "hikvision_export", "segment_s": pieces * long, "overlap_s": 0.0, "infrared": False}
    )
    minutes = {"opens_after_min": closed[0] * long // 60, "closes_before_min": closed[1] * long // 60}
    return scenario.model_copy(update={"minutes": len(order) * long / 60, "cameras": (camera,), **minutes})


def _script(scenario: Scenario, order: Sequence[FootageStretch]) -> ScriptedDay:
    camera = scenario.cameras[0]
    long = order[0].seconds
    people = [_at(person, place, place * long) for place, one in enumerate(order) for person in one.day.people]
    people.sort(key=lambda person: (person.span, person.id))
    return ScriptedDay(scenario, 0, (ScriptedCameraDay(camera, hall_of(camera, scenario.video), tuple(people)),))


def _at(person: ScriptedPerson, place: int, start: float) -> ScriptedPerson:
    knots = tuple(knot._replace(t=knot.t + start) for knot in person.knots)
    return replace(person, id=f"{person.id}-{place}", party=f"{person.party}-{place}", knots=knots)


def with_settings(archive: Archive, name: str, **sections: dict[str, object]) -> str:
    """A second site file beside the first, with other settings in some of its sections; returns its name."""
    content = yaml.safe_load((archive.folder / SITE).read_text(encoding="utf-8"))
    content |= {section: {**content.get(section, {}), **settings} for section, settings in sections.items()}
    (archive.folder / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return name
