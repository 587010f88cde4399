"""How well people are followed and told apart as staff or visitors, against the paths that a scenario scripts.

Run as `python -m benchmarks.tracking.rendered_days --scenario NAME --seed N --warehouse DIR --site FILE` on the
warehouse of a night over the scenario's recordings. On each sample the detections that belong to a track are matched to
the people of the script whose heads they show; person-time is counted in samples, one for each person matched.
"""

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.optimize import linear_sum_assignment

from pantau.schemas.site import Site, load_site
from pantau.simulation.day_script import write_script
from pantau.simulation.scenario import Scenario, load_scenario
from pantau.simulation.truth.boxes import boxes_at
from pantau.transforms.counters.tracked_camera_day import TrackedCameraDay, track_camera_day
from pantau.transforms.detection.models.detections import overlap
from pantau.transforms.detection.observer import observer_of
from pantau.transforms.roles.roles import Role
from pantau.transforms.tracking.camera_days.load import load_camera_day

HEADS_APART = 0.3
"""In body heights: farther from the head of the script than this, a detection shows somebody else."""

MERGED_FROM = 3
"""Matched samples from which a second person in a track counts as merged into it."""


class Detection(NamedTuple):
    """A person of the script who was followed on a sample, and the number of the track."""

    sample: int
    person: str
    track: int


@dataclass(frozen=True)
class TrackingScores:
    """How well people were followed. All but switches and merged count person-samples.

    scripted: people in the frame. followed: of these, matched to a track. spare: detections of tracks that match
    nobody: second boxes of one person, and false ones. idf1: 2·right / (scripted + followed + spare), where `right` are
    matched in the best one-to-one assignment of tracks to people (Ristani et al., 2016). switches: times at which a
    person is followed by another track than before. merged: people beyond the first in a track.
    """

    scripted: int
    followed: int
    spare: int
    idf1: float
    switches: int
    merged: int


def matched(scripted: np.ndarray, seen: np.ndarray, aspect: float) -> list[tuple[int, int]]:
    """Pairs of a scripted and a seen box, both (n, 4) in fractions, whose heads are near and whose bodies agree best.

    Heads are the middles of the upper edges, since desks and people hide feet; of two whose heads are as near, such as
    somebody who leans towards a clerk, the intersection over union decides. `aspect` is the frame's width over its
    height.
    """
    heads = [np.stack([(b[:, 0] + b[:, 2]) / 2 * aspect, b[:, 1]], axis=1) for b in (scripted, seen)]
    height = np.maximum(scripted[:, 3] - scripted[:, 1], 1e-6)
    apart = np.linalg.norm(heads[0][:, None] - heads[1][None], axis=2) / height[:, None]
    cost = np.where(apart < HEADS_APART, apart + HEADS_APART * (1 - overlap(scripted, seen)), 2 * HEADS_APART)
    rows, columns = linear_sum_assignment(cost)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if apart[r, c] < HEADS_APART]


def scores_of(scripted: int, detections: Sequence[Detection], lengths: Sequence[int]) -> TrackingScores:
    """The figures of a camera day; `lengths` has the number of detections of each track."""
    names = {person: row for row, person in enumerate(sorted({s.person for s in detections}))}
    together = np.zeros((len(names), len(lengths)), dtype=int)
    for one in detections:
        together[names[one.person], one.track] += 1
    followers = {
        person: [s.track for s in sorted(detections, key=lambda s: s.sample) if s.person == person] for person in names
    }
    right = together[linear_sum_assignment(together, maximize=True)].sum()
    return TrackingScores(
        scripted=scripted,
        followed=len(detections),
        spare=sum(lengths) - len(detections),
        idf1=float(2 * right / max(sum(lengths) + scripted, 1)),
        switches=sum(a != b for tracks in followers.values() for a, b in pairwise(tracks)),
        merged=int(np.maximum((together >= MERGED_FROM).sum(axis=0) - 1, 0).sum()),
    )


def right_roles(detections: Sequence[Detection], staff: Set[str], roles: Sequence[Role]) -> dict[Role, tuple[int, int]]:
    """By true role: the person-samples that were followed with it, and all that were followed."""
    counts = Counter(("staff" if s.person in staff else "visitor", roles[s.track]) for s in detections)
    return {
        role: (counts[role, role], sum(count for (true, _), count in counts.items() if true == role))
        for role in ("staff", "visitor")
    }


