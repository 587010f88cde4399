from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.counters.occupancy import ABSENT, PRESENT, UNKNOWN
from pantau.transforms.counters.state_durations import (
    CONTRARY,
    ENDS_A_SECOND,
    present_probability,
    states_of,
)

WORDS = {"P": PRESENT, "A": ABSENT, "?": UNKNOWN}
SHORTEST_S = 10.0


def told(said, step_s=2.0, shortest_s=SHORTEST_S):
    """The states of samples at equal steps, a letter each; small where not sure."""
    times = np.arange(len(said)) * step_s
    own = np.array([WORDS[one] for one in said], dtype=np.int8)
    states, sure = states_of(times, own, (0.0, len(said) * step_s), shortest_s)
    letters = {word: letter for letter, word in WORDS.items()}
    return "".join(
        letters[state] if certain else letters[state].lower()
        for state, certain in zip(states.tolist(), sure.tolist(), strict=True)
    )


def runs(*parts):
    """Letters repeated: `("P", 20)` twenty times."""
    return "".join(letter * count for letter, count in parts)


def test_states_that_last_are_told_as_they_are():
    said = runs(("A", 20), ("P", 30), ("A", 20))
    assert told(said) == said


def test_what_is_wrong_now_and_then_does_not_count():
    said = runs(("P", 20), ("A", 1), ("P", 10), ("A", 1), ("P", 3), ("A", 1), ("P", 20))
    assert told(said) == "P" * len(said)
    said = runs(("A", 20), ("P", 1), ("A", 5), ("P", 1), ("A", 20))
    assert told(said) == "A" * len(said)


@pytest.mark.parametrize("state", "PA")
def test_what_is_shorter_than_counts_does_not_and_what_lasts_as_long_does(state):
    other = {"P": "A", "A": "P"}[state]
    short, long = (runs((other, 30), (state, count), (other, 30)) for count in (4, 5))
    assert told(short) == other * 64
    assert told(long) == long


@pytest.mark.parametrize(("step_s", "count"), [(0.5, 20), (1.0, 10), (2.5, 4), (4.0, 3)])
def test_seconds_count_and_not_samples(step_s, count):
    short, long = (runs(("P", 60), ("A", samples), ("P", 60)) for samples in (count - 1, count))
    assert told(short, step_s) == "P" * len(short)
    assert told(long, step_s) == long


def test_a_false_sample_amid_an_absence_that_counts():
    said = runs(("P", 30), ("A", 3), ("P", 1), ("A", 6), ("P", 30))
    assert told(said) == runs(("P", 30), ("A", 10), ("P", 30))


def test_samples_that_say_nothing_for_a_while_are_bridged():
    assert told(runs(("P", 20), ("?", 4), ("P", 20))) == "P" * 44
    assert told(runs(("A", 20), ("?", 4), ("A", 20))) == "A" * 44


def test_longer_than_counts_absence_is_not_told_and_presence_while_it_is_probable():
    said = runs(("A", 30), ("?", 5), ("A", 30))
    assert told(said) == said
    assert told(runs(("P", 60), ("?", 10), ("P", 60))) == "P" * 130
    said = runs(("P", 60), ("?", 150), ("P", 60))
    assert told(said) == said


def test_a_change_among_samples_that_say_nothing_lies_in_their_middle_unless_they_last():
    assert told(runs(("P", 30), ("?", 4), ("A", 30))) == runs(("P", 30), ("p", 2), ("a", 2), ("A", 30))
    assert told(runs(("A", 30), ("?", 4), ("P", 30))) == runs(("A", 30), ("a", 2), ("p", 2), ("P", 30))
    said = runs(("P", 30), ("?", 5), ("A", 30))
    assert told(said) == said


def test_a_change_with_a_contrary_sample_beside_it_is_not_sure():
    # Somebody seen on an empty seat is more frequent than nobody seen on a taken one.
    assert told(runs(("P", 30), ("A", 1), ("P", 1), ("A", 30))) == runs(("P", 30), ("a", 2), ("A", 30))
    assert told(runs(("A", 30), ("P", 1), ("A", 1), ("P", 30))) == runs(("A", 30), ("a", 2), ("P", 30))


