"""Kaplan-Meier: by hand, against numpy, and against lives whose true length is known."""

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.sql.connection import create_macros

CENSORED = "+"


@pytest.fixture(scope="module")
def connection():
    with duckdb.connect() as connection:
        create_macros(connection)
        yield connection


def answer(connection, durations, ended, start_seen=None, who=None):
    """The rows of the estimate by group: `who` -> (start_seen, median, lower, upper, P90)."""
    count = len(durations)
    lives = pa.table(
        {
            "who": pa.array(who if who is not None else ["all"] * count, pa.string()),
            "duration_s": pa.array(durations, pa.float64()),
            "start_censored": pa.array([not seen for seen in start_seen or [True] * count], pa.bool_()),
            "end_censored": pa.array([not end for end in ended], pa.bool_()),
        }
    )
    connection.register("lives", lives)
    return {row[0]: row[1:] for row in connection.execute("SELECT * FROM kaplan_meier('lives')").fetchall()}


def numpy_estimate(durations, ended):
    """Median, its bounds and P90 by the definitions: the curve and Greenwood's sum step by step over distinct times."""
    durations, ended = np.asarray(durations, float), np.asarray(ended, bool)
    height, spread, steps = 1.0, 0.0, []
    for time in np.unique(durations[ended]):
        at_risk, died = (durations >= time).sum(), (ended & (durations == time)).sum()
        height *= 1 - died / at_risk
        spread += died / (at_risk * (at_risk - died)) if died < at_risk else np.inf
        steps.append((time, height, spread))
    bounds = []
    for sign in (1, -1):
        inside = [(t, h, np.exp(sign * 1.959964 * np.sqrt(g) / -np.log(h))) for t, h, g in steps if h > 1e-9]
        bounds.append(next((t for t, h, power in inside if h**power <= 0.5), None))
    return level_time(steps, 0.5), *bounds, level_time(steps, 0.1)


def level_time(steps, level):
    """The first time at the level, or the middle of the flat at it."""
    at = [time for time, height, _ in steps if height <= level + 1e-9]
    below = [time for time, height, _ in steps if height < level - 1e-9]
    return (at[0] + (below or at)[0]) / 2 if at else None


def test_freireichs_remissions_as_every_textbook_has_them(connection):
    weeks = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
    durations = [float(week.rstrip(CENSORED)) for week in weeks.split()]
    found = answer(connection, durations, [not week.endswith(CENSORED) for week in weeks.split()])
    assert found == {"all": (21, 23.0, 13.0, None, None)}


@pytest.mark.parametrize(
    ("durations", "ended", "median", "p90"),
    [
        ([10, 20, 30], [1, 1, 1], 20, 30),
        ([10, 20, 30, 40], [1, 1, 1, 1], 25, 40),  # exactly half last from 20 to 30
        ([10, 20, 30, 40], [1, 0, 1, 1], 30, 40),  # 3/4, then 3/8
        ([10, 20, 30], [0, 0, 0], None, None),
        ([10, 20, 30], [1, 0, 0], None, None),  # never below 2/3
        ([10, 10, 10, 10], [1, 1, 0, 0], 10, None),  # ends come before cuts at the same moment; flat at 1/2 to the end
        ([10], [1], 10, 10),
    ],
)
def test_curves_worked_out_by_hand(connection, durations, ended, median, p90):
    (found,) = answer(connection, durations, ended).values()
    assert (found[1], found[4]) == (median, p90)


def test_sessions_whose_start_was_not_seen_say_nothing(connection):
    found = answer(connection, [10, 20, 30, 500, 600], [1, 1, 1, 0, 1], [1, 1, 1, 0, 0])
    assert found == answer(connection, [10, 20, 30], [1, 1, 1])
    assert answer(connection, [10], [1], [0]) == {}


lives = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 12), st.booleans(), st.sampled_from([True, True, False])),
    min_size=1,
    max_size=40,
)


