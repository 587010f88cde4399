from pathlib import Path

import numpy as np
import pytest

from benchmarks.appearance.alterations import ALTERATIONS, AS_IT_IS, SMALL_HEIGHT, Alteration
from benchmarks.appearance.clips import PETS, SOURCES, ClipPeople, ClipSource, people_of
from benchmarks.appearance.compared import MEASURES, PRODUCT, DescribedPeople, similarities
from benchmarks.appearance.encounters import AT_MOST, Encounters, encounters
from benchmarks.appearance.scores import reliability, scores_of
from benchmarks.appearance.stripes import BINS, STRIPES, differences, stripes_of
from benchmarks.appearance.tracklets import tracklets
from pantau.transforms.detection.models.detections import Detections
from pantau.transforms.detection.models.person_detector import DetectorSpec, PersonDetector

RED, BLUE, GREEN = (30, 30, 200), (200, 60, 30), (30, 160, 30)
FOOTAGE = Path(__file__).resolve().parents[3] / "shared" / "footage" / "real"


def found(*boxes):
    return Detections(np.array(boxes, np.float32).reshape(-1, 4), np.full(len(boxes), 0.8, np.float32))


def standing(left, top=0.2):
    return left, top, left + 0.1, top + 0.5


def frame(*people, light=1.0):
    """Grey, 200 × 400; people are (left in fractions, colour above, colour below)."""
    bgr = np.full((200, 400, 3), 110.0)
    for left, above, below in people:
        x1, x2 = round(left * 400), round((left + 0.1) * 400)
        bgr[40:90, x1:x2], bgr[90:140, x1:x2] = above, below
    return (bgr * light).round().astype(np.uint8)


# scores


def test_scores_of_a_perfect_order_and_of_none():
    same = np.array([True, True, False, False])
    perfect = scores_of(np.array([3.0, 2.0, -2.0, -3.0]), same)
    assert (perfect.auc, perfect.at_5, perfect.at_1, perfect.same, perfect.other) == (1.0, 1.0, 1.0, 2, 2)
    none = scores_of(np.zeros(4), same)
    assert (none.auc, none.at_5, none.brier) == (0.5, 0.0, 0.25)


def test_the_share_found_is_of_pairs_above_all_but_so_many_of_two_people():
    other, same = np.arange(100.0), np.array([94.5, 95.5, 98.5, 99.5])
    scores = scores_of(np.append(other, same), np.append(np.zeros(100, bool), np.ones(4, bool)))
    assert (scores.at_5, scores.at_1) == (0.75, 0.25)


def test_one_kind_alone_is_refused():
    with pytest.raises(ValueError, match="2 pairs of one person and 0 of two"):
        scores_of(np.zeros(2), np.ones(2, bool))


def test_reliability_counts_both_kinds_as_if_they_were_as_frequent():
    odds = np.log([1 / 3, 1 / 3, 1 / 3, 3.0])
    ((told, share, count), (high, all_same, one)) = reliability(odds, np.array([False, False, True, True]))
    assert (round(told, 6), count) == (0.25, 3) and share == pytest.approx(1 / 3)
    assert (round(high, 6), all_same, one) == (0.75, 1.0, 1)


# tracklets


def test_a_tracklet_is_what_overlaps_from_frame_to_frame_with_short_gaps():
    frames = [found(standing(0.1 + 0.01 * n), standing(0.6)) if n != 2 else found(standing(0.6)) for n in range(6)]
    assert tracklets(frames) == [
        [(0, 0), (1, 0), (3, 0), (4, 0), (5, 0)],
        [(0, 1), (1, 1), (2, 0), (3, 1), (4, 1), (5, 1)],
    ]


def test_a_tracklet_ends_where_another_box_fits_nearly_as_well():
    alone, both = found(standing(0.1)), found(standing(0.11), standing(0.08))
    assert tracklets([alone] * 8) == [[(number, 0) for number in range(8)]]
    assert tracklets([alone] * 4 + [both] + [alone] * 3) == [[(number, 0) for number in range(4)]]


# encounters


def people(person, times, lefts):
    """Everybody on a frame of their own, at these seconds."""
    boxes = np.array([standing(left) for left in lefts], np.float32)
    names = sorted(set(person))
    return ClipPeople(
        ClipSource("made up", 1, "judge"),
        [frame()] * len(times),
        np.array(times, float),
        [found(box) for box in boxes],
        np.arange(len(times)),
        np.zeros(len(times), int),
        boxes,
        np.array(list(person)),
        frozenset((one, other) for one in names for other in names if one != other),
    )


def test_encounters_are_with_who_was_seen_so_long_before_and_their_detections_before_that():
    clip = people("aaab", [0, 2, 4, 6], [0.1, 0.1, 0.1, 0.5])
    after_2 = encounters(clip, 2.0)
    assert after_2.later.tolist() == [1, 2, 3]
    assert after_2.earlier.tolist() == [[0, -1, -1], [1, 0, -1], [2, 1, 0]]
    assert after_2.same.tolist() == [True, True, False]
    assert after_2.stands.tolist() == [True, True, False]
    assert after_2.part(False).later.tolist() == [3]


