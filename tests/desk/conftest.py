"""A small office with footage, and the desk on it. Names hold what a page must never take for its own markup."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pantau.desk.access.door import TOKEN_HEADER
from pantau.desk.application import application
from pantau.desk.footage.clips import Workshop
from pantau.desk.settings import DeskSettings
from pantau.pipelines.playback import BrowserClip, DrawnRequest, FootageRequest, Still
from pantau.schemas.site import load_site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import read_table
from tests.sql.conftest import write_rows
from tests.transforms.evidence.conftest import SITE, Hall
from tests.transforms.numbered_clips import regular

SCRIPT = "<script>alert(1)</script>"
PORT = 8080
HOST = f"127.0.0.1:{PORT}"

OF = {"site_id": "hall", "agency_id": "permits", "camera_id": "cam", "service_date": "2026-11-02"}
AT = {"counter_id": "c1", "zone_id": "desk"}
RUN = {"run_id": "n1", "site_id": "hall", "service_date": "2026-11-02"}


def during(since: str, until: str, **more: object) -> dict[str, object]:
    """A row of the camera from and to a time of 2 November."""
    return {**OF, "started_at": f"2026-11-02 {since}", "ended_at": f"2026-11-02 {until}", **more}


IDLE_DAY = {"service_date": "2026-10-31", "started_at": "2026-10-31 00:00", "ended_at": "2026-11-01 00:00"}
BOUNDS = {
    f"{name}_at_{bound}": f"2026-11-02 08:00:{second}"
    for name, bound, second in (
        ("started", "lo", "00.5"),
        ("started", "hi", "01"),
        ("ended", "lo", "03"),
        ("ended", "hi", "05"),
    )
}
CANDIDATE = {"kind": "unattended_waiting", "severity": "low", "observed_value": 90.0, "expected_value": 60.0}
ROWS = {
    "coverage": [
        during("00:00", "08:00", coverage_state="out_of_schedule"),
        during("08:00", "08:00:04", coverage_state="recorded", in_service_hours=True, samples=2),
        during("08:00:04", "08:00:08", coverage_state="gap", in_service_hours=True),
        during("08:00:08", "23:59:59", coverage_state="out_of_schedule"),
        {**OF, **IDLE_DAY, "coverage_state": "out_of_schedule"},
    ],
    "staff_presence": [
        during("08:00", "08:00:04", **AT, event_id="p1", state="serving", customers_waiting=0.0),
        during("08:00:04", "08:00:08", **AT, event_id="p2", state="unknown"),
    ],
    "service_time": [
        during("08:00:01", "08:00:03", **AT, **BOUNDS, event_id="s1", end_censored=True, waiting_s=None),
    ],
    "waiting_visits": [
        during(
            "08:00",
            "08:00:01",
            **AT,
            event_id=f'w"{SCRIPT}',
            waiting_outcome="unknown",
            counter_ids=["c1"],
        ),
    ],
    "anomalies": [during("08:00:02", "08:00:03", **AT, **CANDIDATE, event_id="a1", value_unit="s")],
    "runs": [{**RUN, "started_at": "2026-11-03 01:00", "ended_at": "2026-11-03 02:00"}],
}

FOLDER = "<img src=x onerror=alert(1)>"
"""In the name of the second recording; a Windows share could not have it, a Linux folder can."""


@pytest.fixture(scope="session")
def desk_settings(tmp_path_factory: pytest.TempPathFactory) -> DeskSettings:
    """An office with a recording of four seconds at 08:00 and, of two in H.265, at 09:00; only read, but for looks."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / "archive" / FOLDER).mkdir(parents=True)
    hall = Hall(folder / "archive", folder / "warehouse")
    hall.record("ch01_20261102080000.mp4", "libx264", regular(100), preset="ultrafast")
    h265 = {"preset": "ultrafast", "x265-params": "log-level=none"}
    hall.record(f"{FOLDER}/ch01_20261102090000.mp4", "libx265", regular(50), **h265)
    hall.take_inventory()
    recordings = {row["started_at"].hour: row for row in read_table(hall.warehouse, RECORDINGS).to_pylist()}
    ids = {hour: row["recording_id"] for hour, row in recordings.items()}
    shown = {name: recordings[1][name] for name in ("recording_uri", "recording_sha256")}
    candidates = [{**row, **shown} for row in ROWS["anomalies"]]
    box = {"x1": 0.25, "y1": 0.25, "x2": 0.5, "y2": 0.75}
    seen = [{**OF, **box, "recording_id": ids[1], "offset_s": 1.0, "detection": 1, "score": 0.9}]
    bright = {"basis": "looked", "brightness": 100.0, "sharpness": 100.0}
    sampled = [{**OF, **bright, "recording_id": ids[1], "offset_s": at} for at in (1.0, 3.0)]
    write_rows(hall.warehouse, {**ROWS, "anomalies": candidates, "samples": sampled, "observations": seen})
    text = SITE.replace("name: Hall", f"name: '{SCRIPT} & Hall'").replace("name: Counter 1", "name: '\"><b>Counter 1'")
    (folder / "site.yaml").write_text(text.replace("name: Permits", "name: '{{ 7*7 }}<i>Permits'"), encoding="utf-8")
    (folder / "secret.mp4").write_bytes(b"what nobody may read")
    return DeskSettings(load_site(folder / "site.yaml"), str(hall.archive), str(hall.warehouse), PORT)


@pytest.fixture(scope="session")
def recording_ids(desk_settings: DeskSettings) -> list[str]:
    """The ids of the two recordings, by time."""
    rows = read_table(desk_settings.warehouse, RECORDINGS).to_pylist()
    return [row["recording_id"] for row in sorted(rows, key=lambda row: row["started_at"])]


@pytest.fixture
def editable_settings(desk_settings: DeskSettings, tmp_path: Path) -> DeskSettings:
    """The same office with a site file of its own, which a test may change."""
    own = tmp_path / "site.yaml"
    own.write_bytes((Path(desk_settings.archive).parent / "site.yaml").read_bytes())
    return replace(desk_settings, site_path=own)


class MadeAtOnce:
    """Stands for the process that makes footage, where a test is not of that; notes what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[FootageRequest | DrawnRequest] = []

    def __call__(self, request: FootageRequest | DrawnRequest, is_left) -> BrowserClip | Still | dict:
        self.asked.append(request)
        if isinstance(request, DrawnRequest):
            request.target.write_bytes(b"PK drawn")
            ids = [row["recording_id"] for row in read_table(request.warehouse, RECORDINGS).to_pylist()]
            return {"recordings": [{"recording_id": one, "from_offset_s": 0.5, "to_offset_s": 1.5} for one in ids]}
        if request.clip is None:
            return Still(b"jpeg", request.offset_s)
        Path(request.clip).write_bytes(bytes(range(256)) * 4)
        return BrowserClip(0.0, 3.96, True)


@pytest.fixture
def made() -> MadeAtOnce:
    """What was asked to be made."""
    return MadeAtOnce()


@pytest.fixture
def desk(desk_settings: DeskSettings, made: MadeAtOnce) -> Iterator[TestClient]:
    """A browser that speaks English; answers are not followed elsewhere."""
    app = application(desk_settings, Workshop(made))
    headers = {"accept-language": "en-GB,en;q=0.9"}
    with TestClient(app, f"http://{HOST}", headers=headers, follow_redirects=False) as client:
        yield client


def from_a_page(desk: TestClient) -> dict[str, str]:
    """The headers of a request that a page of a desk without accounts sends to change something."""
    return {"origin": f"http://{HOST}", TOKEN_HEADER: desk.app.state.token}
