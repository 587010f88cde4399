"""Days on which what is to be found happens by more than the limit, or by less; and what is found on them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import numpy as np

from benchmarks.candidate_kinds.judging import Told
from benchmarks.tracking.exam import NOWHERE
from benchmarks.tracking.made.made_days import MadeDay
from pantau.schemas.site import Site
from pantau.schemas.site.hours import WEEKDAYS
from pantau.schemas.site.thresholds import KindDefinition, Thresholds
from pantau.schemas.vocabulary import NOT_LOOKED_FOR
from pantau.simulation.scenario import CameraScene, Happening, Scenario, load_scenario
from pantau.transforms.baselines.standing_baselines import Baselines
from pantau.transforms.events.find_events import find_events
from pantau.transforms.refinement.refinement_windows import refinement_windows

LIMITS = {
    "late_opening_s": 90.0,
    "early_closing_s": 90.0,
    "officer_away_s": 150.0,
    "all_counters_empty_s": 30.0,
    "long_wait_s": 150.0,
    "queue_people": 2,
    "queue_surge_s": 60.0,
    "service_out_of_hours_s": 30.0,
    "footage_missing_s": 60.0,
    "motionless_s": 200.0,
    "clock_jump_s": 2.0,
    "crowd_people": 6,
    "crowd_s": 30.0,
}
"""Scaled down to days of 26 minutes."""

MARGIN_S = 60.0
"""Around the service hours, scaled down as well."""

MINUTES, OPENS_MIN, CLOSES_MIN = 26, 2, 2

CLOSED_MIN = 22
"""Of a day on which people come before the office opens."""

SHORTENED_MIN = 5
"""By so much sooner such a day closes by the calendar than the people on it think."""


def office_day(seed: int) -> Scenario:
    """A day of the shipped office whose officers are absent at the opening, amid the hours and at the closing, and
    whose recorder fails at times."""
    rng = np.random.default_rng([seed, 19])
    opens, closes = OPENS_MIN * 60.0, (MINUTES - CLOSES_MIN) * 60.0
    happenings = [
        Happening(kind="visitor_in_staff_area", at_s=at, seconds=around(10.0, rng)) for at in (250.0, 750.0, 1150.0)
    ]
    scene = _office().cameras[0]
    for counter in scene.counters:
        for kind, limit in (("late_opening", 90.0), ("officer_away", 150.0), ("early_closing", 90.0)):
            if rng.random() < 0.15:
                continue
            seconds = around(limit, rng)
            at, more = {
                "late_opening": (opens - 60.0, 0.0),
                "officer_away": (float(rng.uniform(500, 800)), 0.0),
                "early_closing": (closes - seconds, 90.0),
            }[kind]
            happenings.append(Happening(kind="officer_away", counter=counter.id, at_s=at, seconds=seconds + more))
    return _day(scene, tuple(happenings), OPENS_MIN, CLOSES_MIN)


def all_away_day(seed: int) -> Scenario:
    """All officers leave one after the other and come back in that order: at no counter is one for a while."""
    rng = np.random.default_rng([seed, 191])
    scene = _office().cameras[0]
    happenings = []
    for at in (200.0, 500.0, 800.0, 1100.0):
        common = around(LIMITS["all_counters_empty_s"], rng)
        for number, counter in enumerate(scene.counters):
            last = len(scene.counters) - 1 - number
            happenings.append(
                Happening(
                    kind="officer_away",
                    counter=counter.id,
                    at_s=at + 12.0 * number,
                    seconds=common + 12.0 * last,
                )
            )
    return _day(scene, tuple(happenings), OPENS_MIN, CLOSES_MIN)


def closed_day(seed: int) -> Scenario:
    """Somebody comes again and again while the office is closed, for more than the limit or for less."""
    rng = np.random.default_rng([seed, 192])
    scene = _office().cameras[0]
    happenings = tuple(
        Happening(kind="out_of_hours", at_s=float(at + rng.uniform(0, 30)), seconds=float(rng.uniform(0.5, 20)))
        for at in range(20, CLOSED_MIN * 60 - 180, 90)
    )
    return _day(scene, happenings, CLOSED_MIN, CLOSES_MIN)


def failing_day(seed: int) -> Scenario:
    """A recorder that fails three times a day, for more than the limit or for less."""
    rng = np.random.default_rng([seed, 193])
    scene = _office().cameras[0]
    starts = (at + float(rng.uniform(0, 60)) for at in (180, 600, 1080))
    gaps = [{"at_s": at, "seconds": around(LIMITS["footage_missing_s"], rng)} for at in starts]
    return _day(CameraScene.model_validate({**scene.model_dump(), "gaps": gaps}), (), OPENS_MIN, CLOSES_MIN)


def asking_day(seed: int) -> Scenario:
    """Some visitors come up to counters three times or more, others twice."""
    rng = np.random.default_rng([seed, 194])
    ask = [
        Happening(
            kind="approaches",
            at_s=float(at + rng.uniform(0, 40)),
            seconds=float(rng.uniform(8, 22)),
            times=int(rng.integers(3, 6)) if rng.random() < 0.5 else 2,
        )
        for at in range(140, 1200, 180)
    ]
    return _day(_office().cameras[0], ask, OPENS_MIN, CLOSES_MIN)


def office_habits(changed: Mapping[str, Any]) -> Scenario:
    """A day of the shipped office on which nothing happens, with other habits than its own."""
    office = _office()
    plain = _day(office.cameras[0], (), OPENS_MIN, CLOSES_MIN)
    return plain.model_copy(update={"habits": office.habits.model_copy(update=dict(changed))})


def found_on(day: MadeDay, usual: Baselines = MappingProxyType({})) -> list[Told]:
    """What the product finds, with the frames that it asks for, against what is `usual` if that is known."""
    limits = Thresholds(**{**day.site.thresholds_on(day.scenario.day).model_dump(), **LIMITS})
    asked = tuple(KindDefinition(kind=kind) for kind in NOT_LOOKED_FOR)
    changed = {"thresholds": (*day.site.thresholds, limits), "definitions": (*day.site.definitions, *asked)}
    day = replace(day, site=day.site.model_copy(update=changed))
    windows, _ = refinement_windows(day.site, day.place, day.camera_day())
    rows = find_events(day.site, day.place, NOWHERE, day.camera_day(windows), usual=usual).anomalies
    return [
        Told(
            row["kind"],
            row["counter_id"],
            row["started_at"].timestamp() - day.first_s,
            row["ended_at"].timestamp() - day.first_s,
        )
        for row in rows
    ]


def restricted(day: MadeDay) -> MadeDay:
    """The same, before a camera where nobody ought to be at any hour."""
    cameras = tuple(camera.model_copy(update={"zone_type": "restricted"}) for camera in day.site.cameras)
    return replace(day, site=day.site.model_copy(update={"cameras": cameras}))


def closing_sooner(day: MadeDay) -> MadeDay:
    """The same, where the calendar has the office close while people are still served."""
    scenario = day.scenario
    opens, closes = (scenario.started_at + timedelta(seconds=at) for at in scenario.hours)
    hours = f"{opens:%H:%M}-{closes - timedelta(minutes=SHORTENED_MIN):%H:%M}"
    content = day.site.model_dump(mode="json", by_alias=True)
    content["calendar"]["periods"][0]["hours"] = {WEEKDAYS[scenario.day.weekday()]: hours}
    return replace(day, site=Site.model_validate(content))


def around(limit: float, rng: np.random.Generator) -> float:
    """Clearly above a limit, or clearly below."""
    return limit * float(rng.uniform(1.1, 2.2) if rng.random() < 0.5 else rng.uniform(0.3, 0.9))


def _office() -> Scenario:
    return load_scenario("office")


def _day(scene: CameraScene, happenings: Sequence[Happening], opens_min: int, closes_min: int) -> Scenario:
    office = _office()
    gaps = scene.gaps if scene.gaps != office.cameras[0].gaps else ()
    camera = scene.model_copy(update={"happenings": tuple(happenings), "gaps": gaps})
    return Scenario.model_validate(
        {
            **office.model_dump(by_alias=True),
            "name": "candidates",
            "minutes": MINUTES,
            "opens_after_min": opens_min,
            "closes_before_min": closes_min,
            "limits": {**office.limits.model_dump(), "out_of_hours_margin_s": MARGIN_S},
            "cameras": [camera.model_dump(by_alias=True)],
        }
    )
