"""What happened at each counter of the hostile sites: sessions, waiting and states, drawn with a seed of their own.

Edges of footage cut sessions; a customer hides the officer in one part of four; queues are seen, or not, or not drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from random import Random

from pantau.transforms.hours import service_hours
from pantau.transforms.intervals import Intervals, intersect, subtract
from tests.sql.hostile.footage import CameraFootage, instant, on_the_clock

NO_QUEUE = {"L3"}
"""Counters for which no queue is drawn: how long and how many waited is never known."""
NOBODY_SERVED = {"L5"}
QUEUE_UNSEEN = {("L5", date(2026, 2, 18)), ("L2", date(2026, 2, 13))}
"""Counter days on which the queue could never be seen."""
QUEUE_SEEN = {
    ("L1", date(2026, 2, 13)),
    ("L1", date(2026, 2, 18)),
    ("P1", date(2026, 2, 12)),
    ("H1", date(2026, 10, 4)),
}
"""Counter days on which it was always seen where anything was recorded."""
SHARED = ("L1", "L2")
OWN_QUEUE_TOO = date(2026, 2, 18)
"""L1 shares a queue and has chairs of its own."""
HOLIDAY = ("10:00", "10:20")
"""Somebody is served on the holiday."""
BEYOND_S = 1200.0
"""How long before and after the service hours people are served."""

LENGTHS = (45.5, 120.0, 300.0, 300.0, 600.0, 600.0, 900.25, 1800.0)
PAUSES = (0.0, 15.0, 90.125, 600.0, 1500.0)
WAITS = (0.0, 30.0, 90.0, 90.0, 300.0, 600.0, 1500.25, 3900.0)
BOUNDS = (0.0, 0.5, 2.0, 7.5)
QUEUES = (None, 0.0, 0.0, 0.0, 0.0, 0.3, 0.5, 0.5, 1.0, 1.0, 1.7, 2.0, 3.25)


@dataclass
class DayEvents:
    """Partial rows of one camera day."""

    service_time: list[dict] = field(default_factory=list)
    waiting_visits: list[dict] = field(default_factory=list)
    staff_presence: list[dict] = field(default_factory=list)


def day_events(footage: CameraFootage) -> DayEvents:
    """The rows of a camera day, the same on every call."""
    random = Random(f"{footage.camera.id} {footage.day}")
    events = DayEvents()
    for counter in footage.site.counters_on(footage.camera, footage.day):
        _Counter(footage, counter.id, counter.agency(footage.day), random).fill(events)
    if footage.camera.id == "hall":
        agencies = {one.agency(footage.day) for one in footage.site.counters if one.id in SHARED}
        owner = agencies.pop() if len(agencies) == 1 else footage.camera.agency
        events.waiting_visits += _unserved(footage, random, owner, None, SHARED, "line")
        if footage.day == OWN_QUEUE_TOO:
            events.waiting_visits += _unserved(footage, random, "dpmptsp", "L1", ("L1",), "chairs-1")
    return events


def stretch(footage: CameraFootage, random: Random, start: float, end: float) -> dict:
    """Times with bounds, and the place in the footage."""
    before, after = (random.choice(BOUNDS) for _ in "ab")
    moments = {
        "started_at": instant(start),
        "ended_at": instant(end),
        "started_at_lo": instant(start - before),
        "started_at_hi": instant(start + before),
        "ended_at_lo": instant(end - after),
        "ended_at_hi": instant(end + after),
    }
    return {
        "site_id": footage.site.id,
        "camera_id": footage.camera.id,
        "service_date": footage.day,
        **moments,
        "duration_s": _between(moments["started_at"], moments["ended_at"]),
        "duration_lo_s": max(0.0, _between(moments["started_at_hi"], moments["ended_at_lo"])),
        "duration_hi_s": _between(moments["started_at_lo"], moments["ended_at_hi"]),
        "model_hash": f"model-{footage.camera.id}",
        "config_hash": f"site-{footage.site.id}",
        "code_hash": "code-1",
        **footage.pointer(start, end),
    }


@dataclass
class _Counter:
    footage: CameraFootage
    counter: str
    agency: str
    random: Random

    def fill(self, events: DayEvents) -> None:
        coming = [
            (row["started_at"].timestamp(), row["ended_at"].timestamp())
            for row in self.footage.coverage
            if row["coverage_state"] == "not_yet"
        ]
        hours = subtract(service_hours(self.footage.site, self.agency, self.footage.day), coming)
        sessions = [] if self.counter in NOBODY_SERVED else list(self._sessions(hours))
        for row in sessions:
            self._wait(row, events)
        events.service_time += sessions
        for span in hours:
            events.staff_presence += self._states(span, sessions)
        if self.counter not in {*SHARED, *NO_QUEUE}:
            chosen = (self.counter,)
            events.waiting_visits += _unserved(
                self.footage, self.random, self.agency, self.counter, chosen, f"queue-{self.counter}"
            )

    def _name(self, table: str, number: int) -> str:
        return f"{table}-{self.counter}-{self.footage.day:%m%d}-{number:03}"

    def _sessions(self, hours: Intervals) -> Iterator[dict]:
        open_around = [(start - BEYOND_S, end + BEYOND_S) for start, end in hours]
        if not hours and self.counter == "L1":
            open_around = [tuple(on_the_clock(self.footage.site, self.footage.day, clock) for clock in HOLIDAY)]
        number, random = 0, self.random
        for begin, over in intersect(self.footage.observed, open_around):
            at = begin + random.choice((0.0, 0.0, 35.5, 400.25))
            while at < over - 10:
                end = at + random.choice(LENGTHS)
                yield {
                    **stretch(self.footage, random, at, min(end, over)),
                    "event_id": self._name("s", number),
                    "agency_id": self.agency,
                    "counter_id": self.counter,
                    "start_censored": at == begin,
                    "end_censored": end >= over,
                    "queue_length": None if self._unseen else random.choice((None, 0, 0, 1, 2, 5)),
                    "staffed_share": random.choice((None, 1.0, 0.75)),
                    "seen_share": (None, 1.0, 0.4)[number % 3],
                    "session_probability": (None, 0.98, 0.3)[number % 3],
                    "party_size": random.choice((1, 1, 2, 3)),
                    "identity_confidence": random.choice((1.0, 0.5, 0.05)),
                }
                number += 1
                at = end + random.choice(PAUSES)

    @property
    def _unseen(self) -> bool:
        return self.counter in NO_QUEUE or (self.counter, self.footage.day) in QUEUE_UNSEEN

    def _wait(self, row: dict, events: DayEvents) -> None:
        """Gives a session its waiting: not known, none, or a visit of the queue, seen from its start or not."""
        waited, start = self.random.choice((None, *WAITS)), row["started_at"].timestamp()
        unseen = row["start_censored"] or self._unseen
        if unseen or waited is None or start - waited < self.footage.bounds[0]:
            return
        visit = stretch(self.footage, self.random, start - waited, start)
        known = self.random.random() < 0.8
        if known:
            row |= {f"waiting{part}_s": visit[f"duration{part}_s"] for part in ("", "_lo", "_hi")}
        if waited:
            shared = self.counter in SHARED
            events.waiting_visits.append(
                {
                    **visit,
                    "event_id": row["event_id"].replace("s-", "w-", 1),
                    "agency_id": self.agency,
                    "counter_id": self.counter,
                    "counter_ids": list(SHARED if shared else (self.counter,)),
                    "zone_id": "line" if shared else f"queue-{self.counter}",
                    "waiting_outcome": "served",
                    "service_event_id": row["event_id"],
                    "start_censored": not known,
                    "end_censored": False,
                }
            )

    def _states(self, hours: tuple[float, float], sessions: list[dict]) -> Iterator[dict]:
        random = self.random
        served = [(row["started_at"].timestamp(), row["ended_at"].timestamp()) for row in sessions]
        known = intersect([hours], self.footage.observed)
        cuts = {edge for one in served for edge in one} | {hours[0] + random.random() * 3600 * n for n in range(1, 9)}
        pieces = [(start, end, None) for start, end in subtract([hours], known)]
        for start, end in known:
            edges = sorted({start, end, *(round(cut, 3) for cut in cuts if start < cut < end)})
            pieces += [(a, b, any(s <= a < e for s, e in served)) for a, b in pairwise(edges)]
        for number, (start, end, serving) in enumerate(sorted(pieces)):
            state, waiting = "unknown", None
            if serving is not None:
                words = ("serving", "serving", "serving", "unknown")
                state = random.choice(words if serving else ("idle", "idle", "unattended", "unattended", "unknown"))
                waiting = random.choice(QUEUES[1:] if (self.counter, self.footage.day) in QUEUE_SEEN else QUEUES)
            yield {
                **stretch(self.footage, random, start, end),
                **({} if serving is not None else dict.fromkeys(("recording_uri", "recording_sha256", "offset_s"))),
                "event_id": self._name("p", number) + f"-{int(hours[0])}",
                "agency_id": self.agency,
                "counter_id": self.counter,
                "state": state,
                "customers_waiting": None if self._unseen else waiting,
            }


def _unserved(
    footage: CameraFootage, random: Random, agency: str, counter: str | None, leads_to: tuple[str, ...], zone: str
) -> Iterator[dict]:
    """Those who left a queue, or of whom it is not known how their waiting ended."""
    for number, (begin, over) in enumerate(footage.observed):
        if over - begin < 60 or number > 12:
            continue
        for twin, outcome in enumerate(("reneged", "unknown", random.choice(("reneged", "unknown")))):
            start = begin + random.choice((0.0, 0.1, 0.5)) * (over - begin)
            end = over if outcome == "unknown" else min(over, start + random.choice(WAITS[1:]))
            yield {
                **stretch(footage, random, start, end),
                "event_id": f"u-{zone}-{footage.day:%m%d}-{number:02}-{twin}",
                "agency_id": agency,
                "counter_id": counter,
                "counter_ids": list(leads_to),
                "zone_id": zone,
                "waiting_outcome": outcome,
                "start_censored": start == begin and random.random() < 0.6,
                "end_censored": outcome == "unknown",
                "party_size": random.choice((1, 2)),
            }


def _between(earlier, later) -> float:
    return (later - earlier).total_seconds()
