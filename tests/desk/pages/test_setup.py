"""From an archive to a site file, as a browser without scripts asks for it."""

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from pantau.desk.access.door import TOKEN_HEADER
from pantau.desk.application import application
from pantau.desk.settings import DeskSettings
from pantau.schemas.site import load_site
from tests.batch_runs import Here
from tests.desk.conftest import HOST

NAMES = ("nvr/ch01_20261102080000.mp4", "nvr/ch02_20261102080000.mp4", "Pintu_2026-11-02_08-00-00.mp4")
REGISTER = {"purpose": "security", "legal_basis": "decree 7", "notice_date": "2018-12-06", "retention_days": "30"}
PATTERN = r"(?:^|/)(?P<device>[^/]+?)_(?P<start>\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d)\.mp4$"


def answers(**changed):
    return {
        "zone": "Asia/Jakarta",
        "office_zone": "Asia/Jakarta",
        "patterns": [],
        "name": "<script>alert(1)</script> Hall",
        "agency": "Permits",
        "counters": ["Loket 1", " "],
        "hours": {"mon": "08:00-16:00", "sat": ""},
        "hours_source": "decree",
        "register_of_all": REGISTER,
        "cameras": [{"was": "cam-1", "id": "hall-1", "zone_type": "service"}],
        **changed,
    }


@pytest.fixture
def settings(tmp_path, monkeypatch):
    """An archive of names, without a site file; what looks through it is this process."""
    monkeypatch.setattr("pantau.transforms.bulkhead._Process", Here)
    for name in NAMES:
        (tmp_path / "archive" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "archive" / name).write_bytes(b"no video")
    (tmp_path / "warehouse").mkdir()
    return DeskSettings(None, str(tmp_path / "archive"), str(tmp_path / "warehouse"), 8080, tmp_path / "site.yaml")


class SetUp:
    """A browser on the pages that make a site file."""

    def __init__(self, settings):
        app = application(settings)
        self.client = TestClient(app, f"http://{HOST}", headers={"accept-language": "en"}, follow_redirects=False)
        self.token = app.state.token

    def get(self, path, **headers):
        return self.client.get(path, headers=headers)

    def post(self, path, sent, token=None):
        headers = {"origin": f"http://{HOST}", TOKEN_HEADER: self.token if token is None else token}
        return self.client.post(path, json=sent, headers=headers)


@pytest.fixture
def desk(settings):
    return SetUp(settings)


@pytest.mark.parametrize("path", ["/", "/days", "/cameras", "/camera/cam", "/night", "/footage/x/clip"])
def test_without_a_site_file_every_page_leads_to_the_set_up(desk, path):
    answer = desk.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup")


def test_the_cameras_of_the_archive_are_shown_and_what_is_not_read(desk):
    text = desk.get("/setup").text
    assert "Cameras found: 2" in text and '<th scope="row">cam-1</th><td>nvr</td>' in text
    assert f'name="pattern" value="{html.escape(PATTERN, quote=False)}"' in text.replace("&#34;", '"')
    assert "It reads 1 of 1 names" in text and "<td>2026-11-02 08:00:00</td>" in text
    assert "Files: 1, such as <code>Pintu_2026-11-02_08-00-00.mp4</code>" in text


def test_a_pattern_in_use_gives_its_cameras_and_a_wrong_one_says_why(desk):
    text = desk.get(f"/setup?pattern={quote(PATTERN)}&pattern=%28").text
    assert "Cameras found: 3" in text and "Pattern 1, in use" in text
    assert "is not a regular expression" in text and "Files that are not read" not in text
    assert f"/setup/site?zone=Asia%2FJakarta&amp;pattern={quote(PATTERN, safe='').replace('%20', '+')}" in text


def test_a_zone_that_is_none_is_said(desk):
    answer = desk.get("/setup?zone=Jakarta")
    assert answer.status_code == 422 and "no time zone is named &#39;Jakarta&#39;" in answer.text


def test_names_in_the_archive_are_never_markup(desk, settings, tmp_path):
    name = "<img src=x onerror=alert(1)>"
    (tmp_path / "archive" / f"{name}_2026-11-02_08-00-00.mp4").write_bytes(b"x")
    (tmp_path / "archive" / name).mkdir()
    (tmp_path / "archive" / name / "ch01_20261102080000.mp4").write_bytes(b"x")
    for path in ("/setup", f"/setup?pattern={quote(PATTERN)}&pattern=<b>", f"/setup/site?pattern={quote(PATTERN)}"):
        text = desk.get(path).text
        assert "<img" not in text and "<b>&#39;" not in text and ("onerror" in text or "/site" in path)


