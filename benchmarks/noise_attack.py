"""Whoever knows all but one counter's date, against counts with noise: `python -m benchmarks.noise_attack`.

Of random offices one counter's date has visits, or none: which of the two is drawn. The attacker knows the whole office
otherwise, and with how many visits that date would be; sees one release, or three of overlapping cells; and names what
is more likely by the law of the noise. No attacker can be right more often than exp(epsilon) / (1 + exp(epsilon)), of
all epsilon together. As many visits of a counter's date count as that one has: with fewer the attacker knows less. Told
is also what noise does not hide: all visits of a counter over twenty dates, from who knows those of all others.
"""

import argparse
import random
from collections.abc import Sequence
from datetime import timedelta
from math import exp, sqrt

import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.stats import chi2

from benchmarks.release_attack import DAYS, FIRST, Office, facts_of_office, random_office
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.disclosure.suppression import NothingToPublish
from pantau.transforms.releases.noisy import plan_noisy as planning
from pantau.transforms.releases.noisy.noise import NoiseTerms, noised
from pantau.transforms.releases.published import PublishedCounts
from pantau.transforms.releases.release_order import NOISY, Publication, ReleaseOrder

KINDS = (("date", 60), ("date", 1440), ("week", 60), ("weekday", 120), ("all", 60))
MOST = 60


def orders(draw: random.Random, epsilon: float, releases: int, most: int) -> list[ReleaseOrder]:
    """So many releases of all dates, by cells of different kinds, each of this epsilon."""
    terms = NoiseTerms(epsilon, 10.0, most, ("visits",))
    said, last = Publication("p", "c", "r", "l"), FIRST + timedelta(days=DAYS - 1)
    return [
        ReleaseOrder(f"r{n}", FIRST, last, *draw.choice(KINDS), Rule(), said, level=NOISY, noise=terms)
        for n in range(releases)
    ]


def emptied(office: Office, counter: str, day) -> Office:
    """The office as if nobody had been served at a counter on a date; it was open as before."""
    return {
        (agency, on, hour): {one: 0 if (one, on) == (counter, day) else n for one, n in by.items()}
        for (agency, on, hour), by in office.items()
    }


def exact(order: ReleaseOrder, facts) -> Sequence[PublishedCounts]:
    """What a release would tell without noise: what the attacker reckons of a world."""
    drawn, planning.noised = planning.noised, lambda counts, terms, measure: list(counts)
    try:
        return planning.plan_noisy(order, facts, []).published
    finally:
        planning.noised = drawn


def guessed(seed: int, epsilon: float, releases: int) -> tuple[bool, float] | None:
    """Whether the attacker was right about an office, and by how much its worlds differ, in shares of what counts."""
    draw = random.Random(seed)
    office = random_office(draw)
    counter, day = draw.choice(sorted({(one, on) for (_, on, _), by in office.items() for one, n in by.items() if n}))
    most = sum(by.get(counter, 0) for (_, on, _), by in office.items() if on == day)
    worlds = [facts_of_office(one) for one in (emptied(office, counter, day), office)]
    true, apart, evidence = draw.randrange(2), 0.0, 0.0
    try:
        for order in orders(draw, epsilon, releases, most):
            without, with_all = ([dict(one.cells) for one in exact(order, world)] for world in worlds)
            seen = [dict(one.cells) for one in planning.plan_noisy(order, worlds[true], []).published]
            scale = order.noise.scale("visits")
            for none, all_of_it, said in zip(without, with_all, seen, strict=True):
                for key, n in said.items():
                    evidence += (abs(n - none[key]) - abs(n - all_of_it[key])) / scale
                    apart += abs(all_of_it[key] - none[key])
    except NothingToPublish:
        return None
    named = evidence > 0 or (evidence == 0 and random.SystemRandom().random() < 0.5)
    return named == bool(true), apart / (most * releases)


def law(scale_of: NoiseTerms, draws: int) -> tuple[float, float, float]:
    """Share of draws within the interval, standard deviation by that of the law, and p of a chi-square test."""
    scale, within = scale_of.scale("visits"), scale_of.within("visits")
    drawn = np.array(noised([0] * draws, scale_of, "visits"))
    ratio = exp(-1 / scale)
    edges = np.unique(np.round(np.array([-3, -2, -1.5, -1, -0.6, -0.3, -0.1, 0.1, 0.3, 0.6, 1, 1.5, 2, 3]) * scale))
    wide = np.arange(-int(40 * scale), int(40 * scale) + 1)
    mass = (1 - ratio) / (1 + ratio) * ratio ** np.abs(wide)
    wanted = draws * np.bincount(np.searchsorted(edges, wide, side="right"), mass, len(edges) + 1)
    found = np.bincount(np.searchsorted(edges, drawn, side="right"), minlength=len(edges) + 1)
    deviation = sqrt(2 * ratio) / (1 - ratio)
    p = float(chi2.sf(((found - wanted) ** 2 / wanted).sum(), len(edges)))
    return float((np.abs(drawn) <= within).mean()), float(drawn.std() / deviation), p


def main() -> None:
    """Prints what was drawn beside its law, how often attackers were right beside the bound, and what is not hidden."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offices", type=int, default=300, help="random offices for each row (300)")
    parser.add_argument("--draws", type=int, default=20_000, help="draws of noise for each epsilon (20,000)")
    given = parser.parse_args()
    console = Console(width=150)
    table = Table("epsilon", "scale", "within the interval, %", "standard deviation / law", "p of chi-square")
    for epsilon in (0.1, 0.5, 1.0, 3.0):
        terms = NoiseTerms(epsilon, 10.0, MOST, ("visits",))
        held, wide, p = law(terms, given.draws)
        table.add_row(f"{epsilon:g}", f"{terms.scale('visits'):g}", f"{100 * held:.1f}", f"{wide:.3f}", f"{p:.3f}")
    console.print(table)
    head = (
        "epsilon",
        "releases",
        "offices",
        "right, %",
        "± (2 sd)",
        "bound, %",
        "worlds apart by, of what counts",
    )
    table = Table(*head, "20 dates of 40 visits: ± %")
    for epsilon, releases in ((0.1, 1), (0.5, 1), (1.0, 1), (3.0, 1), (1.0, 3)):
        found = [one for seed in range(given.offices) if (one := guessed(seed, epsilon, releases))]
        right = float(np.mean([one for one, _ in found]))
        off = 2 * sqrt(0.25 / len(found))
        bound = exp(epsilon * releases) / (1 + exp(epsilon * releases))
        within = NoiseTerms(epsilon, 10.0, MOST, ("visits",)).within("visits") / (20 * 40)
        table.add_row(
            *(f"{epsilon:g}", str(releases), str(len(found)), f"{100 * right:.1f}", f"{100 * off:.1f}"),
            *(
                f"{100 * bound:.1f}",
                f"{np.mean([one for _, one in found]):.2f}",
                f"{100 * within:.0f}" if releases == 1 else "–",
            ),
        )
    console.print(table)


if __name__ == "__main__":
    main()
