import numpy as np
import pytest

from benchmarks.tracking.made.made_detector import KEEP, NMS, made_detections, nearest_of
from benchmarks.tracking.made.made_looks import CLOTHES, EACH, looks_of, similarity, turned_looks
from benchmarks.tracking.made.scripted_views import views_of_boxes
from pantau.transforms.detection.models.detections import overlap

TICKS, STEP_S = 4_000, 0.5


def standing(*boxes, walks=False):
    """People who stand where they are on all ticks, the first the farthest; `walks`: as if they walked."""
    count = len(boxes)
    tick, person = np.repeat(np.arange(TICKS), count), np.tile(np.arange(count), TICKS)
    depth = np.tile(np.arange(count, 0, -1).astype(float), TICKS)
    return views_of_boxes(tick, person, np.tile(boxes, (TICKS, 1)), depth, np.full(len(tick), walks))


def found(views, seed=1):
    return made_detections(views, TICKS, STEP_S, 16 / 9, np.random.default_rng(seed))


CLEAR = standing((0.2, 0.2, 0.3, 0.8))
HALF_HIDDEN = standing((0.2, 0.2, 0.3, 0.8), (0.22, 0.35, 0.34, 1.0))


def test_somebody_in_plain_view_is_found_as_often_as_on_real_frames():
    own = found(CLEAR)
    own = own.part(own.first)
    assert len(own.tick) / TICKS == pytest.approx(0.98, abs=0.01)
    assert (own.score >= 0.37).sum() / TICKS == pytest.approx(0.94, abs=0.02)
    assert np.median(own.score) == pytest.approx(0.68, abs=0.02)
    assert own.box.std(axis=0)[[1, 3]] / 0.6 == pytest.approx([0.057, 0.044], abs=0.004)


def test_misses_last():
    missed = np.ones(TICKS, dtype=bool)
    own = found(CLEAR)
    missed[own.tick[own.first]] = False
    again = missed[1:][missed[:-1]].mean()
    assert again > 5 * missed.mean()


def test_who_is_hidden_is_missed_more_often_and_seen_worse():
    hidden = HALF_HIDDEN.by_people[0]
    assert 0.4 < hidden < 0.7
    own = found(HALF_HIDDEN)
    first, second = (own.part(own.first & (own.who == who)) for who in (0, 1))
    assert 0.4 < len(first.tick) / TICKS < 0.75 < len(second.tick) / TICKS
    assert np.median(first.score) < 0.55 < np.median(second.score)


def test_second_boxes_are_as_many_as_on_real_frames_and_no_box_is_one_that_the_detector_suppresses():
    everything = found(CLEAR)
    second = everything.part(~everything.first & (everything.who == 0))
    assert 0.15 < len(second.tick) / TICKS < 0.24
    assert 0.008 < (second.score >= 0.37).sum() / TICKS < 0.025
    for tick in range(200):
        box = everything.box[(everything.tick == tick) & (everything.who >= 0)]
        alike = overlap(box, box)[np.triu_indices(len(box), 1)]
        assert (alike <= NMS + 1e-3).all()
    assert (everything.score >= KEEP).all()
    assert (np.diff(everything.tick) >= 0).all()


def test_who_has_somebody_beside_has_more_second_boxes_and_stronger_ones():
    # Half a height and two heights apart, as the frame is 16 to 9.
    beside, apart = (found(standing((0.2, 0.2, 0.3, 0.8), (x, 0.2, x + 0.1, 0.8))) for x in (0.37, 0.875))
    shares = []
    for seen in (beside, apart):
        second = seen.score[~seen.first & (seen.who >= 0)]
        shares.append((len(second) / TICKS / 2, (second >= 0.37).sum() / TICKS / 2))
    assert shares[0][0] > 1.4 * shares[1][0]
    assert shares[0][1] > 4 * shares[1][1]


def test_second_boxes_last_longer_on_who_stands():
    again = []
    for views in (CLEAR, standing((0.2, 0.2, 0.3, 0.8), walks=True)):
        seen = found(views)
        second = np.zeros(TICKS, dtype=bool)
        second[seen.tick[~seen.first & (seen.who == 0)]] = True
        again.append(second[1:][second[:-1]].mean())
    assert again[0] == pytest.approx(0.52, abs=0.08) and again[1] == pytest.approx(0.33, abs=0.08)


def test_the_nearest_is_told_in_own_heights():
    box = np.array([(0.0, 0.0, 0.1, 0.5), (0.1, 0.0, 0.2, 0.5), (0.4, 0.1, 0.5, 0.35), (0.0, 0.0, 0.1, 0.5)])
    expected = [0.4, 0.4, np.hypot(0.6, 0.025) / 0.25, np.inf]
    assert nearest_of(np.array([0, 0, 0, 1]), box, 2.0) == pytest.approx(expected)


def test_the_same_seed_sees_the_same():
    assert all(np.array_equal(*both) for both in zip(found(CLEAR), found(CLEAR), strict=True))
    assert len(found(CLEAR, 2).tick) != len(found(CLEAR).tick)


def test_clothes_tell_people_apart_as_little_as_real_ones():
    rng = np.random.default_rng(5)
    views = CLEAR
    own = np.sqrt(CLOTHES) * rng.standard_normal((1, 4))
    seen = found(views)
    seen = seen.part(seen.first)
    looks = looks_of(seen, views, turned_looks(views, own, STEP_S, rng), rng)
    in_place = similarity(looks[:-4], looks[4:])
    assert np.median(in_place) == pytest.approx(0.96, abs=0.02)
    others = similarity(*(np.sqrt(CLOTHES + 0.01 + EACH + 0.005) * rng.standard_normal((20_000, 4)) for _ in range(2)))
    assert np.quantile(others, [0.05, 0.5, 0.9]) == pytest.approx([0.26, 0.63, 0.85], abs=0.03)
