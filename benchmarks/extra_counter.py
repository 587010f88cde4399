"""What one more counter did, found on raw tables and on each level of data set: `python -m benchmarks.extra_counter`.

Made-up offices have three counters for 40 working days and four for the next 40; their queues are played, so what a
counter more does is known from many played days. The same study is done on the raw rows, on aggregates, on visits and
on synthetic days: median and P90 of waiting, the share of those served that waited longer than ten minutes, and by how
much that fell, with a 95 % interval. Visits and synthetic days tell of those served alone.
"""

import argparse
from collections.abc import Iterable
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.release_attack import facts_stream
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.releases.counting.day_facts import EVENTS, OPENINGS, DayFacts
from pantau.transforms.releases.counting.duration_classes import EDGES_S
from pantau.transforms.releases.counting.facts import Facts, gather
from pantau.transforms.releases.counting.survival import quantile
from pantau.transforms.releases.noisy.noise import NoiseTerms
from pantau.transforms.releases.noisy.plan_noisy import plan_noisy
from pantau.transforms.releases.plan_release import plan_release
from pantau.transforms.releases.release_order import NOISY, VISITS, Publication, ReleaseOrder
from pantau.transforms.releases.synthetic.leaving import leaving_as_published
from pantau.transforms.releases.synthetic.played_day import PlayedParty, played_day
from pantau.transforms.releases.synthetic.queue_model import Lasting, OpenTime, QueueModel, fitted
from pantau.transforms.releases.visits.plan_visits import plan_visits

FIRST, DAYS, LONG_S = date(2026, 1, 5), 40, 600.0
SERVICE = Lasting((0.0, 60.0, 120.0, 240.0, 480.0, 900.0), (1.0, 0.95, 0.8, 0.45, 0.12, 0.02), 1 / 200)
PATIENCE = Lasting((0.0, 600.0, 1800.0), (1.0, 0.95, 0.6), 1 / 1800)
EPSILONS, MOST = (0.1, 0.5, 1.0, 3.0), 100
"""Of counts with noise; a counter of these offices has some 82 visits a date, and 100 count."""

RULE, SAID = Rule(), Publication("p", "c", "r", "l")


class Waiting(NamedTuple):
    """Of a period: median and P90 of waiting, s (nan: not told); the share that waits longer, of so many served."""

    median_s: float
    p90_s: float
    long_share: float
    n: int
    dates_variance: float | None = None
    """Of `long_share`, from its spread between dates, where dates are told."""

    @property
    def variance(self) -> float:
        """Of `long_share`: by dates, or as if each party waited by itself, which in a queue nobody does."""
        if self.dates_variance is not None:
            return self.dates_variance
        return self.long_share * (1 - self.long_share) / self.n


def office(counters: int) -> QueueModel:
    """An office that three counters serve with long queues in the morning, and four without."""
    return QueueModel("o", counters, (OpenTime(8, 11, 42.0), OpenTime(11, 15, 30.0)), SERVICE, PATIENCE)


