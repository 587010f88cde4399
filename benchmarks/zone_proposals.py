"""How well proposed zones match the scripted ones of rendered offices.

Run as `python -m benchmarks.zone_proposals OFFICE…`, where each OFFICE is what `pantau simulate` wrote, with the
warehouse of a night on it in its folder `warehouse`. `--minutes 6` looks at the first six minutes of each camera alone.
For each scripted seat and customer zone: the greatest intersection over union with a proposal of its kind; and how many
proposals match no scripted zone.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import shapely

from pantau.schemas.site import load_site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.zone_setup.seen_stretch import seen_stretch
from pantau.transforms.zone_setup.zone_proposals import ZoneProposal, zone_proposals

WANTED, MATCHES = 0.6, 0.2
"""Intersection over union that is wanted; and below which a proposal is about something else. Chosen."""

KINDS = ("seat", "customer")


class ScoredZone(NamedTuple):
    """A scripted zone, and the greatest intersection over union with a proposal."""

    camera: str
    zone: str
    kind: str
    overlap: float


def scores_of(office: Path, minutes: float) -> Iterator[tuple[list[ScoredZone], int]]:
    """For each camera of an office the scripted zones, and the number of proposals that match none."""
    site, warehouse = load_site(office / "site.yaml"), office / "warehouse"
    recordings = read_table(warehouse, RECORDINGS).to_pylist()
    for camera in site.cameras:
        rows = sorted((row for row in recordings if row["camera_id"] == camera.id), key=lambda row: row["started_at"])
        if not rows:
            continue
        day, start = rows[0]["service_date"], rows[0]["started_at"].timestamp()
        span = (start, start + 60 * minutes)
        thresholds, view = site.thresholds_on(day), camera.view(day)
        found = zone_proposals(seen_stretch(warehouse, rows, span, view, thresholds, site.observer.cadence_s))
        scored = [
            ScoredZone(
                f"{office.name} {camera.id}", zone.id, zone.kind, best(shapely.Polygon(zone.polygon), zone.kind, found)
            )
            for zone in view.of(*KINDS)
        ]
        extra = sum(
            max((overlap(shapely.Polygon(zone.polygon), one) for zone in view.of(one.kind)), default=0.0) < MATCHES
            for one in found
        )
        yield scored, extra


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
    parser.add_argument("offices", nargs="+", type=Path)
    parser.add_argument("--minutes", type=float, default=60.0)
    arguments = parser.parse_args()
    scored, extra = [], 0
    for office in arguments.offices:
        for of_camera, more in scores_of(office, arguments.minutes):
            scored += of_camera
            extra += more
    for one in scored:
        print(f"{one.camera:24} {one.zone:24} {one.overlap:.2f}")
    for kind in KINDS:
        values = [one.overlap for one in scored if one.kind == kind]
        reached = sum(value >= WANTED for value in values)
        print(f"{kind}: {reached} of {len(values)} reach {WANTED}, mean {sum(values) / max(len(values), 1):.2f}")
    print(f"proposals that match no scripted zone: {extra}")


if __name__ == "__main__":
    main()
