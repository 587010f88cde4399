"""Whom an event is about, of people who were where."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import numpy as np
import pytest

from pantau.schemas.site.zones import View, Zone
from pantau.schemas.tables import ANOMALIES, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.transforms.evidence.drawn.concerned import people_concerned, surely_theirs
from pantau.transforms.evidence.event import Event
from pantau.transforms.zones.dwells import Dwell
from pantau.transforms.zones.spans import Span, exact

EIGHT = datetime(2026, 11, 2, 1, tzinfo=UTC)
SQUARE = ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2))


def zone(name, kind, *counters):
    return Zone(id=name, kind=kind, counters=counters, polygon=SQUARE)


VIEW = View(
    zones=(
        zone("front", "customer", "c1"),
        zone("other-front", "customer", "c2"),
        zone("queue", "queue", "c1", "c2"),
        zone("back", "staff", "c1"),
        zone("seat", "seat", "c1"),
        zone("other-seat", "seat", "c2"),
        zone("safe", "restricted"),
    )
)


@dataclass
class Tracked:
    """A tracked camera day of which the dwells are given: (track, zone, role, from, to), in seconds after eight."""

    stays: list

    view = VIEW

    def dwells(self, kinds, role, minimum_s, counter=None):
        zones = {one.id for one in VIEW.of(*kinds, counter=counter)}
        return [
            Dwell(
                track,
                name,
                Span(exact(EIGHT.timestamp() + start), exact(EIGHT.timestamp() + end)),
                0.9,
                0.9,
                True,
                True,
            )
            for track, name, whose, start, end in self.stays
            if name in zones and whose == role
        ]

    @property
    def day(self):
        return SimpleNamespace(times=EIGHT.timestamp() + np.arange(100.0))

    @property
    def tracks(self):
        """Track n is seen on each second of its stay."""
        return [SimpleNamespace(samples=np.arange(start, end)) for _, _, _, start, end in self.stays]


TRACKED = Tracked(
    [
        (0, "front", "visitor", 10, 30),
        (1, "front", "visitor", 29, 60),
        (2, "other-front", "visitor", 10, 30),
        (3, "queue", "visitor", 5, 29),
        (4, "queue", "visitor", 8, 40),
        (5, "back", "staff", 0, 90),
        (6, "back", "visitor", 40, 50),
        (7, "safe", "visitor", 70, 80),
    ]
)


def about(table, start, end, zone_id="front", counter="c1", **more):
    row = {"counter_id": counter, "zone_id": zone_id, **more}
    times = {"started_at": EIGHT + timedelta(seconds=start), "ended_at": EIGHT + timedelta(seconds=end)}
    found = people_concerned(TRACKED, Event(table, {**row, **times}))
    return set(found.tracks), [seat.id for seat in found.seats]


def test_a_service_is_about_its_party_and_the_officer_and_not_about_who_comes_next():
    assert about(SERVICE_TIME, 12, 30) == ({0, 5}, ["seat"])
    assert about(ANOMALIES, 12, 30, kind="service_out_of_hours") == ({0, 5}, ["seat"])


def test_waiting_is_about_who_began_to_wait_then_of_all_in_the_queue():
    assert about(WAITING_VISITS, 5, 29, "queue") == ({3, 5}, ["seat"])
    assert about(ANOMALIES, 8, 40, "queue", kind="long_wait") == ({4}, [])
    assert about(WAITING_VISITS, 6, 29, "queue") == ({5}, ["seat"])
    assert about(WAITING_VISITS, 5, 29, "queue", counter=None) == ({3}, [])


def test_repeated_approaches_are_about_who_first_came_then():
    assert about(ANOMALIES, 29, 90, None, None, kind="repeated_approaches") == ({1}, [])


def test_a_visitor_in_a_staff_area_is_concerned_alone():
    assert about(ANOMALIES, 40, 50, "back", kind="visitor_in_staff_area") == ({6}, [])
    assert about(ANOMALIES, 70, 80, "safe", None, kind="visitor_in_staff_area") == ({7}, [])


def test_a_state_is_about_its_officer_where_there_is_one():
    assert about(STAFF_PRESENCE, 0, 90, state="idle") == ({5}, ["seat"])
    assert about(STAFF_PRESENCE, 0, 90, state="unattended") == (set(), [])


def test_presence_is_about_whoever_was_there_then():
    assert about(ANOMALIES, 62, 75, None, None, kind="presence_restricted") == ({5, 7}, [])


def test_where_no_sample_is_left_of_its_time_nobody_is_concerned_and_no_seat_has_its_officer():
    assert about(SERVICE_TIME, 99.5, 99.9) == (set(), [])
    assert about(STAFF_PRESENCE, 100, 190, state="idle") == (set(), [])


@pytest.mark.parametrize("kind", ["footage_missing", "clock_jump", "queue_surge", "officer_away", "all_counters_empty"])
def test_other_kinds_are_about_nobody(kind):
    assert about(ANOMALIES, 0, 90, kind=kind) == (set(), [])


@pytest.mark.parametrize(
    ("sure", "theirs"),
    [
        ([1.0, 1.0, 1.0, 1.0, 1.0, 1.0], [0, 1, 2, 3, 4, 5]),
        ([1.0, 0.94, 1.0, 1.0, 1.0, 0.94], [1, 2, 3, 4]),
        ([1.0, 1.0, 0.94, 1.0, 0.94, 1.0], [2, 3]),
        # A doubt amid the event stays: whoever it is, the event is about them.
        ([1.0, 0.94, 0.95, 0.1, 0.95, 0.94], [1, 2, 3, 4]),
    ],
)
def test_beyond_the_event_somebody_is_followed_along_sure_links_alone(sure, theirs):
    found = surely_theirs(np.arange(6.0), np.array(sure), 1.5, 3.0)
    assert np.flatnonzero(found).tolist() == theirs


def test_a_track_that_was_not_seen_in_the_events_time_is_nobodys():
    assert not surely_theirs(np.arange(6.0), np.ones(6), 2.1, 2.9).any()
