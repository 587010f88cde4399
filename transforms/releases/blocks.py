"""What is counted together: agencies that share cells, and dates on which the same observers saw their cameras."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date

from pantau.transforms.provenance import short_hash
from pantau.transforms.releases.counting.day_facts import SERVICE
from pantau.transforms.releases.counting.facts import Facts

MERGED = "+"
"""Between the names of agencies that share cells."""


@dataclass(frozen=True, order=True)
class Block:
    """Agencies that share cells, from one date to another, as seen by the same observers. Blocks share no visit."""

    agencies: tuple[str, ...]
    first: date
    last: date
    observer: str

    @property
    def name(self) -> str:
        """The agencies, as they stand in a release."""
        return MERGED.join(self.agencies)

    @property
    def columns(self) -> dict[str, str]:
        """What a row of it is told by. The first date too: an observer may come back after another."""
        return {"agencies": self.name, "observer": self.observer, "observer_from": self.first.isoformat()}


def counters_of(facts: Facts) -> dict[str, frozenset[str]]:
    """The counters of each agency at which somebody was served."""
    # Neither `facts.services` nor arrays of places, which would be copies of years.
    keys = ["kind", "agency_id", "unit"]
    there = facts.events.select(keys).group_by(keys, use_threads=False).aggregate([])
    found: dict[str, set[str]] = {agency: set() for agency in facts.agencies}
    for row in there.to_pylist():
        if row["kind"] == SERVICE:
            found[row["agency_id"]].add(row["unit"])
    return {agency: frozenset(counters) for agency, counters in found.items()}


def groupings(counters: Mapping[str, Set[str]], least: int) -> list[list[tuple[str, ...]]]:
    """Ways to have agencies share cells: none does; those of fewer than `least` counters do, with each other, so few
    together as will do; and with the smallest of the others, where one is left over or is the only one."""
    alone = [(agency,) for agency in sorted(counters)]
    small = sorted((a for a in counters if len(counters[a]) < least), key=lambda a: (-len(counters[a]), a))
    large = sorted((a for a in counters if len(counters[a]) >= least), key=lambda a: (len(counters[a]), a))
    if not small:
        return [alone]
    groups: list[list[str]] = [[]]
    for agency in small:
        if len(set().union(*(counters[one] for one in groups[-1]))) >= least:
            groups.append([])
        groups[-1].append(agency)
    if len(groups) > 1 and len(set().union(*(counters[one] for one in groups[-1]))) < least:
        last = groups.pop()
        groups[-1] += last
    ways = [alone, [(one,) for one in large] + [tuple(sorted(group)) for group in groups]]
    if large:
        ways.append([(one,) for one in large[1:]] + [tuple(sorted([large[0], *small]))])
    return [sorted(way) for way in {tuple(sorted(way)): None for way in ways}]


def eras(facts: Facts, agencies: Set[str], first: date, last: date) -> list[Block]:
    """Blocks of these agencies, cut at each date from which on a camera had another observer.

    Figures of different observers are never pooled: what one finds, another may miss.

    Raises:
        ValueError: a camera has two observers on one date.
    """
    seen = sorted((day, camera, observer) for agency, day, camera, observer in facts.observers if agency in agencies)
    known: dict[str, str] = {}
    begun, cut = first, []
    for day, some in _by_day(seen):
        if any(known.get(camera, observer) != observer for camera, observer in some):
            cut.append((begun, known))
            begun, known = day, {}
        known = known | dict(some)
    cut.append((begun, known))
    ends = [start for start, _ in cut[1:]]
    return [
        Block(
            tuple(sorted(agencies)),
            start,
            date.fromordinal(ends[number].toordinal() - 1) if number < len(ends) else last,
            short_hash(*sorted(set(observers.values()))),
        )
        for number, (start, observers) in enumerate(cut)
        if observers
    ]


def _by_day(seen: Iterable[tuple[date, str, str]]) -> Iterable[tuple[date, list[tuple[str, str]]]]:
    days: dict[date, dict[str, str]] = {}
    for day, camera, observer in seen:
        if days.setdefault(day, {}).setdefault(camera, observer) != observer:
            raise ValueError(
                f"{day}: camera {camera} has events of two observers, {days[day][camera]} and {observer}, which are "
                "never pooled; run `pantau events` for this date, or name dates without it"
            )
    return [(day, list(cameras.items())) for day, cameras in days.items()]