def test_an_empty_archive_says_so_and_leads_nowhere(settings, tmp_path):
    (tmp_path / "empty").mkdir()
    desk = SetUp(replace(settings, archive=str(tmp_path / "empty")))
    assert "No recording was found whose name tells the time" in desk.get("/setup").text
    assert "/setup/site" not in desk.get("/setup").text
    assert desk.get("/setup/site").headers["location"] == "/setup"


def test_the_form_asks_for_what_the_law_needs_and_knows_the_cameras(desk):
    text = desk.get("/setup/site?zone=Asia/Makassar").text
    for name in (*REGISTER, "hours_source", "id-cam-1", "zone_type-cam-2", "purpose-cam-2"):
        assert f'name="{name}"' in text, name
    assert 'data-zone="Asia/Makassar"' in text and json.loads(re.search(r'data-patterns="([^"]*)"', text)[1]) == []


def test_a_site_file_is_shown_and_then_written_and_the_desk_goes_on_by_it(desk, settings):
    shown = desk.post("/site/new/check", answers()).json()
    assert shown["refusals"] == [] and not settings.site_path.exists()
    assert desk.post("/site/new", answers()).json() == {"refusals": [], "next": "/night"}
    assert settings.site_path.read_text(encoding="utf-8") == shown["text"]
    site = load_site(settings.site_path)
    assert [(one.id, one.recorder, one.channel, one.legal_basis) for one in site.cameras] == [
        ("hall-1", "nvr", 1, "decree 7")
    ]
    assert [recorder.id for recorder in site.recorders] == ["nvr"] and [one.name for one in site.counters] == [
        "Loket 1"
    ]
    assert desk.get("/setup").headers["location"] == "/cameras"
    text = desk.get("/cameras").text
    assert "hall-1" in text and "<script>alert" not in text
    assert desk.post("/site/new", answers()).status_code == 409


def test_names_may_be_written_in_another_time_zone_than_the_office_has(desk, settings):
    assert 'name="office_zone" list="zones" value="Asia/Jakarta"' in desk.get("/setup/site?zone=UTC").text
    assert desk.post("/site/new", answers(zone="UTC")).json()["refusals"] == []
    site = load_site(settings.site_path)
    assert (site.timezone, site.recorders[0].timezone) == ("Asia/Jakarta", "UTC")


def test_a_camera_has_what_is_said_of_it_alone(desk, settings):
    own = {**REGISTER, "purpose": "the back door", "retention_days": "7"}
    cameras = [
        {"was": "nvr-2", "id": "back", "zone_type": "staff", "register_of_its_own": own},
        {"was": "recorder", "id": "door", "zone_type": "public"},
    ]
    assert desk.post("/site/new", answers(patterns=[PATTERN], cameras=cameras)).json()["refusals"] == []
    back, door = load_site(settings.site_path).cameras
    assert (back.purpose, back.retention_days, back.zone_type) == ("the back door", 7, "staff")
    assert (door.purpose, door.retention_days) == ("security", 30)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": ""}, "name"),
        ({"agency": ""}, "agency"),
        ({"office_zone": "Jakarta"}, "office_zone"),
        ({"hours": {"mon": "early"}}, "hours"),
        ({"hours_source": ""}, "hours_source"),
        ({"register_of_all": {**REGISTER, "notice_date": ""}}, "notice_date"),
        ({"cameras": [{"was": "cam-1", "id": "9", "zone_type": "service"}]}, "id-cam-1"),
        (
            {
                "cameras": [
                    {
                        "was": "cam-1",
                        "id": "a",
                        "zone_type": "service",
                        "register_of_its_own": {**REGISTER, "purpose": ""},
                    }
                ]
            },
            "purpose-cam-1",
        ),
    ],
)
def test_what_would_not_be_valid_is_said_beside_its_field_and_not_written(desk, settings, changed, field):
    told = desk.post("/site/new", answers(**changed)).json()
    assert [one["field"] for one in told["refusals"]] == [field] and not settings.site_path.exists()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 400),
        (answers(more=1), 400),
        (answers(cameras=[]), 400),
        (answers(cameras=[{"was": "../x", "id": "x", "zone_type": "service"}]), 400),
        (answers(zone="../../etc/passwd"), 422),
        (answers(name="x" * 501), 400),
    ],
)
def test_what_is_no_answer_is_refused(desk, settings, sent, status):
    assert desk.post("/site/new", sent).status_code == status and not settings.site_path.exists()


def test_only_a_page_of_the_desk_writes_or_looks_through_the_archive(desk, settings):
    assert desk.post("/site/new", answers(), token="").status_code == 403
    assert desk.get("/setup?pattern=x", **{"sec-fetch-site": "cross-site"}).status_code == 403
    assert not settings.site_path.exists()


