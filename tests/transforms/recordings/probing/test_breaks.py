import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.transforms.recordings.probing.breaks import (
    Break,
    Ends,
    Reading,
    choose_reading,
    read_again,
    read_as,
    readings,
)
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.timeline import Timeline
from pantau.transforms.recordings.probing.witnesses import Witnesses
from tests.transforms.recordings.probing.muxing import muxed, strung

HOURS = Break(40.0, 18_040.0, 18_000.0)
MINUTES = Break(40.0, 340.0, 300.0)
TURN = Break(40.0, 40.0, 4000.0)


def jump(size_s, at_s=10):
    return lambda at: at if at < at_s else at + size_s


def ends(**known):
    return Ends(**known)


@pytest.mark.parametrize(
    ("duration_s", "found", "known", "expected"),
    [
        # a jump of hours, after 40 of 60 seconds
        (18_060.0, HOURS, ends(), Reading(40.0, cut=HOURS)),
        (18_060.0, HOURS, ends(pauses=True), Reading(18_060.0)),
        (18_060.0, HOURS, ends(named_s=60.0), Reading(60.0, closed=(HOURS,))),
        (18_060.0, HOURS, ends(following_s=60.0), Reading(60.0, closed=(HOURS,))),
        (18_060.0, HOURS, ends(named_s=18_060.0), Reading(18_060.0)),
        (18_060.0, HOURS, ends(following_s=18_059.0), Reading(18_060.0)),
        # the name is full before the jump: what comes after it is of another day
        (18_060.0, HOURS, ends(named_s=40.0), Reading(40.0, cut=HOURS)),
        # neither reading fits: part of it was a pause, nobody knows which
        (18_060.0, HOURS, ends(named_s=600.0), Reading(40.0, cut=HOURS)),
        # the next file begins much later, which proves no pause of hours
        (18_060.0, HOURS, ends(following_s=40_000.0), Reading(40.0, cut=HOURS)),
        # minutes are a pause unless a name says otherwise
        (360.0, MINUTES, ends(), Reading(360.0)),
        (360.0, MINUTES, ends(following_s=3600.0), Reading(360.0)),
        (360.0, MINUTES, ends(named_s=60.0), Reading(60.0, closed=(MINUTES,))),
        # the clock was set far back, or older footage is left at the end
        (60.0, TURN, ends(), Reading(40.0, cut=TURN)),
        (60.0, TURN, ends(named_s=40.0), Reading(40.0, cut=TURN)),
        (60.0, TURN, ends(following_s=9000.0), Reading(40.0, cut=TURN)),
        (60.0, TURN, ends(named_s=60.0), Reading(60.0)),
        (60.0, TURN, ends(following_s=60.0), Reading(60.0)),
        # a time server set it by seconds
        (60.0, Break(40.0, 40.0, 20.0), ends(), Reading(60.0)),
    ],
)
def test_the_reading_that_the_witnesses_confirm(duration_s, found, known, expected):
    assert choose_reading(duration_s, [found], known) == expected


def test_a_pause_is_no_reason_for_frames_that_are_too_many_without_it():
    # The recorder's clock was set back by ten minutes: its neighbours tell, not a pause of five seconds.
    pause = Break(40.0, 45.0, 5.0)
    assert choose_reading(3600.0, [pause], Ends(named_s=3000.0)) == Reading(3600.0)


def test_of_two_jumps_the_one_that_explains_the_end_is_closed():
    breaks = [MINUTES, Break(350.0, 18_350.0, 18_000.0)]
    assert choose_reading(18_360.0, breaks, Ends(named_s=360.0)) == Reading(360.0, closed=(breaks[1],))
    assert choose_reading(18_360.0, breaks, Ends(named_s=60.0)) == Reading(60.0, closed=(breaks[1], MINUTES))


pauses = st.lists(st.tuples(st.integers(1, 50), st.integers(3, 9000)), min_size=1, max_size=5)


@given(pauses)
def test_readings_keep_order_and_lose_no_frame_and_are_found_again(made):
    times, gaps, at = [0.0], [], 0.0
    for frames, size in made:
        times += [at + step for step in range(1, frames + 1)]
        gaps.append((times[-1] + 1.0, times[-1] + 1.0 + size))
        at = gaps[-1][1]
        times.append(at)
    timeline, shown = Timeline(np.array(times), 1.0, gaps), np.ones(len(times), dtype=bool)
    breaks = [Break(start, end, end - start) for start, end in gaps]
    for reading in readings(times[-1] + 1.0, breaks):
        read, kept = read_as(timeline, shown, reading)
        assert read.seconds[kept].max() + 1.0 == pytest.approx(reading.duration_s)
        assert (np.diff(read.seconds) >= 1.0 - 1e-9).all()
        assert kept.all() or reading.cut
        steps = np.diff(read.seconds[kept])
        assert len(read.gaps) == (steps > 1.5).sum()
        for start, end in read.gaps:
            assert start - 1.0 in read.seconds and end in read.seconds
        again, shown_again = read_as(timeline, shown, read_again(times[-1] + 1.0, breaks, reading.duration_s))
        assert (again.seconds[shown_again] == read.seconds[kept]).all()


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_a_clock_that_jumps_ahead_amid_a_file(tmp_path, stream, suffix):
    path = muxed(tmp_path / f"a.{suffix}", [(stream, jump(5 * 3600))])

    def read(**known):
        found = probe(path, path.name, Witnesses(**known))
        return round(found.duration_s, 3), {defect.word for defect in found.defects}

    assert read() == (10.0, {"footage_left_out"})
    assert read(following_s=20.0) == (20.0, {"pts_jump_closed"})
    assert read(named_s=18_020.0) == (18_020.0, {"pts_jump"})
    # as the inventory found it, it is found again
    assert read(lasted_s=10.0)[0] == 10.0
    assert read(lasted_s=20.0)[0] == 20.0


@pytest.mark.parametrize(("first", "second"), [(5000.0, 1000.0), (1000.0, 90_000.0), (1000.0, 1030.0)])
def test_older_footage_at_the_end_of_a_file_that_is_used_again(tmp_path, stream, first, second):
    path = strung(tmp_path / "a.ts", [(stream, first), (stream, second)])
    found = probe(path, path.name, Witnesses(named_s=20.0))
    assert (round(found.duration_s, 3), int(found.packets.shown.sum())) == (20.0, 100)
    assert "footage_left_out" in {defect.word for defect in found.defects}


def test_a_clock_that_is_set_amid_a_file_whose_name_confirms_it(tmp_path, stream):
    path = strung(tmp_path / "a.ts", [(stream, 5000.0), (stream, 1000.0)])
    found = probe(path, path.name, Witnesses(named_s=40.0))
    assert (round(found.duration_s, 3), found.packets.shown.all()) == (40.0, True)
