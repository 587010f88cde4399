"""How probably an officer was at a counter on each sample: a hidden semi-Markov model of two states that last.

The counter is staffed or it is not, in turn. Each state lasts `shortest_s` and then ends at a constant rate, so its
duration is a shifted exponential (Rabiner 1989, section IV.D; Yu 2010, "Hidden semi-Markov models"). A sample that says
something by itself is now and then wrong; one that says UNKNOWN says nothing. An absence or a presence that is shorter
than `shortest_s` does not count: it is a run of contrary samples within the state that goes on.
"""

from math import exp, inf, log, log1p
from typing import NamedTuple

import numpy as np

from pantau.transforms.counters.occupancy import ABSENT, PRESENT, UNKNOWN
from pantau.transforms.intervals import Interval

CONTRARY = {ABSENT: 0.0137, PRESENT: 0.0032}
"""By state, the share of the samples that say the other one, of those that say anything. Counted on made-up days by
`tools/counter_states.py`, seeds 71 to 73: 54,350 samples; on five others 0.0153 and 0.0030."""

ENDS_A_SECOND = {ABSENT: 1 / 71, PRESENT: 1 / 366}
"""By state, how often it ends, once it has lasted as long as counts. Counted likewise, on 483 ends; on five other seeds
1 / 72 and 1 / 367. The scripts chose how often officers leave: real ones are expected to leave less often."""

SURE = 0.9
"""Probability from which on a state is told. Chosen: one in ten of the least sure may be wrong."""

_ROUNDING_S = 1e-4
"""Durations may differ by less from what they are: times are rounded to the microsecond. Chosen."""


class _Groups(NamedTuple):
    """Samples taken together: runs of one word, and each UNKNOWN by itself. A state changes only between two groups.

    first (m,): index of the first sample of each; cuts (m + 1,): the moments between them, seconds; steps (m,): seconds
    between the samples at the beginning of each; says (2, m): log likelihood of each while ABSENT, while PRESENT.
    """

    first: np.ndarray
    cuts: np.ndarray
    steps: np.ndarray
    says: np.ndarray


def states_of(
    times: np.ndarray, own: np.ndarray, observed: Interval, shortest_s: float
) -> tuple[np.ndarray, np.ndarray]:
    """(n,) the state on each sample, of PRESENT, ABSENT or UNKNOWN, and (n,) whether it is as sure as `SURE` says.

    Arguments as of `present_probability`. Samples in a row that say the same are told as one. Where they say nothing
    for as long as counts, somebody may have been there, so they are never ABSENT. A change that may lie on any of some
    samples, for less time than counts, takes place where it is as probable to have happened as not; there the states
    are not sure. All others that the probability does not decide are UNKNOWN, for sure.
    """
    if (own == UNKNOWN).all():
        return own, np.ones(len(own), dtype=bool)
    probability = present_probability(times, own, observed, shortest_s)
    middles = np.concatenate([[observed[0]], (times[1:] + times[:-1]) / 2, [observed[1]]])
    first = _begins(own)
    least, most = np.minimum.reduceat(probability, first), np.maximum.reduceat(probability, first)
    silent = (own[first] == UNKNOWN) & (_lasts(middles, first) >= shortest_s - _ROUNDING_S)
    told = np.where(least >= SURE, PRESENT, np.where((most <= 1 - SURE) & ~silent, ABSENT, UNKNOWN))
    told = np.repeat(told, np.diff(first, append=len(own))).astype(np.int8)

    states, sure = told.copy(), np.ones(len(told), dtype=bool)
    first = _begins(told)
    short = (told[first] == UNKNOWN) & (_lasts(middles, first) < shortest_s - _ROUNDING_S)
    for run in np.flatnonzero(short[1:-1]) + 1:
        begin, end = int(first[run]), int(first[run + 1])
        before, after = told[begin - 1], told[end]
        if UNKNOWN not in (before, after) and before != after:
            at_first = (probability[begin:end] >= 0.5) == (before == PRESENT)
            states[begin:end] = np.where(np.arange(begin, end) < begin + at_first.sum(), before, after)
            sure[begin:end] = False
    return states, sure


def _begins(words: np.ndarray) -> np.ndarray:
    """Indices at which runs of equal words begin."""
    return np.append(0, np.flatnonzero(np.diff(words)) + 1)


