from datetime import timedelta

import pytest

from pantau.transforms.recordings.clocks.consecutive_recordings import chains_of, piece_of, usual_overlap
from tests.transforms.recordings.clocks.pieces import cut, set_at
from tests.transforms.seen import EIGHT, recording

EDGES = (0, 60, 120, 180, 240)


def pieces(rows):
    return [piece_of(row) for row in rows]


def told(chains):
    return [[piece.uri.removesuffix(".mp4").removeprefix("one-") for piece in chain] for chain in chains]


@pytest.mark.parametrize("overlap_s", [0.0, 1.0, 10.0])
def test_pieces_that_follow_each_other_are_one_chain(overlap_s):
    found = pieces(cut(EDGES, overlap_s=overlap_s))
    assert usual_overlap(found) == overlap_s
    assert told(chains_of(found[::-1], overlap_s)) == [["000", "001", "002", "003"]]


def test_a_gap_and_a_clock_that_is_set_break_a_chain():
    rows = cut((0, 60, 120, 180, 240, 300), set_at(130, -20))
    assert usual_overlap(pieces(rows)) == 1
    assert told(chains_of(pieces(rows), 1)) == [["000", "001", "002"], ["003", "004"]]
    assert told(chains_of(pieces([*rows[:2], *rows[3:]]), 1)) == [["000", "001"], ["003", "004"]]


def test_few_seams_are_not_usual():
    assert usual_overlap(pieces(cut(EDGES, overlap_s=10)[:3])) == 0
    assert usual_overlap([]) == 0


def test_a_name_with_an_end_tells_by_how_much_the_clock_was_set_meanwhile():
    kept, back, forward = (
        piece_of(cut((0, 60), set_at(30, step), ends=True)[0]).set_inside for step in (0, -40.0, 40.0)
    )
    assert (kept, back, forward) == (0, -40, 40)
    assert piece_of(cut((0, 60))[0]).set_inside is None
    next_day = recording("a", 0, 60, recorder_ended_at=EIGHT + timedelta(seconds=86_400 - 40))
    assert piece_of(next_day).set_inside == -100


@pytest.mark.parametrize(
    ("word", "whole"),
    [("intra_refresh", True), ("frames_not_whole", True), ("pixel_aspect_missing", True), ("lost_frames", False)],
)
def test_frames_that_are_there_count_whatever_they_show(word, whole):
    (row,) = cut((0, 60))
    assert piece_of({**row, "defects": [f"{word}: why"]}).whole == whole
