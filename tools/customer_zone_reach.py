"""How far zones of customers reach beyond the feet of those who are served: `python -m tools.customer_zone_reach`.

Fits `OUTWARD`, `INWARD`, `DEEP` and `NEARER` of `transforms/zone_setup/customer_proposals.py`: those with the greatest
mean intersection over union with the scripted zones of made-up camera days, whose seats are known. A zone before which
nothing is proposed counts as 0. Other days judge them.
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
NEARERS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0)
"""With the last one nearly the fullest place alone."""

Floor = tuple[np.ndarray, tuple[float, float, float, float], object, float, shapely.Polygon]


def floors_of(seen: SeenCamera, nearer: float) -> Iterator[Floor | None]:
    """Of each scripted zone of customers the usual box of who is served there, its seat, the stature and the aspect;
    None of one before which nothing is proposed."""
    stretch, stature = seen.stretch, stature_in(seen.stretch)
    zones = {zone.counters[0]: shapely.Polygon(zone.polygon) for zone in seen.view.of("customer")}
    counters = [zone.counters[0] for zone in seen.view.of("seat")]
    nobody = np.zeros(0, dtype=int)
    seats = [SeatProposal(shapely.Polygon(zone.polygon).bounds, 1.0, nobody) for zone in seen.view.of("seat")]
    found = customer_proposals(stretch, seats, nearer)
    for one in found:
        usual = np.median(stretch.boxes[one.detections], axis=0)
        yield usual, seats[one.seat].box, stature, stretch.width / stretch.height, zones[counters[one.seat]]
    yield from [None] * (len(zones) - len(found))


def overlaps(floors: list[Floor | None], reach: tuple[float, float, float]) -> np.ndarray:
    """Intersection over union of each zone that would be proposed with the scripted one."""
    return np.array([_overlap(floor, reach) if floor else 0.0 for floor in floors])


def fitted(floors: list[Floor | None]) -> tuple[float, float, float]:
    """`OUTWARD`, `INWARD` and `DEEP` with the greatest mean."""
    return max(product(SIDES, SIDES, DEPTHS), key=lambda reach: overlaps(floors, reach).mean())


def main() -> None:
    """Prints the fitted values, and how well they do on the days that judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=20.0)
    minutes = parser.parse_args().minutes
    fitting, judging = (
        [seen for day in days for seen in made_cameras(*_named(day), minutes)] for days in (FITTED, JUDGED)
    )
    chosen: dict[float, tuple[float, tuple[float, float, float]]] = {}
    for nearer in NEARERS:
        floors = _floors(fitting, nearer)
        reach = fitted(floors)
        chosen[nearer] = overlaps(floors, reach).mean(), reach
        print(f"NEARER = {nearer}: {told(overlaps(floors, reach))}")
    nearer = max(chosen, key=lambda one: chosen[one][0])
    reach = chosen[nearer][1]
    print(f"NEARER = {nearer}; OUTWARD, INWARD, DEEP =", ", ".join(f"{value:.3f}" for value in reach))
    for number in NEARERS:
        print(f"judged with NEARER = {number}: {told(overlaps(_floors(judging, number), reach))}")


def told(found: np.ndarray) -> str:
    """How many of some overlaps are enough, and their mean."""
    return f"{np.sum(found >= WANTED)} of {len(found)} reach {WANTED}, mean {found.mean():.3f}"


def _floors(cameras: list[SeenCamera], nearer: float) -> list[Floor | None]:
    return [*chain.from_iterable(floors_of(seen, nearer) for seen in cameras)]


def _overlap(floor: Floor, reach: tuple[float, float, float]) -> float:
    *known, zone = floor
    drawn = shapely.Polygon(floor_before(*known, reach=reach))
    return drawn.intersection(zone).area / drawn.union(zone).area


def _named(day: str) -> tuple[str, int]:
    name, _, seed = day.partition(":")
    return name, int(seed)


if __name__ == "__main__":
    main()
