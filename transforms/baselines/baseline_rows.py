"""Rows of `baselines`: what was usual at a counter, and what that rests on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from pantau.transforms.baselines.usual_range import usual_range
from pantau.transforms.provenance import short_hash

Row = dict[str, Any]

DATES = 90
"""Service dates before the one from which a baseline holds. Chosen: a quarter, so that no one season decides."""

LEAST = 50
"""Values without which nothing is usual. Chosen: the spread is then known to within a sixth (the standard error of a
median deviation is 1.17 / sqrt(n) of it)."""

KINDS = ("long_service", "short_service")
"""What is compared with how long services usually last."""


class CounterOfAgency(NamedTuple):
    agency_id: str
    counter_id: str


class BaselineOrder(NamedTuple):
    """What a baseline is made for: from which service date on it holds, and by which code and site file."""

    site_id: str
    holds_from: date
    code_hash: str
    config_hash: str

    @property
    def dates(self) -> list[date]:
        """The service dates that it is made from, in order."""
        return [self.holds_from - timedelta(days=days) for days in range(DATES, 0, -1)]


def is_whole(service: Row) -> bool:
    """Whether a row of `service_time` says how long a service lasted: it was seen from beginning to end."""
    return not service["start_censored"] and not service["end_censored"] and service["duration_s"] > 0


def baseline_rows(order: BaselineOrder, counter: CounterOfAgency, seconds: Sequence[float]) -> list[Row]:
    """The rows of a counter by how long services lasted there; none of fewer than `LEAST`."""
    if len(seconds) < LEAST:
        return []
    usual = usual_range(seconds)
    content = short_hash([*order, *counter, *sorted(seconds)])
    return [
        {
            "baseline_id": f"{kind}-{content}",
            "site_id": order.site_id,
            **counter._asdict(),
            "service_date": order.holds_from,
            "kind": kind,
            "value_unit": "s",
            "baseline_from": order.dates[0],
            "baseline_to": order.dates[-1],
            "baseline_n": len(seconds),
            "usual_value": usual.value,
            "usual_value_lo": usual.lo,
            "usual_value_hi": usual.hi,
            "code_hash": order.code_hash,
            "config_hash": order.config_hash,
        }
        for kind in KINDS
    ]
