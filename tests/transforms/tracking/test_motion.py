import numpy as np
import pytest

from pantau.transforms.tracking.motion import IN_PLACE, LastState, densities, within_gate

HEIGHT = 0.3
HERE = (0.8, 0.4)


def density(*heads, velocity=(0.0, 0.0), elapsed=2.0, stays=0.5, similarity=np.nan, heights=None):
    """Log density of somebody last seen `HERE` being at each of the heads, in heights of the frame."""
    one = np.array([elapsed]), np.array([HERE]), np.array([velocity]), np.array([HEIGHT]), np.array([stays])
    known = LastState(*(np.repeat(values, len(heads), axis=0) for values in one))
    sizes = np.full(len(heads), HEIGHT) if heights is None else np.array(heights)
    return densities(known, np.array(heads), sizes, 2.0).log(np.full(len(heads), similarity))


def test_who_stands_is_most_probably_where_they_stood():
    in_place, aside, elsewhere = density(HERE, (0.85, 0.4), (1.1, 0.4), stays=0.9)
    assert in_place > aside > elsewhere


def test_nobody_gets_farther_than_they_can_walk():
    near, far = density((1.4, 0.4), (3.0, 0.4))
    assert near > far + 10
    assert density((3.0, 0.4), elapsed=8.0)[0] > far + 10
    assert density((1.4, 0.4), elapsed=0.5)[0] < near - 10


def test_who_walks_goes_on_or_stops_on_the_way_and_seldom_turns():
    on, stopped, astray, back = density(
        (1.0, 0.4), (0.9, 0.4), (0.9, 0.2), (0.6, 0.4), velocity=(0.1, 0.0), elapsed=2.0, stays=0.3
    )
    assert min(on, stopped) > astray > -20
    assert min(on, stopped) > back > -20


def test_the_farther_somebody_went_the_less_is_known_of_the_way():
    def after(elapsed):
        x = HERE[0] + 0.1 * elapsed
        return density((x, 0.4), (x, 0.46), velocity=(0.1, 0.0), elapsed=elapsed, stays=0.0)

    (exact, beside), (exact_later, beside_later) = after(2.0), after(8.0)
    assert exact > exact_later
    assert exact - beside > exact_later - beside_later > 0


@pytest.mark.parametrize(("velocity", "elapsed"), [((0.0, 0.0), 2.0), ((0.05, 0.02), 2.0), ((0.12, 0.0), 4.0)])
@pytest.mark.parametrize("stays", [0.0, 0.6])
def test_of_all_places_the_probability_is_one(velocity, elapsed, stays):
    step = HEIGHT / 40
    heads = np.stack(np.meshgrid(*(at + np.arange(-2.2, 2.2, step) for at in HERE)), axis=-1).reshape(-1, 2)
    total = np.exp(density(*heads, velocity=velocity, elapsed=elapsed, stays=stays, heights=None)).sum()
    # Beyond what can be walked nobody is, and some walk on far: that little is missing.
    assert total * (step / HEIGHT) ** 2 == pytest.approx(1, abs=0.03)


def test_clothes_speak_for_and_against_and_say_nothing_where_they_were_not_compared():
    for head in (HERE, (1.0, 0.4)):
        alike, unknown, other = (density(head, similarity=value)[0] for value in (0.98, np.nan, 0.4))
        assert alike > unknown > other
    assert density(HERE, similarity=IN_PLACE.even, stays=1.0)[0] == density(HERE, stays=1.0)[0]


def test_another_size_is_less_probable_either_way():
    same, taller, smaller = density(HERE, HERE, HERE, heights=(0.3, 0.45, 0.2))
    assert same > taller and same > smaller
    assert abs(taller - smaller) < 0.7


def test_beyond_reach_nobody_is_probable_whatever_they_wear():
    heads = np.array([HERE, (1.05, 0.4), (1.1, 0.4), (1.6, 0.4), (1.8, 0.4)])
    for elapsed in (0.5, 2.0):
        near = within_gate(np.full(5, elapsed), heads - HERE, np.full(5, HEIGHT), 2.0)
        assert near[0] and not near[-1]
        # Even who was missed longest is less probable than somebody new.
        most = np.array(density(*heads, elapsed=elapsed, stays=0.9, similarity=1.0))[~near]
        assert (most - np.log(0.05) - np.log(0.003) < 0).all()


def test_who_stands_may_shift_a_little():
    standing, shifted, gone = density(
        HERE, (HERE[0] + 0.7 * HEIGHT, HERE[1]), (HERE[0] + 1.9 * HEIGHT, HERE[1]), stays=0.95
    )
    assert standing > shifted > gone
    assert standing - shifted < 8
