import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.tracking.judging.identity_scores import IdentityScores, Tracked, identity_scores


def followed(*rows):
    """Rows of frame, identity and left edge of a box a tenth wide."""
    frame, identity, left = (np.array(column) for column in zip(*rows, strict=True))
    return Tracked(frame, identity, np.stack([left, left * 0 + 0.1, left + 0.1, left * 0 + 0.3], axis=1))


ALONE = followed(*((frame, 7, 0.1) for frame in range(10)))


def test_the_truth_itself_is_perfect():
    assert identity_scores(ALONE, ALONE, 0.5) == IdentityScores(1.0, pytest.approx(1.0), 1.0, 0, 1.0, 1.0)


def test_a_switch_halfway():
    found = followed(*((frame, frame // 5, 0.1) for frame in range(10)))
    told = identity_scores(ALONE, found, 0.5)
    # Half of the boxes are of the one track that counts; each match shares 5 of 10 boxes with its person.
    assert told == IdentityScores(0.5, pytest.approx(np.sqrt(0.5)), 0.9, 1, 1.0, 1.0)


def test_missed_and_false():
    found = followed(*((frame, 1, 0.1) for frame in range(6)), (0, 2, 0.7), (1, 2, 0.7))
    told = identity_scores(ALONE, found, 0.5)
    assert told.idf1 == 2 * 6 / 18
    assert told.mota == pytest.approx(1 - (4 + 2) / 10)
    assert told.hota == pytest.approx(np.sqrt(6 / 12 * 6 / 10))
    assert (told.switches, told.recall, told.precision) == (0, 0.6, 0.75)


def test_a_match_of_before_is_kept_though_another_box_is_nearer():
    true = followed((0, 0, 0.1), (1, 0, 0.1))
    found = followed((0, 0, 0.1), (1, 0, 0.13), (1, 1, 0.1))
    told = identity_scores(true, found, 0.4)
    assert (told.switches, told.mota) == (0, 0.5)


def test_who_comes_back_as_another_has_switched():
    found = followed(*((frame, 0, 0.1) for frame in (0, 1)), *((frame, 1, 0.1) for frame in (5, 6)))
    assert identity_scores(ALONE, found, 0.5).switches == 1


def test_two_who_exchange_their_numbers():
    true = followed(*((frame, who, 0.1 + 0.5 * who) for frame in range(8) for who in range(2)))
    found = followed(*((frame, (who + frame // 4) % 2, 0.1 + 0.5 * who) for frame in range(8) for who in range(2)))
    told = identity_scores(true, found, 0.5)
    assert (told.idf1, told.switches, told.mota) == (0.5, 2, 1 - 2 / 16)
    # Each of four pairs has 4 matches, of 8 boxes on either side.
    assert told.hota == pytest.approx(np.sqrt(4 / 12))


def test_hota_falls_with_the_overlap_and_the_others_do_not():
    found = followed(*((frame, 7, 0.12) for frame in range(10)))
    told = identity_scores(ALONE, found, 0.5)
    # The boxes share 0.8 of 1.2, so 13 of the 19 overlaps of the mean are reached.
    assert (told.idf1, told.hota) == (1.0, pytest.approx(13 / 19))


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.sampled_from((0.1, 0.3, 0.5))), min_size=1))
def test_scores_are_shares_and_do_not_depend_on_names(rows):
    rows = list({(frame, who): (frame, who, left) for frame, who, left in rows}.values())
    found = followed(*rows)
    told = identity_scores(ALONE, found, 0.5)
    assert 0 <= told.idf1 <= 1 and 0 <= told.hota <= 1 + 1e-9 and told.mota <= 1
    assert identity_scores(ALONE, found._replace(identity=90 - found.identity), 0.5).idf1 == told.idf1


def test_nobody():
    nothing = Tracked(np.zeros(0, int), np.zeros(0, int), np.zeros((0, 4)))
    assert identity_scores(ALONE, nothing, 0.5) == IdentityScores(0.0, 0.0, 0.0, 0, 0.0, 0.0)
