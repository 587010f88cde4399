"""What the site file said of one date: names, services, hours, standards. Runs note it."""

import json
from datetime import date

from pantau.schemas.site import Site
from pantau.schemas.site.base import Dated, on
from pantau.schemas.site.cameras import Camera
from pantau.transforms.hours import service_day, service_hours


def site_on_date(site: Site, day: date, observer: str | None = None) -> str:
    """What holds on a local date, as JSON; the views `agencies` to `thresholds` are made of it.

    Hours are instants, epoch seconds UTC. No polygons, recorders or addresses are in it. `observer` is the version
    of the observer apart from its cameras, by which offices are compared.
    """
    said = {
        "site_name": site.name,
        "agencies": [_agency(site, agency.id, agency.name, day) for agency in site.agencies],
        "counters": _counters(site, day),
        "cameras": [_camera(site, camera, day) for camera in site.cameras],
        "zones": [
            {"camera_id": camera.id, "zone_id": zone.id, "zone_kind": zone.kind, "counter_ids": zone.counters}
            for camera in site.cameras
            for zone in camera.view(day).zones
        ],
        "standards": [
            {
                "agency_id": standard.agency,
                **standard.model_dump(include={"measure", "limit_s", "portion", "least_recorded", "source"}),
            }
            for standard in on(site.standards, day)
        ],
        "thresholds": site.thresholds_on(day).model_dump(exclude=set(Dated.model_fields)),
    }
    if observer is not None:
        said["observer"] = observer
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _agency(site: Site, agency_id: str, name: str, day: date) -> dict:
    kind, reason, hours = service_day(site, agency_id, day)
    return {
        "agency_id": agency_id,
        "agency_name": name,
        "day_kind": kind,
        "day_reason": reason,
        "hours": ", ".join(map(str, hours)),
        "intervals": service_hours(site, agency_id, day),
    }


def _counters(site: Site, day: date) -> list[dict]:
    return [
        {
            "counter_id": counter.id,
            "counter_name": counter.name,
            "agency_id": tenure.agency,
            "service": tenure.service,
        }
        for counter in site.counters
        for tenure in on(counter.tenures, day)
    ]


def _camera(site: Site, camera: Camera, day: date) -> dict:
    return {
        "camera_id": camera.id,
        "agency_id": camera.agency,
        "recorder_id": camera.recorder,
        "purpose": camera.purpose,
        "place": camera.zone_type,
        "recording_mode": camera.recording.mode,
        "counter_ids": [counter.id for counter in site.counters_on(camera, day)],
    }
