from dataclasses import replace

import numpy as np
import pytest
from starlette.testclient import TestClient

from pantau.desk.access.door import TOKEN_HEADER
from pantau.desk.application import application
from pantau.desk.editing.drawn_zones import DrawnZone
from pantau.desk.footage.clips import Workshop
from pantau.desk.pages import cameras
from pantau.desk.pages.zone_warnings import told_warnings
from pantau.desk.settings import DeskSettings
from pantau.schemas.site import load_site
from pantau.transforms import bulkhead
from tests.batch_runs import Here
from tests.desk.conftest import HOST
from tests.transforms.zone_setup.test_zone_proposals import SERVED, stretch_of
from tests.transforms.zone_setup.two_views import several_dates

ASK = "/site/cameras/cam/zones/warnings"
DESK = {
    "id": "desk",
    "kind": "customer",
    "polygon": [[0.2, 0.58], [0.34, 0.58], [0.34, 0.66], [0.2, 0.66]],
    "counters": ["c1"],
}
QUEUE = {"id": "9 lives", "kind": "queue", "polygon": [[0.7, 0.1], [0.9, 0.1], [0.9, 0.2]], "counters": ["c1"]}
CROSSED = {**DESK, "polygon": [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.8]]}
FROM = "2026-11-02T01:00:00.000Z"


@pytest.fixture
def asked(editable_settings, made, monkeypatch):
    """Asks for warnings, of the served in front of a desk; and how often it was looked up who was there."""
    looked = []
    monkeypatch.setattr(cameras, "seen_stretch", lambda *_: (looked.append(1), stretch_of(*SERVED))[1])
    app = application(editable_settings, Workshop(made))
    client = TestClient(app, f"http://{HOST}", headers={"accept-language": "en"})

    def ask(sent, path=ASK, token=None):
        headers = {"origin": f"http://{HOST}", TOKEN_HEADER: app.state.token if token is None else token}
        return client.post(path, json=sent, headers=headers)

    ask.looked, ask.client = looked, client
    return ask


def test_zones_are_warned_of_as_they_are_drawn_and_who_was_there_is_looked_up_once(asked):
    told = [{"zone": 1, "word": "queue_never_visited", "figures": [60, 100], "polygon": None}]
    assert asked({"from": FROM, "zones": [CROSSED, QUEUE, DESK]}).json() == told
    assert asked({"from": FROM, "zones": [DESK]}).json() == [] and len(asked.looked) == 1
    asked.client.get(f"/footage/seen?camera=cam&from={FROM}")
    assert len(asked.looked) == 2


def test_of_an_hour_that_was_not_looked_at_only_the_size_of_seats_is_known():
    nobody = {"times": np.zeros(0), "boxes": np.zeros((0, 4)), "tracks": np.zeros(0, dtype=int), "frames": 0}
    seat = {**DESK, "kind": "seat", "polygon": [[0, 0], [0.01, 0], [0, 0.01]]}
    told = told_warnings(replace(stretch_of(*SERVED), **nobody), [DrawnZone(**one) for one in (DESK, QUEUE, seat)])
    assert told == [{"zone": 2, "word": "seat_too_small", "figures": [16, 30], "polygon": None}]


@pytest.mark.parametrize(
    ("sent", "path", "status"),
    [
        ({}, ASK, 400),
        ({"from": "yesterday", "zones": []}, ASK, 404),
        ({"from": FROM, "zones": [{"id": "x"}]}, ASK, 400),
        ({"from": FROM, "zones": []}, "/site/cameras/none/zones/warnings", 404),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, sent, path, status):
    assert asked(sent, path).status_code == status and asked.looked == []


def test_only_a_page_of_the_desk_asks(asked):
    assert asked({"from": FROM, "zones": []}, token="").status_code == 403


@pytest.mark.slow
def test_a_page_tells_that_the_camera_looks_elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(bulkhead, "_Process", Here)
    made = several_dates(tmp_path, 0, 13, None)
    settings = DeskSettings(load_site(made.site), str(made.archive), str(made.warehouse))
    client = TestClient(application(settings), f"http://{HOST}")

    def told(day, language="en"):
        address = f"/camera/cam/view?from=2026-11-0{day}T01:00:00Z"
        return client.get(address, headers={"accept-language": language}).json()["sentence"]

    assert told(2) == ""
    assert "than on Monday 2 November 2026: its picture has moved by 2.0\N{NO-BREAK SPACE}% of the width" in told(3)
    assert "pada Senin, 2 November 2026: gambarnya bergeser 2,0\N{NO-BREAK SPACE}% dari lebar" in told(3, "id")
    assert told(4).startswith("Nothing of what the camera showed on Monday 2 November 2026")
    for wrong in ("/camera/none/view?from=2026-11-02T01:00:00Z", "/camera/cam/view?from=x", "/camera/cam/view"):
        assert client.get(wrong).status_code == 404
