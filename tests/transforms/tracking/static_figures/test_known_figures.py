"""What stands still where it stood on the dates before is nobody, as long as it stands there."""

from dataclasses import replace

import numpy as np
import pytest

from pantau.transforms.tracking.static_figures.known_figures import HIDDEN_S, NEAR_HEIGHTS, known_figures, of_figures
from pantau.transforms.tracking.tracks import Track
from tests.transforms.candidates.in_places.test_motionless import CADENCE_S, COUNT, EVER, HOURS, PLACE, jittered
from tests.transforms.staging import camera_day

LEAST_S = 7200.0
BESIDE = np.subtract(PLACE, (0.3, 0, 0.3, 0))


def seen(*people):
    """A day with people, each (samples, boxes), the tracks of these, and of whom each detection is."""
    day = camera_day(seconds=(0.0, HOURS * 3600.0), cadence_s=CADENCE_S)
    owner = np.concatenate([np.full(len(samples), number) for number, (samples, _) in enumerate(people)])
    samples, boxes = (np.concatenate(parts) for parts in zip(*people, strict=True))
    order = np.argsort(samples, kind="stable")
    scores = np.full(len(samples), 0.7)
    day = replace(day, person_sample=samples[order], person_box=boxes[order], person_score=scores)
    tracks = [
        Track(np.flatnonzero(owner[order] == number), own, held, np.full(len(own), 0.7), np.ones(len(own)))
        for number, (own, held) in enumerate(people)
    ]
    return day, tracks, owner[order]


def stood_at(*places):
    return lambda place: any(np.allclose(place, one, atol=0.005) for one in places)


def test_what_stands_still_where_it_stood_is_known():
    day, tracks, _ = seen((EVER, jittered(PLACE)), (EVER, jittered(BESIDE)))
    (known,) = known_figures(day, tracks, LEAST_S, stood_at(PLACE))
    assert known == pytest.approx(PLACE, abs=0.002)
    assert known_figures(day, tracks, LEAST_S, stood_at()) == []
    assert of_figures(day, [known], LEAST_S).sum() == COUNT and not of_figures(day, [], LEAST_S).any()


def test_nobody_asks_what_stood_before_where_nothing_stands_still():
    def never(place):
        raise AssertionError("other dates are read")

    few = EVER[: int(0.09 * LEAST_S / CADENCE_S)]
    walking = PLACE + np.linspace(-0.2, 0.2, COUNT)[:, None] * (1, 0, 1, 0)
    shifts = np.random.default_rng(1).normal(0, 0.02, (COUNT // 30, 4)).repeat(30, axis=0) * (9 / 16, 1, 9 / 16, 1)
    day, tracks, _ = seen((few, jittered(PLACE)[few]), (EVER, walking), (EVER, jittered(BESIDE) + shifts))
    assert known_figures(day, tracks, LEAST_S, never) == []


def test_others_are_somebody_beside_it_and_once_it_was_taken_away():
    there, after = EVER[: COUNT // 2], EVER[COUNT // 2 + 100 :]
    walking = PLACE + np.linspace(-0.04, 0.04, len(after))[:, None] * (1, 0, 1, 0)
    day, _, owner = seen((there, jittered(PLACE)[there]), (EVER, jittered(BESIDE)), (after, walking))
    assert of_figures(day, [PLACE], LEAST_S).tolist() == (owner == 0).tolist()


def test_who_is_exactly_there_for_some_minutes_is_somebody_once_the_figure_is_gone():
    some = EVER[300:330]
    day, tracks, _ = seen((some, jittered(PLACE)[some]), (EVER, jittered(BESIDE)))
    assert known_figures(day, tracks, LEAST_S, stood_at(PLACE)) == []
    assert not of_figures(day, [PLACE], LEAST_S).any()


def test_of_two_boxes_on_a_frame_one_is_the_figure():
    near = PLACE + np.array([0, 0.5, 0, 0.5]) * NEAR_HEIGHTS * 0.3
    visit = EVER[400:420]
    day, _, owner = seen((EVER, jittered(PLACE)), (visit, jittered(near)[visit]))
    assert of_figures(day, [PLACE], LEAST_S).tolist() == (owner == 0).tolist()


def test_a_box_that_is_a_little_elsewhere_for_a_moment_is_of_the_figure_still():
    boxes = jittered(PLACE)
    boxes[::20, 3] += 0.1 * 0.3
    boxes[10::20, 3] += 1.2 * NEAR_HEIGHTS * 0.3
    day, _, _ = seen((EVER, boxes))
    assert np.flatnonzero(~of_figures(day, [PLACE], LEAST_S)).tolist() == EVER[10::20].tolist()


@pytest.mark.parametrize(("samples", "lost_s"), [(1, 10), (2, 20), (3, 0), (50, 0), (120, 20)])
def test_who_hides_a_figure_for_half_a_minute_is_somebody(samples, lost_s):
    """Once it was away for ten minutes, half of that is lost at both ends, as if it had been taken away."""
    near, visit = PLACE + np.array([9, 16, 9, 16]) / 16 * 0.1 * 0.3, EVER[400 : 400 + samples]
    rest = np.setdiff1d(EVER, visit)
    day, _, owner = seen((rest, jittered(PLACE)[rest]), (visit, jittered(near)[visit]))
    nobody = of_figures(day, [PLACE], LEAST_S)
    assert nobody[owner == 0].all()
    assert nobody[owner == 1].sum() * CADENCE_S == lost_s


def test_a_figure_may_be_missed_twice_however_seldom_it_is_looked_at():
    boxes = jittered(PLACE)
    boxes[100:102, 3] += 0.1 * 0.3
    day, _, _ = seen((EVER, boxes))
    seldom = replace(day, times=6 * day.times, cadence_s=6 * CADENCE_S)
    assert of_figures(seldom, [PLACE], LEAST_S).all()


@pytest.mark.parametrize(("missed", "is_figure"), [(2, True), (3, False)])
def test_time_that_nobody_observed_hides_no_figure(missed, is_figure):
    """Between two recordings lie minutes; on the samples beside them it is seen a little elsewhere."""
    boxes, missing = jittered(PLACE), EVER[500 - missed // 2 : 500 - missed // 2 + missed]
    boxes[missing, 3] += 0.1 * 0.3
    day, _, _ = seen((EVER, boxes))
    day = replace(day, times=day.times + 300.0 * (EVER >= 500))
    assert of_figures(day, [PLACE], LEAST_S)[missing].tolist() == [is_figure] * missed


def test_what_is_near_a_figure_before_it_was_seen_and_after_is_of_it_for_a_quarter_of_a_minute():
    near, some = PLACE + np.array([9, 16, 9, 16]) / 16 * 0.1 * 0.3, EVER[50:-50]
    ends = np.setdiff1d(EVER, some)
    day, _, owner = seen((some, jittered(PLACE)[some]), (ends, jittered(near)[ends]))
    nobody = of_figures(day, [PLACE], LEAST_S)
    away = np.minimum(np.abs(ends - some[0]), np.abs(ends - some[-1])) * CADENCE_S
    assert nobody[owner == 1].tolist() == (away < HIDDEN_S / 2).tolist()
