from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View
from pantau.transforms.counters.handovers import with_handovers
from pantau.transforms.tracking.tracker import link
from pantau.transforms.tracking.tracks import Track
from tests.transforms.staging import AT_COUNTER, CUSTOMER, IN_HALL, IN_QUEUE, SEAT, VIEW, camera_day, path

NEXT_TO_IT = (0.48, 0.75)
SERVED_UNTIL_98 = path((0, AT_COUNTER), (98, (0.5, 0.72)), (100, (0.45, 0.85)), (102, IN_HALL))
NEXT_FROM_98 = path((0, IN_QUEUE), (96, NEXT_TO_IT), (98, (0.57, 0.75)), (100, AT_COUNTER))
STAYS = path((0, AT_COUNTER))
COMES_UP_AND_GOES = path((0, IN_QUEUE), (96, NEXT_TO_IT), (98, (0.5, 0.72)), (100, (0.45, 0.85)), (102, IN_HALL))
GIVES_UP = path((0, IN_QUEUE), (98, (0.15, 0.95)))


def seen(*people, like=None):
    """A day on which all are seen all the time; `like`: how alike all are to themselves and to each other."""
    day = camera_day(people, seconds=(0, 120))
    if like is not None:
        day = replace(day, similarity=replace(day.similarity, value=np.full(len(day.similarity.value), like)))
    return day


def track(day, first, second, exchanged_at=None):
    """The detections of the first of two people, and from a second on those of the other."""
    samples = np.arange(len(day.times))
    who = np.where(samples >= (len(samples) if exchanged_at is None else exchanged_at / 2), second, first)
    detections = 2 * samples + who
    return Track(detections, samples, day.person_box[detections], np.full(len(who), 0.8), np.ones(len(who)))


def test_in_the_same_clothes_the_one_served_has_left_and_the_next_has_stepped_up():
    day = seen(SERVED_UNTIL_98, NEXT_FROM_98, like=0.95)
    mixed = [track(day, 0, 1, exchanged_at=98), track(day, 1, 0, exchanged_at=98)]
    served, following = with_handovers(day, VIEW, mixed)
    assert served.detections.tolist() == track(day, 0, 1).detections.tolist()
    assert following.detections.tolist() == track(day, 1, 0).detections.tolist()
    doubt = served.sure < 1
    assert doubt.sum() == 1 and served.samples[doubt].tolist() == [49]
    assert 0.5 < served.sure[doubt][0] == following.sure.min() < 0.95


def test_clothes_that_differ_decide():
    day = seen(STAYS, COMES_UP_AND_GOES)
    right = [track(day, 0, 1), track(day, 1, 0)]
    found = with_handovers(day, VIEW, right)
    assert [one.detections.tolist() for one in found] == [one.detections.tolist() for one in right]
    assert found[0].sure.min() == pytest.approx(1, abs=1e-3)
    wrong = [track(day, 0, 1, exchanged_at=98), track(day, 1, 0, exchanged_at=98)]
    day = seen(SERVED_UNTIL_98, NEXT_FROM_98)
    found = with_handovers(day, VIEW, wrong)
    assert [one.detections.tolist() for one in found] == [
        track(day, 0, 1).detections.tolist(),
        found[1].detections.tolist(),
    ]


def test_who_gives_up_away_from_the_counter_took_nobodys_place():
    day = seen(STAYS, GIVES_UP, like=0.95)
    tracks = [track(day, 0, 1), track(day, 1, 0)]
    found = with_handovers(day, VIEW, tracks)
    assert [one.detections.tolist() for one in found] == [one.detections.tolist() for one in tracks]
    assert all((one.sure == 1).all() for one in found)


def test_without_similarity_or_a_queue_nothing_is_exchanged():
    day = seen(SERVED_UNTIL_98, NEXT_FROM_98, like=np.nan)
    mixed = [track(day, 0, 1, exchanged_at=98), track(day, 1, 0, exchanged_at=98)]
    for view, seen_day in ((VIEW, day), (View(zones=(CUSTOMER, SEAT)), seen(SERVED_UNTIL_98, NEXT_FROM_98, like=0.95))):
        found = with_handovers(seen_day, view, mixed)
        assert [one.detections.tolist() for one in found] == [one.detections.tolist() for one in mixed]
    assert with_handovers(day, VIEW, []) == []


PLACES = st.sampled_from([IN_QUEUE, NEXT_TO_IT, (0.57, 0.75), AT_COUNTER, IN_HALL])


@pytest.mark.slow
@given(st.lists(st.lists(PLACES, min_size=12, max_size=12), min_size=2, max_size=4))
@settings(max_examples=60, deadline=None)
def test_nobody_is_lost_or_in_two_places_wherever_people_go(ways):
    day = camera_day([path(*enumerate_by(10, way)) for way in ways], seconds=(0, 120))
    day = replace(day, similarity=replace(day.similarity, value=np.full(len(day.similarity.value), 0.95)))
    tracks = link(day, Thresholds(), day.person_score > 0)
    found = with_handovers(day, VIEW, tracks)
    assert sorted(np.concatenate([one.detections for one in [*found, NOBODY]])) == sorted(
        np.concatenate([one.detections for one in [*tracks, NOBODY]])
    )
    for one in found:
        assert (np.diff(one.samples) > 0).all()
        assert (day.person_sample[one.detections] == one.samples).all()
        assert len(one.sure) == len(one.samples) and (one.sure > 0).all() and (one.sure <= 1).all()


def enumerate_by(seconds, places):
    return [(seconds * number, place) for number, place in enumerate(places)]


NOBODY = Track(*(np.zeros(0, dtype=int) for _ in range(5)))
