"""Whom an event is about, of those who really were there."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import numpy as np

from benchmarks import pixelation
from pantau.schemas.tables import SERVICE_TIME
from pantau.transforms.evidence.drawn.people_shown import Look
from pantau.transforms.evidence.event import Event
from tests.transforms.staging import SEAT

BEGUN = datetime(2026, 11, 2, 1, tzinfo=UTC)
ON_SEAT, ELSEWHERE = (0.51, 0.1, 0.59, 0.4), (0.1, 0.3, 0.2, 0.9)


def test_the_officer_of_an_event_is_who_is_on_the_seat_for_most_of_it_and_not_who_was_there_before(monkeypatch):
    officers = [SimpleNamespace(id=f"officer-{n}", role="officer") for n in range(2)]
    visitor = SimpleNamespace(id="visitor", role="visitor")

    def boxes(_, t):
        return [(officers[t >= 25], ON_SEAT), (visitor, ELSEWHERE)]

    monkeypatch.setattr(pixelation, "boxes_at", boxes)
    times = {"started_at": BEGUN + timedelta(seconds=20), "ended_at": BEGUN + timedelta(seconds=60)}
    looks = [Look(BEGUN.timestamp() + t, np.zeros((0, 4)), {7: np.array(ELSEWHERE)}) for t in range(70)]
    found = pixelation.whom(Event(SERVICE_TIME, times), looks, [SEAT], None, BEGUN)
    assert found == {"visitor", "officer-1"}
    assert pixelation.whom(Event(SERVICE_TIME, times), looks, [], None, BEGUN) == {"visitor"}
