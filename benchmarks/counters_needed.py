"""Whether Erlang C, or a queue that is played, tells how long people wait: `python -m benchmarks.counters_needed`.

Scripted mornings of one counter, nothing rendered: what `counters_needed` expects of their arrivals and service times,
what `counters_played` plays with as many counters as there were, and what share of those who came waited no longer, in
the half hour after opening and later. The script has a hall that fills up, officers who take a moment between two
services, and services that vary less than Erlang C has it. Beside it the queue that Erlang C thinks of, played from an
empty hall on: it tells what the beginning of a day does.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
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

HOURS = {7: (0.0, 1800.0), 8: (1800.0, 5400.0), 10: (9000.0, 12600.0)}
"""Local hours that are looked at, and their seconds after opening: the scenario `office` opens at 07:30."""

MINUTES = 220
"""Of a scripted morning, so that whoever comes by 11:00 is served before it ends."""

PLAYED_DAYS = 4000
"""Days of the queue that Erlang C thinks of: the share is then right within a point."""


class ErlangFit(NamedTuple):
    """What was expected, seen and played of an hour of scripted days at one counter.

    `random_share` is of the queue that Erlang C thinks of, from an empty hall on; `played` is what `counters_played`
    says: the share, and the ends of its interval.
    """

    hour: int
    limit_s: float
    load: float
    expected_share: float
    seen_share: float
    random_share: float
    played: tuple[float, float, float]
    came: int


def fits(rate: float, spread: float, limits_s: tuple[float, ...], days: int) -> Iterator[ErlangFit]:
    """The share within each limit by hour, where so many come in an hour."""
    with tempfile.TemporaryDirectory() as folder:
        _write(Path(folder), _truth(rate, spread, days))
        with sql.connect(folder) as connection:
            for limit_s in limits_s:
                played = {
                    row["local_hour"]: (row["played_share"], row["played_lo_share"], row["played_hi_share"])
                    for row in sql.ask(connection, "counters_played", limit_s=limit_s, dates=days).to_pylist()
                    if row["more_counters"] == 0
                }
                rows = sql.ask(connection, "counters_needed", limit_s=limit_s).to_pylist()
                for row in (row for row in rows if row["local_hour"] in HOURS):
                    came, seen = connection.execute(
                        "SELECT count(*), avg(CAST(waited_s <= $limit AS INTEGER)) FROM waits "
                        "WHERE hour(joined_local) = $hour AND waiting_outcome = 'served' AND NOT start_censored",
                        {"limit": limit_s, "hour": row["local_hour"]},
                    ).fetchall()[0]
                    hour, load, expected = row["local_hour"], row["load"], row["within_limit_share"]
                    at_random = random_share(load, row["mean_service_s"], limit_s, HOURS[hour])
                    yield ErlangFit(hour, limit_s, load, expected, seen, at_random, played[hour], came)


def random_share(load: float, mean_s: float, limit_s: float, between_s: tuple[float, float]) -> float:
    """Who waits no longer at one counter, of those who come between two times after it opened with nobody waiting.

    Arrivals and service times are as Erlang C has them: at random, and exponential.
    """
    random = np.random.default_rng(1)
    now, free, came, within = np.zeros(PLAYED_DAYS), np.zeros(PLAYED_DAYS), 0, 0
    while (now < between_s[1]).any():
        now = now + random.exponential(mean_s / load, PLAYED_DAYS)
        begins = np.maximum(now, free)
        free = begins + random.exponential(mean_s, PLAYED_DAYS)
        counted = (now >= between_s[0]) & (now < between_s[1])
        came += counted.sum()
        within += (counted & (begins - now <= limit_s)).sum()
    return float(within / came)


def _truth(rate: float, spread: float, days: int) -> Mapping[str, list[dict]]:
    office = load_scenario("office", minutes=MINUTES)
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
    columns = (
        "an hour",
        "spread of services",
        "from",
        "load",
        "limit, s",
        "came",
        "Erlang C, %",
        "seen, %",
        "at random, %",
        "counters_played, %",
    )
    shown = Table(*columns)
    for rate in RATES:
        for spread in SPREADS:
            for fit in fits(rate, spread, LIMITS_S, days):
                shares = [f"{100 * share:.1f}" for share in (fit.expected_share, fit.seen_share, fit.random_share)]
                played, low, high = (f"{100 * share:.1f}" for share in fit.played)
                what = (
                    f"{rate:g}",
                    f"{spread}",
                    f"{fit.hour}:00",
                    f"{fit.load:.2f}",
                    f"{fit.limit_s:g}",
                    f"{fit.came}",
                )
                shown.add_row(*what, *shares, f"{played} ({low} to {high})")
    Console().print(shown)


if __name__ == "__main__":
    main()
