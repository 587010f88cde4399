import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nst

from pantau.transforms.detection.models import Detections
from pantau.transforms.detection.models.detections import overlap, without_duplicates

# Of a box a millionth of a pixel wide float32 has no area.
PARTS_OF_A_FRAME = st.floats(-1, 2).map(lambda part: round(part, 6))


def boxes_of(*rows: tuple[float, ...]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


@pytest.mark.parametrize(
    ("boxes", "scores", "complaint"),
    [
        (boxes_of((0, 0, 1, 1)), np.zeros(2, np.float32), r"expected \(n, 4\) and \(n,\)"),
        (np.zeros((1, 4)), np.zeros(1, np.float32), "float64"),
        (boxes_of((0.5, 0, 0.5, 1)), np.ones(1, np.float32), "empty"),
        (boxes_of((0, 0, 1.1, 1)), np.ones(1, np.float32), "fractions"),
        (boxes_of((0, 0, 1, np.nan)), np.ones(1, np.float32), "fractions"),
        (boxes_of((0, 0, 1, 1)), np.full(1, 1.5, np.float32), "score"),
    ],
)
def test_people_that_make_no_sense_are_refused(boxes, scores, complaint):
    with pytest.raises(ValueError, match=complaint):
        Detections(boxes, scores)


def test_at_least_keeps_equal_scores():
    people = Detections(boxes_of((0, 0, 0.5, 0.5), (0.5, 0.5, 1, 1)), np.array([0.5, 0.25], np.float32))
    assert people.at_least(0.5).boxes.tolist() == [[0, 0, 0.5, 0.5]]
    assert len(people.at_least(0.25)) == 2


def test_overlap_of_halves_quarters_and_nothing():
    shared = overlap(boxes_of((0, 0, 1, 1)), boxes_of((0, 0, 0.5, 1), (0.5, 0.5, 1, 1), (1, 0, 2, 1)))
    assert shared.tolist() == [[0.5, 0.25, 0]]


def test_of_two_boxes_on_one_person_the_better_stays_and_the_edge_cuts():
    boxes = np.array([[-0.5, 0, 0.5, 1], [0, 0.05, 0.5, 1], [0.6, 0, 1, 1], [1.2, 0, 1.4, 1]])
    people = without_duplicates(boxes, np.array([0.4, 0.9, 0.5, 0.8]), 0.6)
    assert people.boxes.tolist() == boxes_of((0, 0.05, 0.5, 1), (0.6, 0, 1, 1)).tolist()
    assert people.scores.tolist() == np.array([0.9, 0.5], np.float32).tolist()


@given(
    nst.arrays(np.float64, st.tuples(st.integers(0, 12), st.just(4)), elements=PARTS_OF_A_FRAME),
    st.randoms(use_true_random=False),
)
def test_suppression_leaves_no_overlap_and_explains_all_it_removes(boxes, random):
    scores = np.array([random.random() for _ in boxes])
    people = without_duplicates(boxes, scores, 0.5)
    shared = overlap(people.boxes, people.boxes)
    assert (np.triu(shared, 1) <= 0.5).all()
    assert (np.diff(people.scores) <= 0).all()
    everyone = without_duplicates(boxes, scores, 1.0)
    assert len(everyone) == 0 or (overlap(everyone.boxes, people.boxes).max(axis=1) > 0.5).all()