def test_at_the_ends_what_is_shorter_than_counts_is_unknown():
    assert told(runs(("P", 30), ("A", 4))) == runs(("P", 30), ("?", 4))
    assert told(runs(("P", 3), ("A", 30))) == runs(("?", 3), ("A", 30))
    assert told(runs(("P", 30), ("A", 5))) == runs(("P", 30), ("A", 5))


def test_where_no_sample_says_anything_nothing_is_known():
    assert told("?" * 10) == "?" * 10
    assert told("") == ""


def test_a_single_sample_is_believed():
    assert told("P") == "P" and told("A") == "A"


def test_a_change_is_rather_where_more_time_passed():
    times = np.array([*np.arange(20) * 2.0, 40, 44, *(46 + np.arange(20) * 2.0)])
    own = np.array([PRESENT] * 20 + [UNKNOWN] * 2 + [ABSENT] * 20, dtype=np.int8)
    states, sure = states_of(times, own, (0.0, times[-1] + 2), SHORTEST_S)
    assert states.tolist() == [PRESENT] * 21 + [ABSENT] * 21
    assert np.flatnonzero(~sure).tolist() == [20, 21]


def by_enumeration(times, own, observed, shortest_s):
    """The probability of the definition: every sequence of states, weighed one after the other."""
    middles = np.array([observed[0], *((times[1:] + times[:-1]) / 2), observed[1]])
    begins = [0, *(i for i in range(1, len(own)) if own[i] != own[i - 1] or own[i] == UNKNOWN), len(own)]

    def log_said(state, i, j):
        word, lasts = own[i], middles[j] - middles[i]
        if word == UNKNOWN:
            return 0.0
        if word == state:
            return (j - i) * np.log(1 - CONTRARY[state])
        brief = 0.0
        if lasts < shortest_s - 1e-4:
            step, cut_off = lasts / (j - i), i == 0 or j == len(own)
            share = 1 - lasts / shortest_s if cut_off else step / shortest_s
            brief = ENDS_A_SECOND[state] * step * share
        return np.log(CONTRARY[state] ** (j - i) + brief)

    whole, present = 0.0, np.zeros(len(own))
    groups = list(pairwise(begins))
    for path in product((ABSENT, PRESENT), repeat=len(groups)):
        changes = [k for k in range(1, len(groups)) if path[k] != path[k - 1]]
        edges = [0, *changes, len(groups)]
        weight = 1.0
        for first, last in pairwise(edges):
            state, rate = path[first], ENDS_A_SECOND[path[first]]
            seconds = middles[begins[last]] - middles[begins[first]]
            inner = first > 0 and last < len(groups)
            if inner and seconds < shortest_s - 1e-4:
                weight = 0.0
                break
            weight *= np.exp(sum(log_said(state, *groups[k]) for k in range(first, last)))
            weight *= np.exp(-rate * (seconds - shortest_s * inner)) * (1.0 if first else 1 / rate)
            if last < len(groups):
                weight *= rate * (times[begins[last]] - times[begins[last] - 1])
        whole += weight
        present += weight * np.repeat(path, [j - i for i, j in groups])
    return present / whole


@given(
    st.lists(st.tuples(st.sampled_from([0.5, 2.0, 3.5]), st.sampled_from([*WORDS.values()])), min_size=1, max_size=9),
    st.sampled_from([0.0, 3.0, 5.0]),
)
def test_the_probability_is_that_of_all_sequences_of_states(samples, shortest_s):
    times = np.cumsum([step for step, _ in samples])
    own = np.array([word for _, word in samples], dtype=np.int8)
    observed = (times[0] - 0.25, times[-1] + 1.0)
    expected = by_enumeration(times, own, observed, shortest_s)
    assert present_probability(times, own, observed, shortest_s) == pytest.approx(expected, abs=1e-9)
