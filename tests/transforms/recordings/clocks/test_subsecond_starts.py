import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pantau.transforms.recordings.clocks.consecutive_recordings import piece_of
from pantau.transforms.recordings.clocks.subsecond_starts import ALL, fractions_of
from tests.transforms.recordings.clocks.pieces import cut

LENGTHS = st.lists(st.floats(5, 3600), min_size=24, max_size=50)


def fractions(rows):
    return fractions_of(tuple(piece_of(row) for row in rows))


def edges(start, lengths):
    return [start, *(start + sum(lengths[: i + 1]) for i in range(len(lengths)))]


@pytest.mark.slow
@given(st.floats(0, 1), LENGTHS, st.sampled_from([0.0, 0.4, 1.0, 10.0, -0.5]))
def test_the_true_start_lies_in_the_stated_interval(start, lengths, overlap_s):
    rows = cut(edges(start, lengths), overlap_s=overlap_s)
    for row, (low, high) in zip(rows, fractions(rows), strict=True):
        assert low - 1e-6 <= row["true_start"] % 1 <= high + 1e-6


@pytest.mark.slow
@given(st.floats(0, 1), LENGTHS, st.randoms())
@example(0.0, [*[5.0] * 21, 5.999999999999545, 5.5, 5.0], random.Random(1))
def test_nor_does_a_frame_lost_or_doubled_at_each_seam_take_it_out(start, lengths, chance):
    rows = cut(edges(start, lengths))
    for row in rows:
        row["duration_s"] += chance.choice((-0.2, -0.04, 0, 0.04, 0.2))
    for row, (low, high) in zip(rows, fractions(rows), strict=True):
        assert low - 1e-6 <= row["true_start"] % 1 <= high + 1e-6


def test_pieces_on_whole_seconds_leave_every_fraction_possible():
    assert fractions(cut(range(0, 9001, 300))) == [ALL] * 30


def test_pieces_that_shift_by_half_a_second_prove_the_fraction():
    found = fractions(cut(edges(0.1, [180.5] * 30), overlap_s=0))
    assert [(round(low, 2), round(high, 2)) for low, high in found[10:14]] == [(0, 0.72), (0.28, 1)] * 2


def test_a_short_chain_proves_nothing_and_neither_do_pieces_without_times_of_their_own():
    rows = cut(edges(0.1, [180.25] * 30))
    assert fractions(rows[:23]) == [ALL] * 23
    assert fractions(rows) != [ALL] * 30
    rows[5]["timeline_source"] = "name_span"
    assert fractions(rows) == [ALL] * 30


@pytest.mark.parametrize("seed", range(5))
def test_nothing_is_claimed_where_overlaps_are_not_constant(seed):
    varied = random.Random(seed)
    rows = cut(edges(0.1, [180.25] * 48))
    for row in rows:
        row["duration_s"] += varied.uniform(-1, 1)
    assert fractions(rows) == [ALL] * 48
