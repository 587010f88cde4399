"""The site file of a scenario: what an office would have written down about these cameras and counters."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import yaml

from pantau.schemas.site.hours import WEEKDAYS
from pantau.simulation.recorded_files import folder
from pantau.simulation.rendering.geometry import clip_to_frame
from pantau.simulation.rendering.hall import CounterPlaces, Hall, hall_of
from pantau.simulation.scenario import CameraScene, Scenario

NOTICE = date(2018, 12, 6)


def site_file(scenario: Scenario) -> str:
    """YAML text of the site file, in the shape of `schemas.site`.

    Raises:
        ValueError: the scenario has something left to draw.
    """
    if scenario.varies:
        raise ValueError(f"scenario {scenario.name} varies; take that of one seed: drawn(scenario, seed)")
    opens, closes = (scenario.started_at + timedelta(seconds=at) for at in scenario.hours)
    content = {
        "id": scenario.site,
        "name": scenario.title,
        "timezone": scenario.timezone,
        "agencies": [{"id": scenario.agency.id, "name": scenario.agency.name}],
        "recorders": [_recorder(camera, scenario) for camera in scenario.cameras],
        "cameras": [_camera(camera, scenario) for camera in scenario.cameras],
        "counters": [
            {"id": counter.id, "name": counter.name, "tenures": [{"agency": scenario.agency.id}]}
            for camera in scenario.cameras
            for counter in camera.counters
        ],
        "calendar": {
            "periods": [
                {
                    "hours": {WEEKDAYS[scenario.day.weekday()]: f"{opens:%H:%M}-{closes:%H:%M}"},
                    "source": f"scenario {scenario.name}",
                }
            ],
            "holidays": None,
        },
        "thresholds": [scenario.limits.model_dump()],
    }
    return yaml.dump(content, Dumper=_Plain, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120)


class _Plain(yaml.SafeDumper):
    """Writes equal parts out, as a site file must not refer to itself."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _recorder(camera: CameraScene, scenario: Scenario) -> dict[str, Any]:
    recorder: dict[str, Any] = {"id": folder(camera), "folder": folder(camera)}
    if not camera.clock_jumps and any((camera.clock_offset_s, camera.clock_error_s, camera.clock_drift_s_per_day)):
        recorder["clocks"] = [
            {
                "from": scenario.day,
                "offset_s": camera.clock_offset_s,
                "uncertainty_s": camera.clock_uncertainty_s,
                "source": "compared with a reference clock on the day",
            }
        ]
    return recorder


def _camera(camera: CameraScene, scenario: Scenario) -> dict[str, Any]:
    hall = hall_of(camera, scenario.video)
    zones = [zone for counter in hall.counters for zone in _counter_zones(counter, hall)]
    zones.append(_zone("staff", "staff", hall.view.fractions(_floor(hall.staff_zone)), []))
    return {
        "id": camera.id,
        "agency": scenario.agency.id,
        "recorder": folder(camera),
        "channel": camera.channel,
        "purpose": "Keamanan dan mutu pelayanan di ruang publik",
        "notice_date": NOTICE,
        "zone_type": "service",
        "retention_days": 30,
        "views": [{"zones": zones}],
    }


def _counter_zones(counter: CounterPlaces, hall: Hall) -> list[dict[str, Any]]:
    drawn = [
        ("customer", hall.view.fractions(_floor(counter.customer_zone))),
        *(("seat", box) for box in hall.seat_boxes(counter)),
        ("queue", hall.view.fractions(_floor(counter.queue_zone))),
    ]
    if counter.waiting_zone is not None:
        drawn.append(("waiting", hall.view.fractions(_floor(counter.waiting_zone))))
    zones: list[dict[str, Any]] = []
    for kind, polygon in drawn:
        same = sum(zone["kind"] == kind for zone in zones)
        name = f"{counter.id}-{kind}" + (f"-{same + 1}" if same else "")
        zones.append(_zone(name, kind, polygon, [counter.id]))
    return zones


def _floor(polygon: np.ndarray) -> np.ndarray:
    return np.column_stack([polygon, np.zeros(len(polygon))])


def _zone(name: str, kind: str, polygon: np.ndarray, counters: list[str]) -> dict[str, Any]:
    corners = [[round(float(x), 5), round(float(y), 5)] for x, y in clip_to_frame(polygon)]
    zone: dict[str, Any] = {"id": name, "kind": kind, "polygon": corners}
    if counters:
        zone["counters"] = counters
    return zone