def test_only_people_who_are_certainly_two_are_others():
    clip = people("ab", [0, 2], [0.1, 0.1])
    apart = ClipPeople(**{**vars(clip), "others": frozenset()})
    assert len(encounters(clip, 2.0)) == 1 and len(encounters(apart, 2.0)) == 0


def test_who_stays_long_counts_no_more_than_others():
    clip = people("a" * 60, np.arange(60), [0.1] * 60)
    assert len(encounters(clip, 2.0)) == len(encounters(clip, None)) == AT_MOST


def test_of_several_frames_the_two_most_alike_count():
    value = {1: 0.9, 2: 0.5, 3: 0.7}
    pairs = Encounters(np.zeros(2, int), np.array([[1, 2, 3], [2, -1, -1]]), np.ones(2, bool), np.ones(2, bool))
    nobody = DescribedPeople([], np.zeros(0))
    assert similarities(nobody, pairs, lambda _, __, other: value[other], 3).tolist() == pytest.approx([0.8, 0.5])
    assert similarities(nobody, pairs, lambda _, __, other: value[other], 1).tolist() == [0.9, 0.5]


# stripes


def test_stripes_are_square_roots_of_shares():
    stripes = stripes_of(frame((0.2, RED, BLUE)), np.array([standing(0.2), standing(0.7)]))
    assert stripes.shape == (2, STRIPES, BINS)
    assert (stripes**2).sum(axis=2) == pytest.approx(np.ones((2, STRIPES)), abs=1e-5)
    assert stripes_of(frame(), np.zeros((0, 4))).shape == (0, STRIPES, BINS)


def test_the_same_clothes_do_not_differ_and_others_do():
    first = stripes_of(frame((0.2, RED, BLUE)), np.array([standing(0.2)]))
    boxes = np.array([standing(0.3), standing(0.7)])
    later = stripes_of(frame((0.3, RED, BLUE), (0.7, GREEN, BLUE)), boxes)
    (same, other) = differences(first[0], later)
    assert same == pytest.approx([0, 0], abs=0.06)
    assert other[0] > 0.35 and other[0] >= other[1]


def test_other_light_on_the_whole_frame_changes_nobody():
    box = np.array([standing(0.2)])
    first, darker = (stripes_of(frame((0.2, RED, BLUE), light=light), box) for light in (1.0, 0.6))
    assert differences(first[0], darker)[0].max() < 0.15


def test_who_is_half_hidden_is_compared_by_what_is_seen():
    alone = stripes_of(frame((0.2, RED, RED)), np.array([standing(0.2)]))
    hidden = frame((0.2, RED, RED), (0.25, GREEN, GREEN))
    boxes = np.array([standing(0.2), standing(0.24, top=0.23)])  # a box is a tenth wider on either side
    told, ignored = stripes_of(hidden, boxes), stripes_of(hidden, boxes[:1])
    assert differences(alone[0], told[:1])[0, 0] < 0.6 * differences(alone[0], ignored)[0, 0]


# alterations and clips


def test_alterations_do_what_they_say():
    bgr, rng = frame((0.2, RED, BLUE)), np.random.default_rng(1)
    assert AS_IT_IS.of(bgr, 100, rng) is bgr
    small = Alteration("small", small=True, quality=95).of(bgr, 2 * SMALL_HEIGHT, rng)
    assert small.shape == (100, 200, 3)
    grey = Alteration("grey", grey=True, quality=95).of(bgr, 100, rng)
    assert np.abs(grey.astype(int) - grey.mean(axis=2, keepdims=True)).max() <= 2
    dark = Alteration("dark", light=0.5, quality=95).of(bgr, 100, rng)
    assert dark.mean() == pytest.approx(bgr.mean() / 2, abs=2)
    assert len({how.name for how in ALTERATIONS}) == len(ALTERATIONS)


def test_no_clip_has_two_uses():
    uses = {}
    for source in SOURCES:
        uses.setdefault(source.name, set()).add(source.use)
    assert all(len(each) == 1 for each in uses.values()) and uses[PETS] == {"judge"}


@pytest.mark.slow
def test_two_people_of_a_real_clip_are_found_by_their_marks():
    if not FOOTAGE.is_dir():
        pytest.skip("no real footage beside this checkout")
    source = next(one for one in SOURCES if one.name == "IBMtest2.mp4")
    clip = people_of(source, FOOTAGE, PersonDetector(DetectorSpec()))
    assert set(clip.person.tolist()) == {"1", "2"} and clip.others == {("1", "2"), ("2", "1")}
    assert clip.times[clip.frame[clip.person == "1"]].max() < 4
    assert set(MEASURES) == {PRODUCT, "stripes", "shifted"}
