"""Mornings with another number of counters: the same parties, by hand, and beside what `counters_played` says."""

from dataclasses import replace

import pytest

from benchmarks.counters_changed import OPENS_S, Party, judged, morning
from pantau.simulation.behaviour.party_moods import Mood

CALM = Mood(
    turnover=4.0,
    pace=0.5,
    patience=30.0,
    service=100.0,
    moment=0.4,
    fetch_s=20.0,
    bold=False,
    reneges=False,
    returns=False,
    fetches=False,
    handover_s=None,
    leans_s=0.0,
    assists_s=0.0,
)
HASTY = replace(CALM, reneges=True)


@pytest.mark.parametrize(
    ("counters", "queue", "mood", "starts"),
    [
        # Served at once, or called 2 s after the former left and 4 s more, to walk up in 2.6.
        (1, "one", CALM, [4.0, 112.6, 221.2, 329.8]),
        (2, "one", CALM, [4.0, 10.0, 112.6, 118.6]),
        (3, "one", CALM, [4.0, 10.0, 20.0, 112.6]),
        (2, "shortest", CALM, [4.0, 10.0, 112.6, 118.6]),
        (2, "any", CALM, [4.0, 112.6, 221.2, 329.8]),
        (2, "one", HASTY, [4.0, 10.0, None, None]),
    ],
)
def test_by_hand(counters, queue, mood, starts):
    came = [Party(OPENS_S + joins, mood, 0.9) for joins in (4.0, 10.0, 20.0, 30.0)]
    stays = morning(came, counters, queue)
    assert [None if stay.starts is None else round(stay.starts - OPENS_S, 6) for stay in stays] == starts
    assert [stay.within(60.0) for stay in stays] == [
        start is not None and start - joins <= 60 for start, joins in zip(starts, (4, 10, 20, 30), strict=True)
    ]
    assert [stay.ends - stay.joins for stay in stays if stay.starts is None] == [30.0] * starts.count(None)


@pytest.mark.slow
def test_what_is_said_of_another_number_is_what_came_of_it():
    found = list(judged("one queue, some give up", 2, 0.95, mornings=3, sets=2))
    assert {one.more for one in found} == {-1, 0, 1}
    # Where those who gave up were played as if they had stayed, hours of 0 more were up to 19 points too low.
    assert max(abs(one.error) for one in found if one.more == 0) < 0.05
    assert max(abs(one.error) for one in found) < 0.15
