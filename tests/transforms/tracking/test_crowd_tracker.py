"""All frames at once, or one after the other: who is who must not depend on how it is reckoned."""

import numpy as np
import pytest

from pantau.schemas.site.thresholds import Thresholds
from pantau.transforms.tracking import tracker
from pantau.transforms.tracking.tracker import link
from tests.transforms.staging import camera_day

PLACES = np.array([(0.15, 0.8), (0.3, 0.85), (0.42, 0.8), (0.45, 0.9), (0.6, 0.75)])


def wanderer(rng, seconds, missed):
    """Somebody who comes and goes, walks from place to place and is missed now and then."""
    ticks = np.arange(0, seconds + 1, 0.5)
    places = PLACES[np.minimum(np.cumsum(rng.random(len(ticks)) < 0.04), 4) % 5] + rng.normal(0, 0.004, (len(ticks), 2))
    steps = np.cumsum(rng.random(len(ticks)) < 0.02) % 3
    shown = (steps != rng.integers(3)) & (rng.random(len(ticks)) >= missed)

    def where(second):
        at = round(second * 2)
        return tuple(places[at]) if shown[at] else None

    return where


def tracks_of(monkeypatch, day, settling):
    monkeypatch.setattr(tracker, "SETTLING", settling)
    tracks = link(day, Thresholds(), np.ones(len(day.person_box), dtype=bool))
    return [(track.detections.tolist(), track.sure.tolist()) for track in tracks]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_people_are_the_same_however_they_are_reckoned(monkeypatch, seed):
    rng = np.random.default_rng(seed)
    crowd = [wanderer(rng, 300, missed=0.1) for _ in range(2 + seed % 6)]
    day = camera_day(crowd, seconds=(0, 300), cadence_s=1.0 + seed % 2, closer=[(20, 22), (100, 102), (200, 202)])
    day.person_score[:] = np.random.default_rng(seed).uniform(0.2, 0.9, len(day.person_score))
    follow_all, as_usual, settle_all = (tracks_of(monkeypatch, day, share) for share in (0.0, 0.7, np.inf))
    assert len(follow_all) > 1
    for other in (as_usual, settle_all):
        assert [track for track, _ in other] == [track for track, _ in follow_all]
        assert np.concatenate([sure for _, sure in other]) == pytest.approx(
            np.concatenate([sure for _, sure in follow_all]), abs=1e-9
        )