def facts_of(counters: int, first: date, random: np.random.Generator) -> Facts:
    """Working days of it; the end of a service in fifty was not seen."""
    days = []
    for day in (first + timedelta(days=7 * (n // 5) + n % 5) for n in range(DAYS)):
        events = [_event(party, random) for party in played_day(office(counters), random)]
        openings = [(f"c{n}", hour, 3600.0, 3600.0, 3600.0) for n in range(counters) for hour in range(8, 15)]
        cameras = tuple((f"camera {n}", "x") for n in range(counters))
        days.append(DayFacts(str(day), "a", cameras, facts_stream(events, EVENTS), facts_stream(openings, OPENINGS)))
    return gather(days)


def _event(party: PlayedParty, random: np.random.Generator) -> tuple:
    hour, waited = int(party.came // 3600), party.begun - party.came
    if party.counter is None:
        return ("reneged", "c0", hour, waited, True, True, waited)
    return ("service", f"c{party.counter}", hour, party.until - party.begun, True, random.random() > 0.02, waited)


def raw(facts: Facts) -> Waiting:
    """Median and P90 by Kaplan and Meier, as on the tables: who left would have waited longer."""
    served, left = (facts.of(kind)["waited_s"].to_numpy() for kind in ("service", "reneged"))
    seconds, ended = np.concatenate([served, left]), np.repeat([True, False], [len(served), len(left)])
    found = (quantile(seconds, ended, share) for share in (0.5, 0.9))
    return Waiting(*found, float((served > LONG_S).mean()), len(served))


def _between_dates(facts: Facts) -> float:
    days, at = np.unique(facts.services["service_date"].to_numpy(), return_inverse=True)
    waited_long = np.bincount(at, weights=facts.services["waited_s"].to_numpy() > LONG_S)
    return float(np.var(waited_long / np.bincount(at), ddof=1) / len(days))


def _of_seconds(waited: np.ndarray) -> Waiting:
    return Waiting(*np.quantile(waited, (0.5, 0.9)).tolist(), float((waited > LONG_S).mean()), len(waited))


def studied(facts: Facts) -> dict[str, Waiting]:
    """The same period by each level."""
    days = facts.events["service_date"].to_pylist()
    asked = min(days), max(days), "all"
    planned = plan_release(ReleaseOrder("a", *asked, 60, RULE, SAID), facts, [])
    visits = plan_visits(ReleaseOrder("b", *asked, 60, RULE, SAID, level=VISITS), facts, [])
    cells, durations = (planned.tables[name].to_pylist() for name in ("cells", "durations"))
    dates = {(one["agencies"], one["observer"], one["first"]): asked[:2] for one in planned.covers}
    noisy = {f"noise, epsilon {epsilon:g}": _of_noise(facts, asked, epsilon) for epsilon in EPSILONS}
    return {
        "raw": raw(facts),
        "raw, by dates": raw(facts)._replace(dates_variance=_between_dates(facts)),
        "aggregates": _of_aggregates(cells, durations),
        "visits": _of_visits(visits.tables["visits"].to_pylist()),
        **noisy,
        "synthetic": _of_model(*map(leaving_as_published, fitted(cells, durations, dates))),
    }


def _of_aggregates(cells: list[dict], durations: list[dict]) -> Waiting:
    whole = next(row for row in cells if row["time_of_day"] == "(all)")
    waits = [row for row in durations if row["measure"] == "waiting" and row["outcome"] == "ended"]
    told = [whole[name] if whole[name] is not None else np.nan for name in ("median_waiting_s", "p90_waiting_s")]
    return Waiting(*told, _of_ranges(waits, "from_s", "to_s", "n").long_share, whole["visits"])


def _of_visits(rows: list[dict]) -> Waiting:
    return _of_ranges(rows, "waiting_from_s", "waiting_to_s", "visits")


def _of_noise(facts: Facts, asked: tuple[date, date, str], epsilon: float) -> Waiting:
    """Of waiting in classes with noise, those below zero taken for none; the interval has the noise too."""
    terms = NoiseTerms(epsilon, 10.0, MOST, ("waiting",))
    order = ReleaseOrder("c", *asked, 60, RULE, SAID, level=NOISY, noise=terms)
    rows = plan_noisy(order, facts, []).tables["noisy_durations"].to_pylist()
    told = [row for row in rows if row["from_s"] is not None and row["n"] > 0]
    found = _of_ranges(told, "from_s", "to_s", "n")
    n, share, long = max(sum(row["n"] for row in rows), 1), found.long_share, sum(e >= LONG_S for e in EDGES_S)
    noise = 2 * terms.scale("waiting") ** 2 * (long * (1 - share) ** 2 + (len(EDGES_S) - long) * share**2) / n**2
    return found._replace(dates_variance=share * (1 - share) / n + noise)


def _of_ranges(rows: list[dict], begin: str, end: str, n: str) -> Waiting:
    """Turnbull's estimate (JRSS B 38, 1976) by classes: of a wide range, the classes are as likely as among the others.

    Within a class all lengths are as likely; the last one is as long as the one before.
    """
    edges = np.array([*EDGES_S, 2 * EDGES_S[-1] - EDGES_S[-2]])
    low = np.array([row[begin] or 0.0 for row in rows])
    high = np.array([edges[-1] if row[end] is None else row[end] for row in rows])
    inside = (edges[:-1] >= low[:, None]) & (edges[1:] <= high[:, None])
    visits, share = np.array([row[n] for row in rows], float), np.full(len(EDGES_S), 1 / len(EDGES_S))
    for _ in range(500):
        part = inside * share
        share = (visits[:, None] * part / part.sum(axis=1, keepdims=True)).sum(axis=0) / visits.sum()
    below = np.concatenate([[0.0], np.cumsum(share)])
    median, p90 = np.interp((0.5, 0.9), below, edges)
    return Waiting(float(median), float(p90), float(1 - np.interp(LONG_S, edges, below)), int(visits.sum()))


def _of_model(model: QueueModel) -> Waiting:
    parties = [party for seed in range(DAYS) for party in played_day(model, np.random.default_rng(seed))]
    return _of_seconds(np.array([party.begun - party.came for party in parties if party.counter is not None]))


def truth() -> list[float]:
    """The share that waits longer, with three counters and with four, of 20 times as many days."""
    shares = []
    for counters in (3, 4):
        random = np.random.default_rng(counters)
        parties = [party for _ in range(20 * DAYS) for party in played_day(office(counters), random)]
        waited = np.array([party.begun - party.came for party in parties if party.counter is not None])
        shares.append(float((waited > LONG_S).mean()))
    return shares


def _interval(before: Waiting, after: Waiting) -> tuple[float, float]:
    """Of the difference of two shares."""
    half, gained = 1.96 * sqrt(before.variance + after.variance), before.long_share - after.long_share
    return gained - half, gained + half


def _row(found: list[tuple[Waiting, Waiting]], real: list[tuple[Waiting, Waiting]], gained: float) -> Iterable[str]:
    for at in (0, 1):
        for name in ("median_s", "p90_s", "long_share"):
            values = np.array([getattr(pair[at], name) for pair in found])
            off = np.abs(values - [getattr(pair[at], name) for pair in real])
            form = (lambda one: f"{100 * one:.1f}") if name == "long_share" else (lambda one: f"{one:.0f}")
            yield f"{form(np.nanmean(values))} ({form(np.nanmean(off))})" if np.isfinite(values).any() else "–"
    ends = [_interval(*pair) for pair in found]
    yield f"{np.nanmean([100 * (a.long_share - b.long_share) for a, b in found]):.1f}"
    yield f"{100 * np.mean([low <= gained <= high for low, high in ends]):.0f}"


def main() -> None:
    """Prints a row for each level: the mean over offices, and in brackets how far it is from the raw rows."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=20, help="made-up offices (20)")
    given = parser.parse_args()
    shares = truth()
    found: dict[str, list[tuple[Waiting, Waiting]]] = {}
    for seed in range(given.offices):
        random = np.random.default_rng(seed)
        before, after = studied(facts_of(3, FIRST, random)), studied(facts_of(4, FIRST + timedelta(days=70), random))
        for level in before:
            found.setdefault(level, []).append((before[level], after[level]))
    head = ("of", "3: median, s", "P90, s", "over 10 min, %", "4: median, s", "P90, s", "over 10 min, %")
    table = Table(*head, "fell by, points", "interval holds, %")
    for level, pairs in found.items():
        table.add_row(level, *_row(pairs, found["raw"], shares[0] - shares[1]))
    console = Console(width=170)
    console.print(table)
    console.print(f"true shares over 10 min: {100 * shares[0]:.1f} % and {100 * shares[1]:.1f} %")


if __name__ == "__main__":
    main()
