"""An office whose camera days are made up: halls with one counter each, open from eight to four, seen once a second."""

from datetime import date, time

import yaml

from pantau.schemas.site import Site, parse_site
from pantau.schemas.site.hours import WEEKDAYS
from pantau.simulation.habits import Habits
from pantau.simulation.scenario import CameraScene, CounterScene, Scenario, ScenarioLimits
from pantau.simulation.site import site_file

FIRST_DAY, AGENCY = date(2026, 6, 1), "office"
STARTS, HOURS, HOUR_S, CADENCE_S = time(7, 0), 10, 3600, 1.0
"""Recorded from seven to five, a sample a second; the office is open from eight to four."""

USUAL_VISITS = 75.0
"""Parties a day that come to a counter."""


def office(cameras: int, visits: float = USUAL_VISITS) -> Scenario:
    """Halls with one counter and an officer, to which so many parties come in eight service hours."""
    scenes = [
        CameraScene(
            id=f"cam-{number:03}",
            recorder="hikvision_export",
            channel=number,
            counters=(CounterScene(id=f"cam-{number:03}-a", name="a", x=-1.6, arrivals_per_hour=visits / 8),),
        )
        for number in range(1, cameras + 1)
    ]
    return Scenario(
        name="office-days",
        site="office",
        title="Office",
        agency={"id": AGENCY, "name": "Office"},
        date=FIRST_DAY,
        starts=STARTS,
        minutes=HOURS * 60,
        opens_after_min=60,
        closes_before_min=60,
        limits=ScenarioLimits(unattended_waiting_s=300, out_of_hours_margin_s=1800, footage_missing_s=60),
        habits=Habits(service_median_s=270, service_range_s=(40, 1200), passers_per_hour=20),
        cameras=tuple(scenes),
    )


def office_site(scenario: Scenario) -> Site:
    """The office's site file, open every day of the week, observed once a second."""
    content = yaml.safe_load(site_file(scenario))
    week = content["calendar"]["periods"][0]
    week["hours"] = dict.fromkeys(WEEKDAYS, next(iter(week["hours"].values())))
    content["observer"] = {**content.get("observer", {}), "cadence_s": CADENCE_S}
    return parse_site(yaml.safe_dump(content), "office-days")
