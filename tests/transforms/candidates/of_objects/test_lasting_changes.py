"""What looks otherwise and stays so."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.transforms.candidates.of_objects.lasting_changes import lasting_changes
from tests.transforms.candidates.of_objects.looks import LEAST_S, SHAPE, THING, bag, looks


def cells(part):
    marked = np.zeros(SHAPE, bool)
    marked[part] = True
    return marked


@settings(max_examples=15)
@given(st.integers(8, 25), st.integers(7, 12))
def test_what_comes_and_goes_is_one_change_with_both_times(came, stays):
    times, frames = looks()
    frames[came : came + stays, *THING] = bag()
    (change,) = lasting_changes(times, frames, LEAST_S)
    assert np.array_equal(change.cells, cells(THING))
    assert change.came == (times[came - 1], times[came])
    assert change.went == (times[came + stays - 1], times[came + stays])
    assert change.stood_s == times[came - 1] and change.after[THING].max() < 51 < change.before[THING].min()


def test_what_is_taken_up_sooner_is_none():
    times, frames = looks()
    frames[10:16, *THING] = bag()
    assert lasting_changes(times, frames, LEAST_S) == []


def test_what_stays_until_the_end_has_not_gone():
    times, frames = looks()
    frames[10:, *THING] = bag()
    (change,) = lasting_changes(times, frames, LEAST_S)
    assert change.went is None
    frames[-2:, *THING] = 0
    assert lasting_changes(times, frames, LEAST_S)[0].went is None, "hidden is not gone"
    frames[-2:] = looks(2)[1]
    assert lasting_changes(times, frames, LEAST_S)[0].went == (times[-3], times[-2])


def test_while_somebody_is_over_it_nothing_is_known_and_nothing_ends():
    times, frames = looks()
    frames[10:, *THING] = bag()
    frames[8:12, *THING] = 0
    frames[16:20, *THING] = 0
    (change,) = lasting_changes(times, frames, LEAST_S)
    assert change.came == (times[7], times[12]) and change.went is None


def test_what_comes_on_another_thing_is_compared_with_it():
    times, frames = looks(60)
    frames[10:, *THING] = bag()
    frames[30:, *THING] = 200
    first, second = lasting_changes(times, frames, LEAST_S)
    assert first.went == second.came == (times[29], times[30])
    assert second.before[THING].max() < 51 and second.went is None


def test_what_moves_for_ever_stays_nothing():
    times, frames = looks()
    frames[10::2, *THING], frames[11::2, *THING] = bag(), 200
    assert lasting_changes(times, frames, LEAST_S) == []


def test_light_that_swings_on_all_is_no_change_and_a_thing_is_found_in_it():
    times, frames = looks(60)
    frames[20:, *THING] = bag()
    light = 1 + 0.3 * np.sin(times / 60)
    frames = np.clip(np.round(frames * light[:, None, None]), 1, 255).astype(np.uint8)
    (change,) = lasting_changes(times, frames, LEAST_S)
    assert np.array_equal(change.cells, cells(THING))


def test_noise_and_an_edge_that_shakes_are_none():
    times, frames = looks()
    frames[:, :, 40:] = np.clip(frames[:, :, 40:] + 60, 1, 255)
    frames[10::2, :, 40] = frames[10::2, :, 39] // 2 + frames[10::2, :, 40] // 2
    noisy = frames + np.random.default_rng(1).normal(0, 2, frames.shape)
    assert lasting_changes(times, np.clip(np.round(noisy), 1, 255).astype(np.uint8), LEAST_S) == []


def test_what_is_small_or_thin_is_none():
    times, frames = looks()
    frames[10:, 20:23, 30:35] = 20
    frames[10:, 5, :] = 20
    assert lasting_changes(times, frames, LEAST_S) == []


def test_nothing_is_found_where_nothing_is_known():
    times, frames = looks()
    assert lasting_changes(times, np.zeros_like(frames), LEAST_S) == []
