"""How long services and waiting lasted, in classes of which each keeps the rule.

A distribution stands for all dates and hours of a block together. The classes share no visit, and their sum is a number
that is published anyhow. So they tell nothing of what is withheld of periods and hours: whatever these may be, classes
of the same sums can be put into them (a transportation problem whose margins add up to the same always has a solution,
Hitchcock 1941). In the same way no counter's visits follow from both together, if they follow from neither.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from pantau.transforms.disclosure.cells import Cell, Rule
from pantau.transforms.releases.counting.facts import texts
from pantau.transforms.releases.counting.survival import life_table

EDGES_S = (0.0, 60.0, 120.0, 180.0, 300.0, 420.0, 600.0, 900.0, 1200.0, 1800.0, 2700.0, 3600.0)
"""Where classes begin, s. Chosen: whole minutes, a third to a half apart, as durations vary by their logarithms."""

ENDED, CUT, UNKNOWN = "ended", "cut", "unknown"


class DurationClass(NamedTuple):
    """How many lasted from `from_s` to below `to_s`, s (null: and longer), and ended then, or were cut then.

    `or_unfinished`: with those, too few to be told, of which it is not known how long they lasted.
    """

    outcome: str
    from_s: float | None
    to_s: float | None
    behind: Mapping[str, int]
    or_unfinished: bool = False

    @property
    def n(self) -> int:
        """How many."""
        return sum(self.behind.values())


def service_classes(services: pa.Table, rule: Rule) -> list[DurationClass] | None:
    """Service sessions by how long they lasted; `None` where fewer than two classes keep the rule.

    Those whose end was not seen are classes of their own by how long they were seen (`cut`), and those whose start was
    not seen another (`unknown`): or all go with the longest, where of either there are too few to be told, or none.
    """
    seen, ended = (services[name].to_numpy() for name in ("start_seen", "end_seen"))
    seconds = services["seconds"].to_numpy()
    return _classes(texts(services["unit"]), seconds, seen & ended, [(CUT, seen & ~ended), (UNKNOWN, ~seen)], rule)


def waiting_classes(services: pa.Table, rule: Rule) -> list[DurationClass] | None:
    """The same of how long those waited who were served. Of which it is not known are `unknown`."""
    waited = services["waited_s"].to_numpy(zero_copy_only=False)
    known = ~np.isnan(waited)
    return _classes(texts(services["unit"]), np.nan_to_num(waited), known, [(UNKNOWN, ~known)], rule)


def left_classes(left: pa.Table, rule: Rule) -> list[DurationClass] | None:
    """The same of those who left the queue unserved: all `cut`. Whose joining was not seen stands with the longest."""
    waited, units = left["waited_s"].to_numpy(zero_copy_only=False), texts(left["unit"])
    known = ~np.isnan(waited)
    found = _merged(_by_class(units[known], waited[known]), rule, CUT, Counter(units[~known].tolist()))
    return found if found and all(rule.keeps([Cell(one.behind)]) for one in found) else None


def _classes(
    units: np.ndarray, seconds: np.ndarray, ended: np.ndarray, others: Sequence[tuple[str, np.ndarray]], rule: Rule
) -> list[DurationClass] | None:
    found = [DurationClass(UNKNOWN, None, None, Counter(units[one].tolist())) for _, one in others]
    by_class = _by_class(units[ended], seconds[ended])
    if all(rule.keeps([Cell(one.behind)]) for one in found):
        classes = _merged(by_class, rule, ENDED)
        for outcome, one in others:
            classes += _merged(_by_class(units[one], seconds[one]), rule, CUT) if outcome == CUT else found[-1:]
    else:
        # One that is too small, or none, would follow from the sum.
        classes = _merged(by_class, rule, ENDED, Counter(units[~ended].tolist()))
    told = all(rule.keeps([Cell(one.behind)]) for one in classes)
    return classes if told and sum(one.outcome == ENDED for one in classes) > 1 else None


def _by_class(units: np.ndarray, seconds: np.ndarray) -> list[Counter]:
    at = np.searchsorted(EDGES_S, seconds, side="right") - 1
    return [Counter(units[at == number].tolist()) for number in range(len(EDGES_S))]


def _merged(
    classes: Sequence[Counter[str]], rule: Rule, outcome: str, spare: Counter[str] | None = None
) -> list[DurationClass]:
    """Neighbours are taken together, from the shortest on, until each class keeps the rule; the last takes what is left
    over, and `spare`."""
    found: list[DurationClass] = []
    start, behind = EDGES_S[0], Counter()
    for number, one in enumerate(classes):
        behind = behind + one
        last = number + 1 == len(classes)
        if not last and rule.keeps([Cell(behind)]):
            found.append(DurationClass(outcome, start, EDGES_S[number + 1], behind))
            start, behind = EDGES_S[number + 1], Counter()
    behind = behind + (spare or Counter())
    while found and not rule.keeps([Cell(behind)]):
        start, behind = found[-1].from_s, found[-1].behind + behind
        found.pop()
    if behind:
        found.append(DurationClass(outcome, start, None, behind, spare is not None))
    return found


def lasting_shares(ended: Sequence[DurationClass], cut: Sequence[DurationClass]) -> list[float | None]:
    """The share that lasts beyond each class of those that `ended`; null beyond the last, which has no end.

    Of the numbers alone: those cut in a class are spread evenly over its seconds.
    """
    edges = [*(one.from_s for one in ended), max(EDGES_S[-1], ended[-1].from_s + 1)]
    spread = [0.0] * len(ended)
    for one in cut:
        to_s = max(edges[-1] if one.to_s is None else one.to_s, one.from_s + 1)
        for number in range(len(ended)):
            common = min(to_s, edges[number + 1]) - max(one.from_s, edges[number])
            spread[number] += one.n * max(common, 0.0) / (to_s - one.from_s)
    return [*life_table([one.n for one in ended], spread)[:-1], None]
