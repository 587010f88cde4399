"""The attack on counts with noise, and that it would be right where the noise is too little."""

import random

from benchmarks import noise_attack
from benchmarks.noise_attack import emptied, guessed, law, orders
from benchmarks.release_attack import random_office
from pantau.transforms.releases.noisy import plan_noisy
from pantau.transforms.releases.noisy.noise import NoiseTerms


def test_only_one_date_of_one_counter_is_emptied():
    office = random_office(random.Random(1))
    (agency, day, hour), by = next((key, by) for key, by in office.items() if sum(by.values()))
    counter = next(one for one, n in by.items() if n)
    other = emptied(office, counter, day)
    assert other[agency, day, hour][counter] == 0 and other.keys() == office.keys()
    changed = {(key, one) for key in office for one in office[key] if office[key][one] != other[key][one]}
    assert changed and {(key[1], one) for key, one in changed} == {(day, counter)}


def test_the_worlds_differ_by_what_counts_at_most_and_a_release_too_many_tells():
    found = [one for seed in range(12) if (one := guessed(seed, 10.0, 1))]
    assert len(found) > 8 and all(0 <= apart <= 1 for _, apart in found)
    # At epsilon 10 the right one is named in 997 of 1,000 where it can be told.
    assert sum(right for right, apart in found if apart == 1) >= sum(apart == 1 for _, apart in found) - 1


def test_without_noise_the_attacker_is_always_right(monkeypatch):
    monkeypatch.setattr(plan_noisy, "noised", lambda counts, terms, measure: list(counts))
    found = [one for seed in range(12) if (one := guessed(seed, 0.1, 1))]
    assert all(right for right, apart in found if apart) and any(apart for _, apart in found)


def test_the_law_is_told_apart_from_another(monkeypatch):
    terms = NoiseTerms(1.0, 10.0, 20, ("visits",))
    assert law(terms, 5_000)[2] > 1e-9
    monkeypatch.setattr(noise_attack, "noised", lambda counts, *_: [random.randint(-30, 30) for _ in counts])
    assert law(terms, 5_000)[2] < 1e-9


def test_releases_have_cells_of_their_own_kind_and_each_its_epsilon():
    made = orders(random.Random(3), 1.0, 3, 20)
    assert {one.noise.epsilon for one in made} == {1.0} and len({one.name for one in made}) == 3