@dataclass(frozen=True)
class Watched:
    """A camera day of a scenario with what was found on it."""

    camera: str
    scripted: int
    detections: tuple[Detection, ...]
    staff: frozenset[str]
    tracked: TrackedCameraDay

    @property
    def following(self) -> TrackingScores:
        return scores_of(
            self.scripted,
            self.detections,
            [len(track.on_samples(self.tracked.day).samples) for track in self.tracked.tracks],
        )

    @property
    def right(self) -> dict[Role, tuple[int, int]]:
        return right_roles(self.detections, self.staff, self.tracked.roles)


def watch(scenario: Scenario, seed: int, warehouse: str, site: Site, folder: Path) -> Iterator[Watched]:
    """Each camera day of a scenario, its detections matched to the script."""
    observer, script = observer_of(site, folder), write_script(scenario, seed)
    for camera in script.cameras:
        name = camera.scene.id
        day = load_camera_day(warehouse, observer, name, scenario.day)
        tracked = track_camera_day(day, site.camera(name).view(scenario.day), site.thresholds_on(scenario.day))
        owner = {int(detection): n for n, track in enumerate(tracked.tracks) for detection in track.detections}
        scripted, detections = 0, []
        for sample in map(int, np.flatnonzero(~day.closer)):
            people = boxes_at(camera, float(day.times[sample]) - scenario.started_at.timestamp())
            boxes = np.array([box for _, box in people]).reshape(-1, 4)
            mine = [int(i) for i in np.flatnonzero(day.person_sample == sample) if int(i) in owner]
            scripted += len(people)
            for row, column in matched(boxes, day.person_box[mine], day.aspect):
                detections.append(Detection(sample, people[row][0].id, owner[mine[column]]))
        yield Watched(
            name,
            scripted,
            tuple(detections),
            frozenset(person.id for person in camera.people if person.role == "officer"),
            tracked,
        )


def figures(watched: Sequence[Watched]) -> Table:
    """A column for each camera."""
    table = Table("person-time", *(one.camera for one in watched))
    how, right = [one.following for one in watched], [one.right for one in watched]
    rows = {
        "followed": [_share(one.followed, one.scripted) for one in how],
        "of detections followed, of nobody or double": [_share(one.spare, one.spare + one.followed) for one in how],
        "role right: staff": [_share(*one["staff"]) for one in right],
        "role right: visitors": [_share(*one["visitor"]) for one in right],
        "role right": [_share(*map(sum, zip(*one.values(), strict=True))) for one in right],
        "IDF1": [f"{one.idf1:.1%}" for one in how],
        "switches of track": [str(one.switches) for one in how],
        "people merged into another's track": [str(one.merged) for one in how],
    }
    for name, cells in rows.items():
        table.add_row(name, *cells)
    return table


def wrong_roles(watched: Sequence[Watched], started: float) -> Table:
    """The tracks that cost most person-time, with whom they show."""
    table = Table("camera", "track", "taken for", "from s", "to s", "samples wrong", "people", title="Wrong roles")
    found = []
    for one in watched:
        for number, role in enumerate(one.tracked.roles):
            people = Counter(s.person for s in one.detections if s.track == number)
            wrong = sum(count for person, count in people.items() if (person in one.staff) != (role == "staff"))
            if wrong:
                start, end = (one.tracked.day.times[one.tracked.tracks[number].samples[k]] - started for k in (0, -1))
                who = ", ".join(f"{person} {count}" for person, count in people.most_common(4))
                found.append((wrong, (one.camera, str(number), role, f"{start:.0f}", f"{end:.0f}", str(wrong), who)))
    for _, row in sorted(found, reverse=True)[:25]:
        table.add_row(*row)
    return table


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.1%} of {whole}" if whole else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", required=True)
    parser.add_argument("--minutes", type=float, help="as the archive was rendered with")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--warehouse", required=True)
    parser.add_argument("--site", type=Path, required=True)
    options = parser.parse_args()
    scenario = load_scenario(options.scenario, options.minutes)
    watched = list(watch(scenario, options.seed, options.warehouse, load_site(options.site), options.site.parent))
    console = Console()
    console.print(figures(watched))
    console.print(wrong_roles(watched, scenario.started_at.timestamp()))


if __name__ == "__main__":
    main()
