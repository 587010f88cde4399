import numpy as np
import pytest

from pantau.simulation.behaviour.party_moods import apart, arrivals_of, happens, mood_of
from pantau.simulation.habits import Habits


def test_what_never_happens_draws_nothing():
    rng = np.random.default_rng(4)
    before = rng.bit_generator.state
    assert not happens(0.0, rng) and apart(3, 0.0, rng) == ((), ()) and apart(1, 5.0, rng) == ((), ())
    assert rng.bit_generator.state == before


def test_arrivals_come_as_often_as_said_and_in_the_company_said():
    found = arrivals_of(60.0, Habits(pairs=0.5, groups=0.2), 0.0, 360_000.0, np.random.default_rng(0))
    assert len(found) == pytest.approx(6000, rel=0.05)
    sizes = np.bincount([size for _, size in found]) / len(found)
    assert sizes == pytest.approx([0, 0.4, 0.4, 0.1, 0.1], abs=0.02)


def test_the_eager_hand_over_and_the_others_do_not():
    rng = np.random.default_rng(0)
    moods = [mood_of(Habits(eager=0.5), rng) for _ in range(400)]
    gaps = [mood.handover_s for mood in moods if mood.handover_s is not None]
    assert len(gaps) == pytest.approx(200, abs=40)
    assert min(gaps) > 0 and max(gaps) < 2
    assert mood_of(Habits(), rng).handover_s is None
