import pytest
from starlette.testclient import TestClient

from pantau.desk.application import application
from pantau.desk.footage.clips import Workshop
from pantau.desk.pages import what_if
from pantau.pipelines.zone_setup import StretchEvent, StretchEvents, WhatIfLost
from tests.desk.conftest import from_a_page

ASK = "/site/cameras/cam/what-if"
NEW = {"id": "line", "kind": "queue", "polygon": [[0.5, 0.5], [0.9, 0.5], [0.9, 0.9]], "counters": ["c1"]}
CROSSED = {**NEW, "polygon": [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.8]]}
SERVICE = StretchEvent("service", "c1", 1.0, 2.5)
NOTHING = StretchEvents((), (), (), (), None, None, None)
FOUND = StretchEvents((SERVICE,), (), (), (), 1.5, None, 1.0)


@pytest.fixture
def asked(editable_settings, made, monkeypatch):
    """Asks what if; and by which sites it was looked for."""
    sites = []
    monkeypatch.setattr(what_if, "what_if", lambda *given: (sites.append(given), (NOTHING, FOUND))[1])
    client = TestClient(application(editable_settings, Workshop(made)), "http://127.0.0.1:8080")
    client.headers["accept-language"] = "en"

    def ask(*zones, thresholds=None, path=ASK, **changed):
        told = client.get("/camera/cam/drawing?day=2026-11-02").json()
        drawing = {"digest": told["digest"], "day": "2026-11-02", "zones": [*told["zones"], *zones]}
        sent = {"drawing": drawing, "since": "2026-11-02T01:00:00.000Z", "minutes": 60, "thresholds": thresholds or {}}
        return client.post(path, json={**sent, **changed}, headers=from_a_page(client))

    ask.sites = sites
    return ask


def test_the_stretch_is_found_by_both_sites_and_nothing_is_written(asked, editable_settings):
    before = editable_settings.site_path.read_bytes()
    told = asked(NEW, thresholds={"queue_min_s": 9.5}).json()
    service = {"what": "service", "counter": "c1", "started_s": 1.0, "ended_s": 2.5}
    assert told["refusals"] == [] and (told["before"]["services"], told["after"]["services"]) == ([], [service])
    ((stretch, now, then),) = asked.sites
    assert [zone.id for zone in now.cameras[0].view(stretch.day).zones] == ["desk"]
    assert [zone.id for zone in then.cameras[0].view(stretch.day).zones] == ["desk", "line"]
    limits = [site.thresholds_on(stretch.day) for site in (now, then)]
    assert [one.queue_min_s for one in limits] == [4.0, 9.5]
    assert limits[1].model_copy(update={"queue_min_s": 4.0}) == limits[0]
    assert (stretch.span[1] - stretch.span[0], stretch.camera_id, len(stretch.recordings)) == (3600, "cam", 2)
    assert editable_settings.site_path.read_bytes() == before


def test_a_camera_that_had_moved_is_told(asked, monkeypatch):
    assert asked().json()["moved"] is False
    spans = []
    monkeypatch.setattr(what_if, "has_moved", lambda *given: spans.append(given[1:]) or True)
    assert asked().json()["moved"] is True
    assert spans == [("cam", (1793581200.0, 1793584800.0))]


def test_what_would_not_be_valid_is_said(asked):
    told = asked(CROSSED).json()
    assert [one["zone"] for one in told["refusals"]] == [1] and "after" not in told and asked.sites == []


def test_what_takes_too_long_is_said(asked, monkeypatch):
    def lost(*_):
        raise WhatIfLost("cam: took more than 60 s")

    monkeypatch.setattr(what_if, "what_if", lost)
    answer = asked()
    assert answer.status_code == 422 and "choose a shorter one (cam: took more than 60 s)" in answer.json()["sentence"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"minutes": 61}, 400),
        ({"thresholds": {"person_score": 0.1}}, 400),
        ({"thresholds": {"queue_min_s": -1.0}}, 400),
        ({"thresholds": {"queue_min_s": "1"}}, 400),
        ({"since": "2026-11-02"}, 404),
        ({"warehouse": "/"}, 400),
        ({"path": "/site/cameras/other/what-if"}, 404),
    ],
)
def test_what_cannot_be_asked_is_refused(asked, changed, status):
    assert asked(**changed).status_code == status and asked.sites == []
