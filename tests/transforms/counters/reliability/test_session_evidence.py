from dataclasses import replace

import numpy as np
import pytest

from pantau.transforms.counters.reliability.session_evidence import evidence_of
from pantau.transforms.tracking.tracks import Track
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Span, exact
from tests.transforms.staging import AT_COUNTER, camera_day, path

DAY = camera_day([path((0, AT_COUNTER))], seconds=(0, 60), closer=[(20, 22)])
BESIDE = (AT_COUNTER[0] + 0.02, AT_COUNTER[1])
FAR = (AT_COUNTER[0] + 0.4, AT_COUNTER[1])


def between(start, end):
    return Span(exact(DAY.times[0] + start), exact(DAY.times[0] + end))


def track(day, detections):
    detections = np.array(detections, dtype=int)
    scores = day.person_score[detections]
    return Track(
        detections, day.person_sample[detections], day.person_box[detections], scores, np.ones(len(detections))
    )


def dwell(start=0, end=10, **flags):
    return Dwell(0, "c", between(start, end), 0.8, 0.8, flags.get("born", False), flags.get("lost", False))


def evidence(span, *, day=DAY, party=(), dwells=(), others=()):
    return evidence_of(span, dwells or [dwell()], party, others, day, 0.37)


def test_samples_on_which_one_of_the_party_is_clearly_seen_are_counted():
    # Samples 0 to 5 lie in the first ten seconds; the detector is sure of somebody on 0 to 3.
    sure = np.where(np.arange(len(DAY.person_score)) < 4, 0.8, 0.3)
    day = replace(DAY, person_score=sure)
    party = [track(day, [0, 1, 2]), track(day, [2, 3]), track(day, [4, 5])]
    assert evidence(between(0, 10), day=day, party=party).seen_share == pytest.approx(4 / 6)
    assert evidence(between(0, 10), day=day, party=party[:1]).seen_share == pytest.approx(3 / 6)
    assert evidence(between(0, 10), day=day).seen_share == 0.0


def test_frames_between_samples_do_not_count():
    closer = np.flatnonzero(DAY.closer).tolist()
    assert len(closer) == 3
    assert evidence(between(19, 23), party=[track(DAY, closer)]).seen_share == 0.0


def test_where_there_is_no_sample_nothing_is_said():
    assert evidence(between(20.4, 21.6), party=[track(DAY, [0, 1])]) is None


@pytest.mark.parametrize(("where", "score", "share"), [(BESIDE, 0.8, 3 / 6), (BESIDE, 0.3, 0.0), (FAR, 0.8, 0.0)])
def test_somebody_else_covers_the_party_who_stands_beside_and_is_clearly_seen(where, score, share):
    # The other one is there on the first three samples.
    day = camera_day([path((0, AT_COUNTER)), path((0, where), (6, None))], seconds=(0, 12))
    mine = np.flatnonzero(np.isclose(day.person_box[:, 0], day.person_box[-1, 0]))
    assert len(mine) == 6 and len(day.person_sample) == 9
    day = replace(day, person_score=np.where(np.isin(np.arange(9), mine), 0.8, score))
    assert evidence(between(0, 10), day=day, party=[track(day, mine)]).covered_share == pytest.approx(share)
    both = evidence(between(0, 10), day=day, party=[track(day, mine), track(day, np.setdiff1d(np.arange(9), mine))])
    assert both.covered_share == 0.0


def test_the_first_to_come_and_the_last_to_go_tell_whether_that_was_seen():
    dwells = [dwell(0, 6, born=True, lost=True), dwell(2, 10, lost=False)]
    found = evidence(between(0, 10), dwells=dwells)
    assert (found.start_unseen, found.end_unseen) == (True, False)
    found = evidence(between(0, 10), dwells=[dwell(0, 6), dwell(2, 10, born=True, lost=True)])
    assert (found.start_unseen, found.end_unseen) == (False, True)


@pytest.mark.parametrize(
    ("others", "near"),
    [([], False), ([(11.9, 20)], True), ([(12, 20)], False), ([(-9, -1.9)], True), ([(-9, -2), (30, 40)], False)],
)
def test_another_session_within_two_seconds_is_told(others, near):
    spans = [between(start, end) for start, end in others]
    assert evidence(between(0, 10), others=spans).next_to_another is near
