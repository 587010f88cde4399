"""What a visit is told by, as places along axes, and ranges of places as columns of a release."""

from typing import Any

import numpy as np
import pyarrow as pa

from pantau.transforms.releases.blocks import Block
from pantau.transforms.releases.counting.counts import Resolution, places
from pantau.transforms.releases.counting.duration_classes import EDGES_S
from pantau.transforms.releases.counting.facts import Facts, numbered
from pantau.transforms.releases.visits.grouping import VisitGroup, VisitPlaces

CLASSES = len(EDGES_S)
SERVICE_PLACES = 2 * CLASSES + 1
"""Services that ended, by how long they lasted; those cut, by how long they were seen; those without their start."""

WAITING_PLACES = CLASSES + 1
"""By how long they waited, and those of which that is not known."""


class VisitAxes:
    """The services of a block (`facts` are those of the block) along period, time of day, service and waiting."""

    def __init__(self, facts: Facts, block: Block, resolution: Resolution) -> None:
        services = facts.services
        cells = places(services, block, resolution)
        self.periods, self.times = cells.periods, cells.times
        seen, ended = (services[name].to_numpy() for name in ("start_seen", "end_seen"))
        waited = services["waited_s"].to_numpy(zero_copy_only=False)
        lasted = _class_of(services["seconds"].to_numpy())
        service = np.where(seen, np.where(ended, lasted, CLASSES + lasted), 2 * CLASSES)
        waiting = np.where(np.isnan(waited), CLASSES, _class_of(np.nan_to_num(waited)))
        self.places = VisitPlaces(
            np.stack([cells.period_at, cells.time_at, service, waiting], axis=1),
            (len(cells.periods), len(cells.times), SERVICE_PLACES, WAITING_PLACES),
            numbered(services["unit"])[1],
            np.unique(services["service_date"].to_numpy(), return_inverse=True)[1],
        )

    def row(self, group: VisitGroup) -> dict[str, Any]:
        """The columns of a group, without office and observer."""
        (period, time, service, waiting), (period_to, time_to, service_to, waiting_to) = group.first, group.last
        return {
            "period_from": self.periods[period],
            "period_to": self.periods[period_to],
            "time_from": self.times[time].partition("-")[0],
            "time_to": self.times[time_to].partition("-")[2],
            **_range("service", service, service_to),
            **_range("waiting", waiting, waiting_to),
            "visits": group.visits,
        }


def seen_words(services: pa.Table) -> list[str]:
    """How each service was seen, in the words of `service_seen`."""
    seen, ended = (services[name].to_numpy() for name in ("start_seen", "end_seen"))
    return np.where(seen, np.where(ended, "ended", "cut"), "unknown").tolist()


def _class_of(seconds: np.ndarray) -> np.ndarray:
    return np.searchsorted(EDGES_S, seconds, side="right") - 1


def _range(measure: str, first: int, last: int) -> dict[str, Any]:
    """How it was seen and how long it lasted; of a mixture, how long those lasted at least that ended."""
    seen = {_seen(measure, first), _seen(measure, last)}
    alone = len(seen) == 1
    least = EDGES_S[first % CLASSES] if first < CLASSES or (alone and seen == {"cut"}) else None
    most = (*EDGES_S[1:], None)[last % CLASSES] if alone and seen != {"unknown"} else None
    return {
        f"{measure}_seen": seen.pop() if alone else "mixed",
        f"{measure}_from_s": least,
        f"{measure}_to_s": most,
    }


def _seen(measure: str, place: int) -> str:
    if place < CLASSES:
        return "ended"
    return "cut" if measure == "service" and place < 2 * CLASSES else "unknown"
