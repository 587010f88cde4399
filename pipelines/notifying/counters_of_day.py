"""The figures of a day by counter, as far as the tables tell them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from pantau.pipelines.reporting.health import WHOLE
from pantau.schemas.site import Site
from pantau.schemas.tables import RUNS
from pantau.sql import ask
from pantau.transforms.tables.partition_files import read_table

Figure = float | int | None

SHOWN = {
    "service_hours": ("service hours", 1.0, " h", 1),
    "recorded_share": ("recorded", 100.0, " %", 0),
    "observed_share": ("observed", 100.0, " %", 0),
    "staffed_share": ("staffed", 100.0, " %", 0),
    "unattended_waiting_minutes": ("unattended while somebody waited", 1.0, " min", 1),
    "sessions": ("services", 1.0, "", 0),
    "median_service_s": ("median service", 1 / 60, " min", 1),
    "p90_service_s": ("90 % of services within", 1 / 60, " min", 1),
    "median_waiting_s": ("median waiting", 1 / 60, " min", 1),
    "p90_waiting_s": ("90 % of waitings within", 1 / 60, " min", 1),
    "reneged": ("left the queue unserved", 1.0, "", 0),
}
"""Columns of the question `counter_summary` that are told: in words, times what, with which unit, to how many digits.
Shares are of the observed time, `recorded_share` of the service hours."""


NEEDS = {
    "median_service_s": "seen_whole",
    "p90_service_s": "seen_whole",
    "median_waiting_s": "waiting_known",
    "p90_waiting_s": "waiting_known",
}
"""Columns that are of so many people as another column says."""

FEWEST = 5
"""Of fewer people it is told that they are few, and no more: it would be of single ones. Chosen: half of what a
research release needs, since this goes to the office alone."""


@dataclass(frozen=True)
class CounterOfDay:
    """A counter's figures, by the names of `SHOWN`; `None` is not known, or of too few (`too_few`)."""

    agency: str
    counter: str
    figures: dict[str, Figure]
    too_few: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """In words; what is not known is said to be so."""
        return "; ".join(f"{SHOWN[name][0]}: {self._shown(name)}" for name in SHOWN)

    def _shown(self, name: str) -> str:
        if (value := self.figures[name]) is None:
            return "too few to tell" if name in self.too_few else "not known"
        _, times, unit, digits = SHOWN[name]
        return f"{times * value:.{digits}f}{unit}"


@dataclass(frozen=True)
class DaySoFar:
    """What is known of a day: recordings that were used and rejects, and whether none can come any more, by its newest
    run (`None` without one); and its counters, those that the site file has on that date and those with rows."""

    recordings: int | None
    rejected: int | None
    final: bool | None
    counters: tuple[CounterOfDay, ...]


def day_so_far(site: Site, warehouse: str, day: date) -> DaySoFar:
    """What the tables tell of a local date.

    Raises:
        OSError, ValueError: they cannot be read.
    """
    runs = [run for run in read_table(warehouse, RUNS, service_date=day).to_pylist() if run["command"] in WHOLE]
    rows = ask(warehouse, "counter_summary", from_=day, to=day).to_pylist() if runs else []
    known: dict[tuple[str, str], dict[str, Any]] = {
        (agency, counter.id): {} for counter in site.counters if (agency := counter.agency(day))
    }
    known |= {(row["agency_id"], row["counter_id"]): row for row in rows}
    run = runs[-1] if runs else {}
    return DaySoFar(
        run.get("recordings"),
        run.get("rejected"),
        run.get("final"),
        tuple(_counter(*place, row) for place, row in sorted(known.items())),
    )


def _counter(agency: str, counter: str, row: dict[str, Any]) -> CounterOfDay:
    few = tuple(name for name, count in NEEDS.items() if row.get(name) is not None and row[count] < FEWEST)
    return CounterOfDay(
        agency, counter, {name: None if name in few else _rounded(row.get(name)) for name in SHOWN}, few
    )


def _rounded(value: Figure) -> Figure:
    return round(value, 4) if isinstance(value, float) else value