def _lasts(middles: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Seconds that each run lasts."""
    return np.diff(middles[first], append=middles[-1])


def present_probability(times: np.ndarray, own: np.ndarray, observed: Interval, shortest_s: float) -> np.ndarray:
    """(n,) the probability that the counter was staffed on each sample, given all of them (forward-backward).

    `times` (n,) ascending, seconds, any steps between them; `own` (n,) of PRESENT, ABSENT or UNKNOWN, what each says by
    itself; `observed` is the time around them, beyond which nothing is known: a state may have begun before or go on.
    """
    if not len(times):
        return np.zeros(0)
    groups = _grouped(times, own, observed, shortest_s)
    before, _ = _reached(groups.cuts, groups.steps, groups.says, shortest_s)
    backwards = np.append(0.0, groups.steps[:0:-1])
    after, begun = _reached(-groups.cuts[::-1], backwards, groups.says[:, ::-1], shortest_s)
    after, whole = after[:, ::-1], _sum(*begun)
    rates = log(ENDS_A_SECOND[ABSENT]) + log(ENDS_A_SECOND[PRESENT])
    # What is before a change has to be long enough, and so has what is after it.
    change = np.exp(before[:, 1:-1] + after[::-1, 1:-1] + rates + np.log(groups.steps[1:]) - whole)
    comes = np.append(exp(begun[PRESENT] - whole), change[ABSENT] - change[PRESENT])
    lengths = np.diff(groups.first, append=len(times))
    return np.repeat(np.clip(np.cumsum(comes), 0.0, 1.0), lengths)


def _grouped(times: np.ndarray, own: np.ndarray, observed: Interval, shortest_s: float) -> _Groups:
    first = np.append(0, np.flatnonzero((np.diff(own) != 0) | (own[1:] == UNKNOWN)) + 1)
    steps = np.append(0.0, times[first[1:]] - times[first[1:] - 1])
    cuts = np.concatenate([[observed[0]], times[first[1:]] - steps[1:] / 2, [observed[1]]])
    counts, lasts, word = np.diff(first, append=len(times)), np.diff(cuts), own[first]
    says = np.zeros((2, len(first)))
    for state in (ABSENT, PRESENT):
        contrary = (word != state) & (word != UNKNOWN)
        says[state] = np.where(word == state, counts * log(1 - CONTRARY[state]), 0.0)
        says[state][contrary] = _contrary(state, counts, lasts, shortest_s)[contrary]
    return _Groups(first, cuts, steps, says)


def _contrary(state: int, counts: np.ndarray, lasts: np.ndarray, shortest_s: float) -> np.ndarray:
    """(m,) log likelihood of so many samples that say the other state: all are wrong, or it is one that does not count.

    Those begin as often as the ones that count, and last any time up to `shortest_s`; one that is cut off by the end of
    the observed time lasts at least as long.
    """
    step = lasts / counts
    longest_s = max(shortest_s, _ROUNDING_S)
    share = step / longest_s
    share[[0, -1]] = 1 - lasts[[0, -1]] / longest_s
    brief = np.where(lasts < shortest_s - _ROUNDING_S, ENDS_A_SECOND[state] * step * share, 0.0)
    return np.logaddexp(counts * log(CONTRARY[state]), np.log(np.maximum(brief, 1e-300)))


def _reached(
    cuts: np.ndarray, steps: np.ndarray, says: np.ndarray, shortest_s: float
) -> tuple[np.ndarray, tuple[float, float]]:
    """Log weights of all that may have happened: (2, m + 1) up to each cut, where the state has lasted long enough to
    end there; and of the whole, by its last state, which need not have.

    The first state and the last one are cut off, and may be of any length. The weight of a first one is its mean
    duration, so that the same comes out forwards and backwards.
    """
    rates = [ENDS_A_SECOND[ABSENT], ENDS_A_SECOND[PRESENT]]
    summed = [np.append(0.0, np.cumsum(says[s] - rates[s] * np.diff(cuts))).tolist() for s in (ABSENT, PRESENT)]
    lasted = np.searchsorted(cuts, cuts + shortest_s - _ROUNDING_S)
    ripe = np.maximum(lasted, np.arange(1, len(cuts) + 1)).tolist()
    step, last = steps.tolist(), len(steps)
    reached = [[-log(rate), *[-inf] * last] for rate in rates]
    open_ended = [-log(rate) for rate in rates]
    for cut in range(1, last + 1):
        for s in (ABSENT, PRESENT):
            said = summed[s][cut] - summed[s][cut - 1]
            reached[s][cut] = _sum(reached[s][cut], reached[s][cut - 1] + said)
            open_ended[s] += said
        if cut == last:
            break
        for s, other in ((PRESENT, ABSENT), (ABSENT, PRESENT)):
            begins = reached[s][cut] + log(rates[s] * step[cut])
            open_ended[other] = _sum(open_ended[other], begins)
            if (later := ripe[cut]) <= last:
                lasts = begins + summed[other][later] - summed[other][cut] + rates[other] * shortest_s
                reached[other][later] = _sum(reached[other][later], lasts)
    return np.array(reached), (open_ended[ABSENT], open_ended[PRESENT])


def _sum(first: float, second: float) -> float:
    """log(exp(first) + exp(second))."""
    low, high = (first, second) if first < second else (second, first)
    return high if low == -inf else high + log1p(exp(low - high))
