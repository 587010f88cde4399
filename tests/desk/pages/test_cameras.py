import html
import json
import re
from datetime import date

import numpy as np
import pytest
from starlette.testclient import TestClient

from pantau.desk.application import application
from pantau.desk.figures.cameras import CameraDates, cameras_of
from pantau.desk.footage.clips import Workshop
from pantau.desk.pages.cameras import told_of
from pantau.pipelines.zone_setup import SeenStretch
from tests.desk.conftest import HOST

PAGE = "/camera/cam"


@pytest.fixture
def drawing_desk(editable_settings, made):
    headers = {"accept-language": "en"}
    with TestClient(application(editable_settings, Workshop(made)), f"http://{HOST}", headers=headers) as client:
        yield client


def test_cameras_are_listed_with_the_days_they_recorded(drawing_desk, editable_settings):
    assert cameras_of(editable_settings) == (CameraDates("cam", (date(2026, 11, 2),), 1),)
    text = drawing_desk.get("/cameras").text
    assert '<a href="/camera/cam">cam</a></th><td class="n">1</td><td>days: 1; the newest is Monday 2 November' in text


def test_the_page_has_its_texts_in_the_language_that_was_chosen(drawing_desk):
    for language, kind in (("en", "Clerk's seat"), ("id", "Kursi petugas")):
        text = drawing_desk.get(PAGE, headers={"cookie": f"language={language}"}).text
        texts = json.loads(html.unescape(re.search(r'data-texts="([^"]*)"', text)[1]))
        assert texts["kind_seat"] == kind and f'<html lang="{language}">' in text


def test_what_is_drawn_on_comes_from_the_site_file_and_the_warehouse(drawing_desk, recording_ids):
    told = drawing_desk.get(f"{PAGE}/drawing?day=2026-11-02").json()
    assert told["zones"] == [
        {
            "id": "desk",
            "kind": "customer",
            "polygon": [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]],
            "counters": ["c1"],
            "anchor": None,
            "was": "desk",
        }
    ]
    assert told["counters"] == [{"id": "c1", "name": '"><b>Counter 1'}]
    assert [(one["id"], one["started_ms"] % 3_600_000, one["width"]) for one in told["recordings"]] == [
        (recording_ids[0], 0, 160),
        (recording_ids[1], 0, 160),
    ]


def test_who_was_seen_in_an_hour_is_told_as_numbers(drawing_desk):
    told = drawing_desk.get("/footage/seen?camera=cam&from=2026-11-02T01:00:00Z").json()
    # What was seen on one frame alone is nobody yet.
    assert told == {"fineness": 10_000, "frames": 2, "people": [], "heads": [], "proposals": []}
    nobody = drawing_desk.get("/footage/seen?camera=cam&from=2026-11-02T05:00:00Z").json()
    assert nobody == {"fineness": 10_000, "frames": 0, "people": [], "heads": [], "proposals": []}


def test_places_are_sent_in_ten_thousandths_of_the_frame():
    boxes = np.array([[0.25, 0.5, 0.33334, 1.0], [0.1, 0.2, 0.3, 0.4]])
    heads = np.array([[0.5, 0.12346]])
    stretch = SeenStretch(np.array([0.0, 2.0]), boxes, np.array([0, 1]), heads, np.array(["seat"]), 7, 160, 90)
    assert told_of(stretch) == {
        "fineness": 10_000,
        "frames": 7,
        "people": [[2500, 5000, 3333, 10_000, 0], [1000, 2000, 3000, 4000, 1]],
        "heads": [["seat", 5000, 1235]],
        "proposals": [],
    }


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/camera/none", 404),
        ("/camera/..%2f..%2fsite.yaml", 404),
        ("/camera/cam?day=2026-13-01", 404),
        ("/camera/cam?day=../../etc", 404),
        ("/camera/none/drawing?day=2026-11-02", 404),
        ("/camera/cam/drawing", 404),
        ("/camera/cam/drawing?day=x", 404),
        ("/footage/seen?camera=cam", 404),
        ("/footage/seen?camera=cam&from=2026-11-02", 404),
        ("/footage/seen?camera=cam'%20OR%20'1'='1&from=2026-11-02T01:00:00Z", 404),
        ("/site/cameras/cam/zones", 405),
    ],
)
def test_forged_names_lead_to_nothing(drawing_desk, path, status):
    assert drawing_desk.get(path).status_code == status


def test_no_other_site_learns_who_was_seen(drawing_desk):
    asked = "/footage/seen?camera=cam&from=2026-11-02T01:00:00Z"
    assert drawing_desk.get(asked, headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_names_in_the_site_file_are_never_markup(drawing_desk):
    text = drawing_desk.get(PAGE).text
    assert "<script>alert" not in text and "<b>Counter 1" not in text


def test_a_site_file_that_was_broken_meanwhile_is_said_and_the_desk_goes_on(drawing_desk, editable_settings):
    editable_settings.site_path.write_text("id: [")
    answer = drawing_desk.get(PAGE)
    assert answer.status_code == 409 and "The site file has been changed and cannot be used now" in answer.text
    assert drawing_desk.get(f"{PAGE}/drawing?day=2026-11-02").status_code == 409
    assert drawing_desk.get("/days").status_code == 200


def test_why_a_site_file_is_not_valid_is_said_in_the_language_of_the_page(drawing_desk, editable_settings):
    text = editable_settings.site_path.read_text(encoding="utf-8")
    editable_settings.site_path.write_text(text.replace("customer, counters: [c1]", "customer"), encoding="utf-8")
    for path in (PAGE, f"{PAGE}/drawing?day=2026-11-02"):
        told = drawing_desk.get(path, headers={"accept-language": "id"}).text
        assert "zona &#39;customer&#39; memerlukan" in told or "zona 'customer' memerlukan" in told
        assert "needs 'counters'" in drawing_desk.get(path).text.replace("&#39;", "'")


def test_what_an_editor_changed_is_seen_at_once(drawing_desk, editable_settings):
    path = editable_settings.site_path
    path.write_text(path.read_text().replace("id: desk,", "id: front,"))
    assert drawing_desk.get(f"{PAGE}/drawing?day=2026-11-02").json()["zones"][0]["id"] == "front"
    assert "front" in drawing_desk.get("/event/s1").text
