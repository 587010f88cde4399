"""Of whose work a count tells: of one counter's officer, or of all officers for whom a shared queue waits.

Who leaves a queue of three counters leaves no one officer's counter: nobody could say whose, so the count is of three
officers, as a cell of three counters is. Each of them sees the whole queue, and knows that count. Where but one of
them was at work, it tells of that one.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

TOGETHER, AT_WORK = "+", "@"
"""Between counters, and before those at work. No identifier of a site file has either."""


def unit_of(counters: Iterable[str], at_work: Iterable[str]) -> str:
    """The name of a counter, or of a queue for several of which only these had an officer; all, where none is named."""
    every, there = sorted(set(counters)), sorted(set(at_work) & set(counters))
    name = TOGETHER.join(every)
    return name if len(every) < 2 or there in ([], every) else name + AT_WORK + TOGETHER.join(there)


@cache
def queue_of(unit: str) -> str:
    """The counter or queue of a unit, whoever was at work."""
    return unit.partition(AT_WORK)[0]


@cache
def witnesses(unit: str) -> frozenset[str]:
    """The counters whose officers see all of it."""
    return frozenset(queue_of(unit).split(TOGETHER))


@cache
def officers(unit: str) -> frozenset[str]:
    """The counters of whose officers' work a count of the unit tells."""
    return frozenset((unit.partition(AT_WORK)[2] or unit).split(TOGETHER))


class Target(NamedTuple):
    """Units that tell of the work of few officers, together; and all who see some of them."""

    units: frozenset[str]
    witnesses: frozenset[str]


def targets_of(units: Iterable[str], least: int) -> list[Target]:
    """What of these nobody may learn who does not see it: all that tells of the same officers, fewer than `least`.

    Where others see but a part of it (an officer with a queue of their own and a shared one), each part is a target of
    its own too: who sees the one may not learn the other.
    """
    by_officers: dict[frozenset[str], dict[frozenset[str], set[str]]] = {}
    for unit in units:
        if len(few := officers(unit)) < least:
            by_officers.setdefault(few, {}).setdefault(witnesses(unit), set()).add(unit)
    found = []
    for _, parts in sorted(by_officers.items(), key=lambda one: sorted(one[0])):
        found += [Target(frozenset(parts[seen]), seen) for seen in sorted(parts, key=sorted)]
        if len(parts) > 1:
            found.append(Target(frozenset().union(*parts.values()), frozenset().union(*parts)))
    return found
