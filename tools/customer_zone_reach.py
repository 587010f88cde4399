"""How far zones of customers reach beyond the feet of those who are served: `python -m tools.customer_zone_reach`.

Fits `OUTWARD`, `INWARD` and `DEEP` of `transforms/zone_setup/customer_proposals.py`: those with the greatest mean
intersection over union with the scripted zones of made-up camera days, whose seats are known. Other days judge them.
"""

import argparse
from collections.abc import Iterator
from itertools import chain, product

import numpy as np
import shapely

from benchmarks.zone_proposals import WANTED, SeenCamera, made_cameras
from pantau.transforms.zone_setup.customer_proposals import customer_proposals, floor_before
from pantau.transforms.zone_setup.seat_proposals import SeatProposal, stature_in

FITTED = tuple(f"{name}:{seed}" for seed in range(31, 37) for name in ("varied_office", "varied_queue"))
JUDGED = tuple(f"{name}:{seed}" for seed in range(51, 55) for name in ("varied_office", "varied_queue"))
"""Scenarios with their seeds, 20 minutes each."""

SIDES, DEPTHS = np.arange(0.3, 0.8, 0.03), np.arange(0.1, 0.3, 0.015)

Floor = tuple[np.ndarray, tuple[float, float, float, float], object, float, shapely.Polygon]


def floors_of(seen: SeenCamera) -> Iterator[Floor]:
    """Of each scripted zone of customers the usual box of who is served there, its seat, the stature and the aspect."""
    stretch, stature = seen.stretch, stature_in(seen.stretch)
    if stature is None:
        return
    zones = {zone.counters[0]: shapely.Polygon(zone.polygon) for zone in seen.view.of("customer")}
    counters = [zone.counters[0] for zone in seen.view.of("seat")]
    nobody = np.zeros(0, dtype=int)
    seats = [SeatProposal(shapely.Polygon(zone.polygon).bounds, 1.0, nobody) for zone in seen.view.of("seat")]
    for one in customer_proposals(stretch, seats):
        usual = np.median(stretch.boxes[one.detections], axis=0)
        yield usual, seats[one.seat].box, stature, stretch.width / stretch.height, zones[counters[one.seat]]


def overlap(floor: Floor, reach: tuple[float, float, float]) -> float:
    """Intersection over union of the zone that would be proposed with the scripted one."""
    *known, zone = floor
    drawn = shapely.Polygon(floor_before(*known, reach=reach))
    return drawn.intersection(zone).area / drawn.union(zone).area


def main() -> None:
    """Prints the fitted values, and how well they do on the days that judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    minutes = parser.parse_args().minutes
    fitted, judged = (
        [*chain.from_iterable(floors_of(seen) for day in days for seen in made_cameras(*_named(day), minutes))]
        for days in (FITTED, JUDGED)
    )
    best = max(product(SIDES, SIDES, DEPTHS), key=lambda reach: np.mean([overlap(floor, reach) for floor in fitted]))
    print("OUTWARD, INWARD, DEEP =", ", ".join(f"{value:.3f}" for value in best))
    for name, floors in (("fitted", fitted), ("judged", judged)):
        found = np.array([overlap(floor, best) for floor in floors])
        print(f"{name}: {np.sum(found >= WANTED)} of {len(found)} reach {WANTED}, mean {found.mean():.2f}")


def _named(day: str) -> tuple[str, int]:
    name, _, seed = day.partition(":")
    return name, int(seed)


if __name__ == "__main__":
    main()
