"""Time in which nobody could have been seen: what is held to have happened before it, in it and after it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import av
import cv2
import numpy as np
import pytest
import yaml

from pantau.schemas.tables import ANOMALIES, COVERAGE, SERVICE_TIME, STAFF_PRESENCE
from pantau.transforms.intervals import length, subtract
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import run_batch
from tests.office import Office

FPS = 5
JAKARTA = ZoneInfo("Asia/Jakarta")

Altered = Callable[[list[np.ndarray], int], np.ndarray]


def written(frame: np.ndarray, *texts: str) -> np.ndarray:
    frame = frame.copy()
    for row, text in enumerate(texts):
        cv2.putText(frame, text, (380, 24 + 160 * row), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 2)
    return frame


def clock(number: int) -> str:
    return f"2026-06-09 08:{number // FPS // 60:02}:{number // FPS % 60:02}"


def no_signal(frames: list[np.ndarray], number: int) -> np.ndarray:
    return written(np.full_like(frames[0], (200, 40, 10)), clock(number), "NO SIGNAL")


def coat(frames: list[np.ndarray], number: int) -> np.ndarray:
    """Something with creases hangs before the lens, and noise of the sensor is over it."""
    creases = np.random.default_rng(9).integers(20, 120, (5, 9, 3)).astype(np.uint8)
    cloth = cv2.resize(creases, frames[0].shape[1::-1], interpolation=cv2.INTER_CUBIC)
    noise = np.random.default_rng(number).integers(0, 6, cloth.shape, np.uint8)
    return cv2.add(cloth, noise)


def hung(frames: list[np.ndarray], number: int) -> np.ndarray:
    return written(frames[UNSEEN[0] * FPS], clock(number))


def turned(frames: list[np.ndarray], number: int) -> np.ndarray:
    """The camera was turned by 8 % of its width."""
    shift = np.float32([[1, 0, 0.08 * frames[0].shape[1]], [0, 1, 0]])
    return cv2.warpAffine(frames[number], shift, frames[0].shape[1::-1], borderMode=cv2.BORDER_REPLICATE)


UNSEEN = 22, 85
"""Seconds from 08:00 in which the camera shows nothing: in both counters' services, and to the middle of others."""

CAMERAS: dict[str, tuple[Altered, str]] = {
    "nosignal": (no_signal, "covered"),
    "coat": (coat, "covered"),
    "hung": (hung, "frozen"),
}


TURNED = "turned"
"""A camera whose zones are void meanwhile; it is checked each 30 s whether they are."""


@dataclass(frozen=True)
class UnseenNight:
    """Rows of a night on which each camera shows nothing for a while, in seconds from 08:00."""

    warehouse: Path

    def rows(self, table) -> Iterator[dict]:
        begun = datetime(2026, 6, 9, 8, tzinfo=JAKARTA)
        for row in read_table(str(self.warehouse), table, service_date=begun.date()).to_pylist():
            yield {
                name: (value - begun).total_seconds() if isinstance(value, datetime) else value
                for name, value in row.items()
            }


@pytest.fixture(scope="module")
def night(office: Office, tmp_path_factory: pytest.TempPathFactory) -> UnseenNight:
    folder = tmp_path_factory.mktemp("unseen")
    site = yaml.safe_load(office.site.read_text(encoding="utf-8"))
    camera, counters = site["cameras"][0], site["counters"]
    names = sorted(path.name for path in (office.archive / f"recorder-{camera['id']}").iterdir())
    frames = [frame for name in names for frame in read(office.archive / f"recorder-{camera['id']}" / name)]
    recorders, cameras, served = [], [], []
    for name, altered in [*((name, altered) for name, (altered, _) in CAMERAS.items()), (TURNED, turned)]:
        shown = [
            altered(frames, i) if UNSEEN[0] * FPS <= i < UNSEEN[1] * FPS else frame for i, frame in enumerate(frames)
        ]
        encode(folder / "archive" / name / names[0], shown)
        recorders.append({"id": name, "folder": name})
        own = yaml.safe_load(yaml.safe_dump(camera).replace("loket-", f"{name}-"))
        cameras.append({**own, "id": name, "recorder": name})
        served += [{**counter, "id": counter["id"].replace("loket-", f"{name}-")} for counter in counters]
    site |= {"recorders": recorders, "cameras": cameras, "counters": served}
    # JSON is YAML too, and has no aliases, which a site file may not have.
    (folder / "site.yaml").write_text(json.dumps(site, default=str), encoding="utf-8")
    assert run_batch(folder / "site.yaml", folder / "archive", folder / "warehouse") == 0
    return UnseenNight(folder / "warehouse")


