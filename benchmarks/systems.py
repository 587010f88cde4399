"""What is compared: our night, our observer on every frame, polygon zones on every frame, motion on every frame.

Each runs in processes of its own, on the same files.
"""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import PANTAU, PROJECT, Cost, cost_of
from benchmarks.office_day import Archive, with_settings
from benchmarks.stages import Clocked
from pantau.schemas.site import load_site
from pantau.schemas.site.zones import Zone

PEERS = PROJECT / ".venv-peers" / "bin"
ZONES = PROJECT / "benchmarks" / "peers" / "zones.py"
FULL_RATE = "site-full-rate.yaml"
EVERY_FRAME_S = 0.04
UNBOUNDED = {"max_memory_mb": 16_000, "max_slowness": 100.0}
"""What no office would allow: every detection is compared with those of 14 seconds, 25 times as many a second."""


def peers_missing() -> str:
    """Why the peers cannot run, or nothing."""
    return "" if (PEERS / "dvr-scan").exists() else f"{PEERS} lacks dvr-scan; run `make bench`, which installs it"


def clocked_night(archive: Archive, python: str = PANTAU[0]) -> Clocked:
    """A night on one thread with a clock on every stage."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        cost_of((python, "-m", "benchmarks.stages", *archive.options(Path(folder, "warehouse"))), answer)
        return Clocked(**json.loads(answer.read_text(encoding="utf-8").splitlines()[-1]))


def night(archive: Archive, warehouse: Path) -> Cost:
    """`pantau nightly` on all cores, as it is run every night."""
    return cost_of((*PANTAU, "nightly", *archive.options(warehouse)))


def night_at_full_rate(archive: Archive, warehouse: Path) -> Cost:
    """The same night with every frame observed: no frame spared, none carried forward, no refinement pass needed."""
    observer = {"cadence_s": EVERY_FRAME_S, "closer_share": 0, "still_s": 0}
    site = with_settings(archive, FULL_RATE, observer=observer, night=UNBOUNDED)
    return cost_of((*PANTAU, "nightly", *archive.options(warehouse, site)))


@dataclass(frozen=True)
class Dwells:
    """What polygon zones say of a recording: stays of each tracker id by counter, and by seat the share of frames with
    somebody on it; and what it cost."""

    stays: dict[str, list[tuple[float, float]]]
    seated: dict[str, float]
    cost: Cost


def polygon_zones(archive: Archive, recording: Path) -> Dwells:
    """supervision's PolygonZone and ByteTrack on every frame of a recording, with our detector."""
    zones = _zones(archive)
    with tempfile.TemporaryDirectory() as folder:
        drawn, answer = Path(folder, "zones.json"), Path(folder, "answer.json")
        drawn.write_text(json.dumps([_drawn(zone) for zone in zones]), encoding="utf-8")
        cost = cost_of((str(PEERS / "python"), str(ZONES), str(drawn), str(recording)), answer, str(PROJECT))
        said = json.loads(answer.read_text(encoding="utf-8").splitlines()[-1])
    stays = {zone.counters[0]: [tuple(s) for s in said[zone.id]["stays"]] for zone in zones if zone.kind == "customer"}
    seated = {zone.counters[0]: said[zone.id]["occupied_share"] for zone in zones if zone.kind == "seat"}
    return Dwells(stays, seated, cost)


def motion_scan(recording: Path) -> Cost:
    """DVR-Scan looking for motion in a recording, writing nothing."""
    return cost_of((str(PEERS / "dvr-scan"), "--ignore-user-config", "-q", "-so", "-i", str(recording)))


def _zones(archive: Archive) -> list[Zone]:
    (camera,) = load_site(archive.folder / "site.yaml").cameras
    return [zone for zone in camera.views[0].zones if zone.kind in ("customer", "seat")]


def _drawn(zone: Zone) -> dict:
    anchor = "BOTTOM_CENTER" if zone.kind == "customer" else "CENTER"
    return {"name": zone.id, "polygon": [list(corner) for corner in zone.polygon], "anchor": anchor}
