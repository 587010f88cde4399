"""Each subject finds again what its cases were drawn from."""

import numpy as np
import pytest

from pantau.transforms.tracking import own_boxes
from pantau.transforms.tracking.links import seen_after
from pantau.transforms.tracking.motion import LastState, SimilarityOdds
from tools.fit_tracking import coming_and_going, looks, own_box_counts, seen_again, ways
from tools.fit_tracking.coming_and_going import ComingAndGoing
from tools.fit_tracking.looks import LooksOfPairs
from tools.fit_tracking.own_box_counts import OwnBoxes
from tools.fit_tracking.seen_again import SeenAgain
from tools.fit_tracking.ways import Ways

DAYS = range(12)


def values_of(estimates, *names):
    return [one.value for name in names for one in estimates[name]]


def day_of_coming_and_going(seed, gone=0.02, gone_at_edge=0.5, reach=0.4, new=0.004, new_at_edge=0.05):
    """One in three walks, and all places are as probable, from the edge to two body heights from it."""
    rng = np.random.default_rng(seed)
    count, frames, places = 4_000, 2_000, np.linspace(0.01, 2.0, 200)
    edge, walking = rng.choice(places, count), np.arange(count) % 3 == 0
    # Newcomers of either kind as often as they come, where one in three of all people walks.
    expected = np.concatenate([np.full(200, new * 2 / 3), (new + new_at_edge * np.exp(-places / reach)) / 3])
    came = rng.poisson(frames * expected * 0.05)
    return ComingAndGoing(
        edge=edge,
        walking=walking,
        last=rng.random(count) < gone + gone_at_edge * np.exp(-edge / reach) * walking,
        new_edge=np.repeat(np.tile(places, 2), came),
        new_walking=np.repeat(np.arange(400) >= 200, came),
        false_last=rng.random(500) < 0.3,
        place_edge=places,
        place_size=np.full(200, 0.05),
        frames=frames,
        people=count,
        walkers=int(walking.sum()),
    )


def test_who_comes_and_goes_where():
    found = coming_and_going.fitted([day_of_coming_and_going(seed) for seed in DAYS])
    assert values_of(found, "GONE", "GONE_AT_EDGE", "EDGE_HEIGHTS") == pytest.approx([0.02, 0.5, 0.4], rel=0.1)
    assert values_of(found, "NEW_PER_AREA", "NEW_AT_EDGE") == pytest.approx([0.004, 0.05], rel=0.15)
    assert values_of(found, "GONE_FALSE", "PEOPLE_PER_AREA") == pytest.approx([0.3, 4_000 / 2_000 / 10], rel=0.1)
    assert found["GONE"][0].cases == 48_000 and found["GONE"][0].error < 0.003


def test_how_soon_somebody_is_seen_again():
    truth, missed = (0.9, 0.6, 0.7, 0.05, 0.9), np.arange(16.0)

    def counts(walks):
        share = seen_after(missed, np.full(16, walks), *truth)
        return np.round(100_000 * share / share.sum())

    found = seen_again.fitted([SeenAgain(counts(False), counts(True)) for _ in DAYS])
    assert values_of(found, *seen_again.NAMES) == pytest.approx(truth, abs=0.01)


def test_which_boxes_are_own_by_their_scores():
    rng, table = np.random.default_rng(3), (0.1, 0.3, 0.5, 0.8, 0.95)

    def day():
        kind, score = rng.integers(0, 4, 4_000), rng.uniform(0.2, 0.7, 4_000)
        return OwnBoxes(kind, score, rng.random(4_000) < np.interp(score, own_boxes.SCORES, table))

    found = own_box_counts.fitted([day() for _ in DAYS])
    assert values_of(found, *own_box_counts.TABLES) == pytest.approx(table * 4, abs=0.06)
    assert sum(one.cases for name in own_box_counts.TABLES for one in found[name]) == 48_000


@pytest.mark.slow
def test_how_looks_tell_people_apart():
    rng, odds = np.random.default_rng(4), SimilarityOdds(0.8, 12.0, 1.5, -4.0)

    def day():
        alike, in_place = rng.uniform(0.2, 1.0, 2_500), rng.random(2_500) < 0.5
        # Of people who are as often the same as not.
        return LooksOfPairs(alike, rng.random(2_500) < 1 / (1 + np.exp(-odds.of(alike))), in_place)

    found = looks.fitted([day() for _ in DAYS])
    for name in ("ODDS_IN_PLACE", "ODDS_ON_THE_WAY"):
        even, slope, most, least = values_of(found, name)
        # Those of one person and of two count the same together, however many there are: that shifts all odds alike.
        assert slope == pytest.approx(12.0, rel=0.15)
        assert most - least == pytest.approx(5.5, abs=0.5)
        assert most - slope * (1 - even) == pytest.approx(1.5 - 12 * 0.2, abs=0.3)


@pytest.mark.slow
def test_how_people_move():
    rng = np.random.default_rng(5)

    def day():
        count, elapsed = 400, np.full(400, 2.0)
        walking = np.arange(count) < 130
        stays = rng.random(count) < np.where(walking, 0.3, 0.9)
        noise = rng.normal(0, 0.1 * 0.3, (count, 2))
        velocities = np.where(walking[:, None], (0.2, 0.0), 0.0)
        reach = 0.3 * (0.3 + 2.0 * 1.8 / 1.6)
        angle, far = rng.uniform(0, 2 * np.pi, count), reach * np.sqrt(rng.random(count))
        anywhere = np.stack([np.cos(angle), np.sin(angle)], axis=1) * far[:, None]
        on = rng.random(count)[:, None] * velocities * 2.0 + noise * 1.0
        away = np.where(stays[:, None], noise, np.where(walking[:, None], on, anywhere))
        heads = np.tile((1.0, 0.5), (count, 1))
        known = LastState(elapsed, heads, velocities, np.full(count, 0.3), np.zeros(count))
        heights = 0.3 * np.exp(rng.normal(0, 0.2, count))
        return Ways(known, heads + away, heights, walking, np.ones(count, dtype=bool), rng.random(100) < 0.3, 1.8)

    found = ways.fitted([day() for _ in DAYS])
    assert values_of(found, "STAY_AFTER_STANDING") == pytest.approx([0.9], abs=0.02)
    assert values_of(found, "STANDING_SPREAD") == pytest.approx([0.1], rel=0.1)
    assert values_of(found, "SIZE_SPREAD") == pytest.approx([0.2], rel=0.05)
    # Whoever walks stays, or goes on by about as much as is looked for there.
    assert 0.1 < values_of(found, "STAY_AFTER_WALKING")[0] < 0.4
    assert values_of(found, "GOES_ON")[0] > 0.9 and values_of(found, "ASTRAY_SPEED")[0] < 0.05
    # These stop anywhere on the way, and are everywhere on it as probably.
    assert values_of(found, "STOPS")[0] > 0.7
    assert values_of(found, "TURNS_BACK") == pytest.approx([0.3], abs=0.05)
    assert values_of(found, "WALKING_AT_FIRST") == pytest.approx([130 / 400], abs=1e-3)
