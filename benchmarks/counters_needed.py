"""Whether Erlang C tells how long people wait: `python -m benchmarks.counters_needed`.

Scripted hours of one counter, nothing rendered: what `counters_needed` expects of their arrivals and service times, and
what share of those who came waited no longer. The script has a hall that fills up, officers who take a moment between
two services, and services that vary less than Erlang C has it.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from pantau import sql
from pantau.schemas.tables import TABLES
from pantau.simulation.day_script import write_script
from pantau.simulation.scenario import load_scenario
from pantau.simulation.truth.truth_tables import truth_tables
from pantau.transforms.tables.partition_files import Partition, write_partition

RATES = (10.0, 18.0, 25.0, 32.0)
"""Parties an hour: from a third of what the counter can serve to nearly all."""

SPREADS = (0.5, 0.9)
"""Of the logarithm of service times: that of the scenario `office`, and as varied as the exponential distribution."""

LIMITS_S = (60.0, 180.0)


class ErlangFit(NamedTuple):
    """What was expected and seen of the full hour of scripted days at one counter."""

    load: float
    expected_share: float
    seen_share: float
    came: int


def fits(rate: float, spread: float, limits_s: tuple[float, ...], days: int) -> Iterator[ErlangFit]:
    """The share within each limit, expected and seen, where so many come in an hour."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), _truth(rate, spread, days))
        with sql.connect(folder) as connection:
            for limit_s in limits_s:
                (row,) = (
                    row
                    for row in sql.ask(connection, "counters_needed", limit_s=limit_s).to_pylist()
                    if row["local_hour"] == FULL_HOUR
                )
                came, seen = connection.execute(
                    "SELECT count(*), avg(CAST(waited_s <= $limit AS INTEGER)) FROM waits "
                    "WHERE hour(joined_local) = $hour AND waiting_outcome = 'served' AND NOT start_censored",
                    {"limit": limit_s, "hour": FULL_HOUR},
                ).fetchall()[0]
                yield ErlangFit(row["load"], row["within_limit_share"], seen, came)


FULL_HOUR = 7
"""The scenario `office` begins at 07:27 and opens three minutes later."""


def _truth(rate: float, spread: float, days: int) -> Mapping[str, list[dict]]:
    office = load_scenario("office")
    scene = office.cameras[0]
    calm = {"service_spread": spread, "service_range_s": (10, 1200), "reneges": 0, "returns": 0, "fetches": 0}
    counter = scene.counters[0].model_copy(update={"arrivals_per_hour": rate})
    alone = scene.model_copy(update={"counters": (counter,), "happenings": ()})
    habits = office.habits.model_copy(update=calm | {"pairs": 0, "eager": 0})
    tables: dict[str, list[dict]] = {}
    for seed in range(days):
        day = {"day": office.day + timedelta(days=seed), "habits": habits, "cameras": (alone,)}
        for name, rows in truth_tables(write_script(office.model_copy(update=day), seed)).items():
            tables.setdefault(name, []).extend(rows)
    return tables


def _write(folder: Path, tables: Mapping[str, list[dict]]) -> None:
    for name, rows in tables.items():
        parts: dict[tuple, list[dict]] = {}
        for row in rows:
            parts.setdefault(tuple(row[column] for column in TABLES[name].partition), []).append(row)
        for values, mine in parts.items():
            write_partition(folder, Partition(TABLES[name], values), TABLES[name].arrow(mine))


def main() -> None:
    """Prints what was expected beside what was seen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--days", type=int, default=60, help="scripted days for each row")
    days = parser.parse_args().days
    shown = Table("an hour", "spread of services", "load", "limit, s", "came", "Erlang C, %", "seen, %")
    for rate in RATES:
        for spread in SPREADS:
            for limit_s, fit in zip(LIMITS_S, fits(rate, spread, LIMITS_S, days), strict=True):
                shares = (f"{100 * share:.1f}" for share in (fit.expected_share, fit.seen_share))
                shown.add_row(f"{rate:g}", f"{spread}", f"{fit.load:.2f}", f"{limit_s:g}", f"{fit.came}", *shares)
    Console().print(shown)


if __name__ == "__main__":
    main()