@pytest.mark.slow
@settings(max_examples=80)
@given(given_lives=lives)
def test_as_numpy_has_it_by_group(connection, given_lives):
    who, durations, ended, start_seen = zip(*given_lives, strict=True)
    found = answer(connection, durations, ended, start_seen, who)
    for group in "ab":
        mine = [(d, e) for w, d, e, s in given_lives if w == group and s]
        if not mine:
            assert group not in found
            continue
        assert found[group] == (len(mine), *numpy_estimate(*zip(*mine, strict=True)))


@pytest.mark.parametrize("cut_share", [0.0, 0.02, 0.5, 0.98])
def test_as_numpy_has_it_over_many(connection, cut_share):
    random = np.random.default_rng(7)
    durations = np.round(random.lognormal(5, 0.6, 3000), 1)
    ended = random.random(3000) >= cut_share
    assert answer(connection, durations, ended)["all"] == (3000, *numpy_estimate(durations, ended))


@pytest.mark.parametrize("grid_s", [0.1, 60.0, 240.0])
@pytest.mark.parametrize("cut_from", [0.0, 0.35, 0.45, 0.5, 0.8, 0.9])
@pytest.mark.parametrize("count", [999, 1000, 1001, 1500])
def test_of_many_with_a_tenth_cut_in_one_place(connection, grid_s, cut_from, count):
    random = np.random.default_rng(count)
    durations = np.sort(np.ceil(random.lognormal(5, 0.6, count) / grid_s) * grid_s).round(1)
    ended = np.ones(count, bool)
    first = int(cut_from * count)
    ended[first : first + count // 10] = False
    assert answer(connection, durations, ended)["all"] == (count, *numpy_estimate(durations, ended))


@pytest.mark.slow
def test_under_random_cuts_it_is_nearer_to_the_truth_than_the_plain_median(connection):
    random = np.random.default_rng(20)
    closer, plain_errors, errors, inside = 0, [], [], 0
    for _ in range(60):
        lasted = random.lognormal(np.log(300), 0.6, 400)
        cut = random.exponential(600, 400)
        ended = lasted <= cut
        _, median, lower, upper, _ = answer(connection, np.minimum(lasted, cut), ended)["all"]
        plain = np.median(lasted[ended])
        plain_errors.append(plain - 300)
        errors.append(median - 300)
        closer += abs(median - 300) < abs(plain - 300)
        inside += lower <= 300 <= upper
    assert np.mean(plain_errors) < -40  # long ones are cut the more often
    assert abs(np.mean(errors)) < 6
    assert closer >= 57
    assert inside >= 53


def test_footage_that_begins_and_breaks_off_at_any_moment_does_not_lean_it(connection):
    random = np.random.default_rng(4)
    begins = np.sort(random.uniform(0, 500_000, 4000))
    lasted = random.lognormal(np.log(300), 0.6, 4000)
    durations, ended, start_seen = [], [], []
    for since in range(0, 500_000, 1500):  # 1000 s of footage, then 500 s without
        until = since + 1000
        for start, end in zip(begins, begins + lasted, strict=True):
            if start < until and end > since:
                durations.append(min(end, until) - max(start, since))
                start_seen.append(start >= since)
                ended.append(end <= until)
    whole = [d for d, e, s in zip(durations, ended, start_seen, strict=True) if e and s]
    (found,) = answer(connection, durations, ended, start_seen).values()
    as_if_cut = answer(connection, durations, np.logical_and(ended, start_seen))["all"]
    assert abs(found[1] - 300) < 15
    assert np.median(whole) < 270
    assert as_if_cut[1] > 330  # what taking unseen starts as cuts would give


def test_rows_of_no_group_are_a_group(connection):
    assert answer(connection, [10, 20, 30], [1, 1, 1], who=[None, "a", None]) == {
        None: answer(connection, [10, 30], [1, 1])["all"],
        "a": answer(connection, [20], [1])["all"],
    }
