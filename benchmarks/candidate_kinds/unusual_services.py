"""Days of services that are much longer or much shorter than is usual at their counter."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Any

from benchmarks.candidate_kinds.days import found_on, office_habits
from benchmarks.candidate_kinds.judging import AT_THE_LIMIT_S, Told
from benchmarks.tracking.exam import NOWHERE
from benchmarks.tracking.made.made_days import MadeDay, days_of
from pantau.simulation.scenario import Scenario
from pantau.simulation.truth.counter_truth import CounterTruth
from pantau.transforms.baselines.baseline_rows import BaselineOrder, CounterOfAgency, baseline_rows, is_whole
from pantau.transforms.baselines.standing_baselines import Baselines
from pantau.transforms.events.find_events import find_events
from pantau.transforms.refinement.refinement_windows import refinement_windows

USUAL_SEEDS = range(90_000, 90_010)
"""Of the days that tell what is usual: no exam has them."""

USUAL = {"service_median_s": 150.0, "service_spread": 0.35, "service_range_s": (60.0, 400.0)}
SHORT = {"service_median_s": 20.0, "service_spread": 0.9, "service_range_s": (4.0, 120.0)}
LONG = {"service_median_s": 600.0, "service_spread": 0.4, "service_range_s": (240.0, 1000.0)}
"""Habits of the days that tell what is usual, and, on every other one of those that are judged, of far shorter and of
far longer services; coming and going not counted."""


def uneven_day(seed: int) -> Scenario:
    return office_habits(SHORT if seed % 2 else LONG)


def unusual_on(day: MadeDay) -> list[Told]:
    """What is found against the baselines of the usual days."""
    return found_on(day, usual_at_counters())


def beyond_usual(day: MadeDay) -> Iterator[Told]:
    """Every service that the footage shows whole, beside what is usual at its counter: from 1 on it is outside."""
    usual = {(counter, kind): row for (_, counter, kind), row in usual_at_counters().items()}
    for places in day.camera.hall.counters:
        for one in CounterTruth(places, day.camera, day.scenario).sessions:
            if one.start_censored or one.end_censored:
                continue
            seconds = one.end - one.start
            long, short = usual[places.id, "long_service"], usual[places.id, "short_service"]
            most, least = long["usual_value_hi"], short["usual_value_lo"]
            yield Told("long_service", places.id, one.start, one.end, seconds / most, AT_THE_LIMIT_S / most)
            unsure = least * AT_THE_LIMIT_S / seconds**2
            yield Told("short_service", places.id, one.start, one.end, least / seconds, unsure)


@lru_cache(maxsize=1)
def usual_at_counters() -> Baselines:
    """By the product's own rows of services, of days with usual habits."""
    services: dict[CounterOfAgency, list[float]] = {}
    last = None
    for seed in USUAL_SEEDS:
        for day in days_of(office_habits(USUAL), seed):
            windows, _ = refinement_windows(day.site, day.place, day.camera_day())
            for row in find_events(day.site, day.place, NOWHERE, day.camera_day(windows)).service_time:
                if is_whole(row):
                    services.setdefault(CounterOfAgency(row["agency_id"], row["counter_id"]), []).append(
                        row["duration_s"]
                    )
            last = day
    order = BaselineOrder(last.site.id, last.scenario.day + timedelta(days=1), "made up", "made up")
    found: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for counter, seconds in services.items():
        found |= {(*counter, row["kind"]): row for row in baseline_rows(order, counter, seconds)}
    return found
