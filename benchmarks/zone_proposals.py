"""How well proposed zones match the scripted ones of made-up and of rendered offices.

Run as `python -m benchmarks.zone_proposals OFFICE…`, where each OFFICE is what `pantau simulate` wrote, with the
warehouse of a night on it in its folder `warehouse`; or with `--made SCENARIO:SEED…`, which makes detections up from
scripts, with the noise of real ones: of officers who sit behind a desk hardly any is then detected on the whole frame.
`--minutes` says how long each camera is looked at. For each scripted seat, customer zone and queue: the greatest
intersection over union with a proposal of its kind; how many proposals match no scripted zone; and of which scripted
zones it is warned.
"""

import argparse
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import shapely

from benchmarks.tracking.made.made_days import made_days
from pantau.schemas.site import load_site
from pantau.schemas.site.zones import View
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.zone_setup.seen_stretch import SeenStretch, seen_stretch, stretch_of
from pantau.transforms.zone_setup.zone_proposals import ZoneProposal, zone_proposals
from pantau.transforms.zone_setup.zone_warnings import zone_warnings

WANTED, MATCHES = 0.6, 0.2
"""Intersection over union that is wanted; and below which a proposal is about something else. Chosen."""

KINDS = ("seat", "customer", "queue")


class ScoredZone(NamedTuple):
    """A scripted zone, and the greatest intersection over union with a proposal."""

    camera: str
    zone: str
    kind: str
    overlap: float


class SeenCamera(NamedTuple):
    """A camera with its scripted zones, and who was seen on it."""

    name: str
    view: View
    stretch: SeenStretch


def made_cameras(scenario: str, seed: int, minutes: float) -> Iterator[SeenCamera]:
    """The cameras of a shipped scenario, with detections made up from its script."""
    for day in made_days(scenario, seed, minutes):
        camera, on = day.site.camera(day.camera.scene.id), day.site.thresholds_on(day.scenario.day)
        view, video = camera.view(day.scenario.day), day.scenario.video
        yield SeenCamera(day.name, view, stretch_of(day.camera_day(), view, on, video.width, video.height))


def rendered_cameras(office: Path, minutes: float) -> Iterator[SeenCamera]:
    """The cameras of a rendered office, as a night saw them."""
    site, warehouse = load_site(office / "site.yaml"), office / "warehouse"
    recordings = read_table(warehouse, RECORDINGS).to_pylist()
    for camera in site.cameras:
        rows = sorted((row for row in recordings if row["camera_id"] == camera.id), key=lambda row: row["started_at"])
        if not rows:
            continue
        day, start = rows[0]["service_date"], rows[0]["started_at"].timestamp()
        span = (start, start + 60 * minutes)
        thresholds, view = site.thresholds_on(day), camera.view(day)
        stretch = seen_stretch(warehouse, rows, span, view, thresholds, site.observer.cadence_s)
        yield SeenCamera(f"{office.name} {camera.id}", view, stretch)


def scores_of(seen: SeenCamera) -> tuple[list[ScoredZone], list[str]]:
    """The scripted zones of a camera, and the kinds of the proposals that match none."""
    found = zone_proposals(seen.stretch)
    scored = [
        ScoredZone(seen.name, zone.id, zone.kind, best(shapely.Polygon(zone.polygon), zone.kind, found))
        for zone in seen.view.of(*KINDS)
    ]
    extra = [
        one.kind
        for one in found
        if max((overlap(shapely.Polygon(zone.polygon), one) for zone in seen.view.of(one.kind)), default=0.0) < MATCHES
    ]
    return scored, extra


def best(polygon: shapely.Polygon, kind: str, found: Sequence[ZoneProposal]) -> float:
    """The greatest overlap of a scripted zone with a proposal of its kind."""
    return max((overlap(polygon, one) for one in found if one.kind == kind), default=0.0)


def overlap(polygon: shapely.Polygon, proposal: ZoneProposal) -> float:
    """Intersection over union."""
    drawn = shapely.Polygon(proposal.polygon)
    return polygon.intersection(drawn).area / polygon.union(drawn).area


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("offices", nargs="*", type=Path)
    parser.add_argument("--made", nargs="+", default=[], metavar="SCENARIO:SEED")
    parser.add_argument("--minutes", type=float, default=20.0)
    arguments = parser.parse_args()
    cameras = [rendered_cameras(office, arguments.minutes) for office in arguments.offices]
    for made in arguments.made:
        scenario, _, seed = made.partition(":")
        cameras.append(made_cameras(scenario, int(seed), arguments.minutes))
    scored, extra, warned = [], [], []
    for seen in chain.from_iterable(cameras):
        of_camera, more = scores_of(seen)
        scored += of_camera
        extra += more
        warned += [(seen.name, one.zone, one.word, *one.figures) for one in zone_warnings(seen.stretch, seen.view)]
    for one in scored:
        print(f"{one.camera:24} {one.zone:24} {one.overlap:.2f}")
    for kind in KINDS:
        values = [one.overlap for one in scored if one.kind == kind]
        reached = sum(value >= WANTED for value in values)
        mean = sum(values) / max(len(values), 1)
        print(f"{kind}: {reached} of {len(values)} reach {WANTED}, mean {mean:.2f}; match none: {extra.count(kind)}")
    for one in warned:
        print("warned of", *one)


if __name__ == "__main__":
    main()