def test_a_desk_that_only_shows_writes_nothing(settings):
    desk = SetUp(replace(settings, read_only=True))
    assert desk.post("/site/new", answers()).status_code == 403 and "--read-only" in desk.get("/setup/site").text


@pytest.mark.slow
def test_a_pattern_that_never_ends_is_ended(settings, monkeypatch, tmp_path):
    monkeypatch.undo()
    monkeypatch.setattr("pantau.pipelines.site_setup.LOOK_S", 0.5)
    (tmp_path / "archive" / f"{'a' * 60}.mp4").write_bytes(b"x")
    answer = SetUp(settings).get(f"/setup?pattern={quote('^(a+)+b(?P<start>[0-9]{14})')}")
    assert answer.status_code == 422 and "takes more than 0 s" in answer.text


TIMELESS = "from a telephone/counter <b>.mp4"
KNOWN = {"file": TIMELESS, "camera": "cam-2", "started_at": "2026-11-02T07:30:05", "source": "clock in the picture"}


@pytest.fixture
def timeless(settings):
    """The desk on an archive with a file whose name tells no time."""
    path = Path(settings.archive, TIMELESS)
    path.parent.mkdir()
    path.write_bytes(b"no video")
    return SetUp(settings)


def test_of_a_file_whose_name_tells_no_time_it_is_asked_when_it_begins(timeless, desk):
    text = timeless.get("/setup/site").text
    assert 'data-file="from a telephone/counter &lt;b&gt;.mp4"' in text and 'type="datetime-local"' in text
    assert text.count('class="timeless"') == 1 and '<option value="cam-2">' in text


def test_why_a_name_is_not_read_is_said_in_the_language_of_the_page(timeless):
    told = timeless.get("/setup", **{"accept-language": "id"}).text
    assert "waktunya tidak diketahui karena tidak ada pola yang cocok" in told and "no naming pattern fits" not in told
    assert "no naming pattern fits" in timeless.get("/setup").text


def test_a_known_start_is_written_with_the_clocks_of_the_names(timeless, settings):
    two = [{"was": f"cam-{number}", "id": f"hall-{number}", "zone_type": "service"} for number in (1, 2)]
    given = answers(zone="Asia/Makassar", cameras=two, known_starts=[KNOWN])
    assert timeless.post("/site/new", given).json()["refusals"] == []
    (known,) = load_site(settings.site_path).recorders[0].known_starts
    assert known.model_dump() == {
        "file": TIMELESS,
        "camera": "hall-2",
        "started_at": datetime(2026, 11, 1, 23, 30, 5, tzinfo=UTC),
        "source": "clock in the picture",
    }


@pytest.mark.parametrize("wrong", [{"started_at": "yesterday"}, {"source": ""}])
def test_a_known_start_that_is_none_is_refused_beside_its_file(timeless, wrong):
    two = [{"was": f"cam-{number}", "id": f"hall-{number}", "zone_type": "service"} for number in (1, 2)]
    told = timeless.post("/site/new/check", answers(cameras=two, known_starts=[{**KNOWN, **wrong}])).json()
    assert {one["field"] for one in told["refusals"]} == {"known_starts"}


def test_a_known_start_of_a_camera_that_is_left_out_is_none(timeless):
    assert timeless.post("/site/new/check", answers(known_starts=[KNOWN])).status_code == 400


def test_where_no_name_tells_the_time_cameras_are_those_of_the_starts(settings, tmp_path):
    archive = tmp_path / "clips"
    archive.mkdir()
    for name in ("counter.mp4", "counter2.mp4", "gate.mp4"):
        (archive / name).write_bytes(b"no video")
    desk = SetUp(replace(settings, archive=str(archive)))
    text = desk.get("/setup").text
    assert "No name of a recording tells the time (3 files)" in text and 'href="/setup/site?' in text
    text = desk.get("/setup/site").text
    assert 'data-was="counter" data-timeless' in text and text.count('class="timeless"') == 3
    assert '<option value="gate">gate</option><option value="counter">' in text
    start = {"file": "counter2.mp4", "camera": "counter", "started_at": "2026-11-02T08:00:00", "source": "a note"}
    cameras = [{"was": "counter", "id": "hall", "zone_type": "service"}]
    assert desk.post("/site/new", answers(cameras=cameras, known_starts=[start])).json()["refusals"] == []
    site = load_site(settings.site_path)
    assert [(one.id, one.recorder, one.channel) for one in site.cameras] == [("hall", "recorder", None)]
    (known,) = site.recorders[0].known_starts
    assert (known.file, known.camera) == ("counter2.mp4", "hall")
    assert known.started_at == datetime(2026, 11, 2, 1, tzinfo=UTC)
