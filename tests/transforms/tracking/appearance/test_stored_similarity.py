import numpy as np
import pyarrow as pa

from pantau.schemas.tables import OBSERVATIONS
from pantau.transforms.tracking.appearance.stored_similarity import similarity_of
from tests.transforms.seen import detection, recording

A = recording("a", 0, 60)


def told(rows, detections):
    """(earlier, similarity) of each detection, from rows (offset, number, compared to, similarity)."""
    tables = [
        OBSERVATIONS.arrow([detection(A, at, n, compared_to=to, appearance_similarity=how)]) for at, n, to, how in rows
    ]
    found = similarity_of(pa.concat_tables([OBSERVATIONS.arrow([]), *tables]), np.array(detections, dtype=int))
    return [tuple(part.tolist() for part in found.of(i)) for i in range(len(found.first) - 1)]


def test_a_pair_belongs_to_the_later_detection_whichever_row_tells_it():
    assert told([(0, 10, [11], [0.7]), (2, 11, [], [])], [0, 1]) == [([], []), ([0], [0.7])]


def test_a_list_in_any_order_tells_pairs_in_order_of_time():
    rows = [(0, 10, [], []), (1, 15, [], []), (2, 20, [15, 10], [0.2, 0.1])]
    assert told(rows, [0, 1, 2]) == [([], []), ([], []), ([0, 1], [0.1, 0.2])]


def test_rows_of_one_detection_tell_all_their_pairs_and_the_first_telling_counts():
    rows = [(0, 10, [], []), (1, 15, [10], [0.9]), (2, 20, [10], [0.8]), (2, 20, [10, 15], [0.1, 0.6])]
    assert told(rows, [0, 1, 2, 2]) == [([], []), ([0], [0.9]), ([0, 1], [0.8, 0.6])]


def test_of_several_with_one_number_the_nearest_before_is_meant_else_the_next():
    rows = [(0, 7, [8], [0.3]), (2, 8, [7], [0.5]), (4, 7, [7], [0.2]), (6, 8, [7, 8], [0.4, 0.6])]
    assert told(rows, [0, 1, 2, 3]) == [([], []), ([0], [0.3]), ([0], [0.2]), ([1, 2], [0.6, 0.4])]


def test_numbers_that_nobody_has_and_oneself_are_left_out():
    assert told([(0, 10, [9, 10, 99], [0.1, 1.0, 0.2])], [0]) == [([], [])]
    assert told([], []) == []


def test_how_alike_two_are_is_found_where_some_were_not_compared():
    rows = [(0, 10, [], []), (1, 20, [], []), (2, 30, [10], [0.9]), (3, 40, [10, 30], [0.8, 0.7]), (4, 50, [20], [0.6])]
    tables = [
        OBSERVATIONS.arrow([detection(A, at, n, compared_to=to, appearance_similarity=how)]) for at, n, to, how in rows
    ]
    similarity = similarity_of(pa.concat_tables(tables), np.arange(5))
    asked = [(2, 0), (3, 0), (3, 1), (3, 2), (4, 1), (4, 3), (1, 0)]
    found = similarity.between(*np.array(asked).T)
    assert np.nan_to_num(found, nan=-1).round(2).tolist() == [0.9, 0.8, -1, 0.7, 0.6, -1, -1]
    assert similarity.oldest.tolist() == [0, 1, 0, 0, 1]