def read(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def encode(path: Path, frames: list[np.ndarray]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w") as container:
        # Each group of frames is coded for itself: where the cameras show the same, they do so to the bit.
        stream = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "qp": "20"})
        stream.height, stream.width = frames[0].shape[:2]
        stream.pix_fmt, stream.gop_size, stream.max_b_frames = "yuv420p", 10, 0
        for bgr in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(bgr, format="bgr24")))
        container.mux(stream.encode(None))


@pytest.mark.parametrize("camera", CAMERAS)
def test_time_without_the_scene_or_without_life_is_not_recorded_time(night: UnseenNight, camera: str):
    seen = [row for row in night.rows(COVERAGE) if row["camera_id"] == camera]
    blind = [(row["started_at"], row["ended_at"]) for row in seen if row["coverage_state"] == CAMERAS[camera][1]]
    assert length(subtract([UNSEEN], blind)) <= 2 and length(subtract(blind, [UNSEEN])) <= 2
    recorded = [(row["started_at"], row["ended_at"]) for row in seen if row["coverage_state"] == "recorded"]
    assert length(recorded) + length(blind) == pytest.approx(121, abs=0.5)  # two files of a minute share a second


@pytest.mark.parametrize("camera", CAMERAS)
def test_no_counter_is_called_empty_or_staffed_in_it(night: UnseenNight, camera: str):
    states = [
        (row["state"], max(row["started_at"], UNSEEN[0] + 1), min(row["ended_at"], UNSEEN[1] - 1))
        for row in night.rows(STAFF_PRESENCE)
        if row["counter_id"].startswith(f"{camera}-")
    ]
    assert {state for state, start, end in states if start < end} == {"unknown"}


@pytest.mark.parametrize("camera", CAMERAS)
def test_services_end_and_begin_censored_beside_it_and_none_runs_through(night: UnseenNight, camera: str):
    services = [row for row in night.rows(SERVICE_TIME) if row["counter_id"].startswith(f"{camera}-")]
    before = [row for row in services if row["started_at"] < UNSEEN[0]]
    after = [row for row in services if row["ended_at"] > UNSEEN[1]]
    assert before and after and len(before) + len(after) == len(services)
    for row in before:
        assert row["ended_at"] <= UNSEEN[0] + 1
        assert row["end_censored"] or row["ended_at_hi"] <= UNSEEN[0]
    for row in after:
        assert row["started_at"] >= UNSEEN[1] - 2
        assert row["start_censored"] or row["started_at_lo"] >= UNSEEN[1] - 2
    assert any(row["end_censored"] for row in before) and any(row["start_censored"] for row in after)


def test_a_camera_that_was_turned_voids_its_zones_until_it_looks_where_it_did(night: UnseenNight):
    seen = [row for row in night.rows(COVERAGE) if row["camera_id"] == TURNED]
    (moved,) = (row for row in seen if row["coverage_state"] == "moved")
    assert UNSEEN[0] - 30 <= moved["started_at"] <= UNSEEN[0] and UNSEEN[1] <= moved["ended_at"] <= UNSEEN[1] + 30
    (found,) = (row for row in night.rows(ANOMALIES) if row["kind"] == "camera_moved")
    assert found["started_at_lo"] <= UNSEEN[0] <= found["started_at_hi"] and found["camera_id"] == TURNED
    assert found["ended_at_lo"] <= UNSEEN[1] <= found["ended_at_hi"]
    assert found["view_moved_share"] == pytest.approx(0.08, abs=0.002)
    assert str(found["view_reference"]) == "2026-06-09"
    inside = [
        row["state"]
        for row in night.rows(STAFF_PRESENCE)
        if row["counter_id"].startswith(TURNED) and row["started_at"] < UNSEEN[1] and row["ended_at"] > UNSEEN[0]
    ]
    assert set(inside) == {"unknown"}
