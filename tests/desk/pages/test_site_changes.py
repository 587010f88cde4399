import html
import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from pantau.desk.access.door import TOKEN_HEADER
from pantau.desk.application import application
from pantau.desk.footage.clips import Workshop
from pantau.desk.pages.posted import MOST_BYTES
from pantau.schemas.site import load_site
from tests.desk.conftest import HOST

SAVE, CHECK = "/site/cameras/cam/zones", "/site/cameras/cam/zones/check"
NEW = {"id": "chairs", "kind": "waiting", "polygon": [[0.5, 0.5], [0.9, 0.5], [0.9, 0.9]]}
CROSSED = [[0.1, 0.1], [0.9, 0.9], [0.9, 0.1], [0.1, 0.8]]


class Tab:
    """A page on which zones are drawn, as a browser has it."""

    def __init__(self, client):
        self.client = client
        page = client.get("/camera/cam").text
        self.token = html.unescape(re.search(r'data-token="([^"]*)"', page)[1])
        self.load()

    def load(self):
        self.told = self.client.get("/camera/cam/drawing?day=2026-11-02").json()

    def send(self, path, *zones, **changed):
        drawing = {"digest": self.told["digest"], "day": "2026-11-02", "zones": [*self.told["zones"], *zones]}
        headers = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin", TOKEN_HEADER: self.token}
        return self.client.post(path, json={**drawing, **changed}, headers=headers)


@pytest.fixture
def browser(made):
    clients = []

    def opened(settings):
        client = TestClient(application(settings, Workshop(made)), f"http://{HOST}", headers={"accept-language": "en"})
        clients.append(client.__enter__())
        return Tab(client)

    yield opened
    for client in clients:
        client.__exit__()


@pytest.fixture
def tab(browser, editable_settings):
    return browser(editable_settings)


def test_the_change_is_shown_before_anything_is_written(tab, editable_settings):
    before = editable_settings.site_path.read_bytes()
    told = tab.send(CHECK, NEW).json()
    assert told["refusals"] == [] and "+          - id: chairs" in told["difference"]
    assert editable_settings.site_path.read_bytes() == before


def test_a_save_writes_the_file_and_the_desk_shows_by_it_from_then_on(tab, editable_settings):
    answer = tab.send(SAVE, NEW)
    assert (answer.status_code, answer.json()["seats_changed"]) == (200, False)
    zones = load_site(editable_settings.site_path).cameras[0].views[0].zones
    assert [zone.id for zone in zones] == ["desk", "chairs"]
    tab.load()
    assert tab.told["digest"] == answer.json()["digest"]
    assert "chairs" in tab.client.get("/event/s1").text


def test_a_view_is_dated(tab, editable_settings):
    assert tab.send(SAVE, NEW, since="2026-11-01").status_code == 200
    first, second = load_site(editable_settings.site_path).cameras[0].views
    assert (str(first.valid_until), str(second.valid_from), second.valid_until) == ("2026-10-31", "2026-11-01", None)
    assert [zone.id for zone in first.zones] == ["desk"]


def test_what_the_site_check_refuses_is_never_written(tab, editable_settings):
    before = editable_settings.site_path.read_bytes()
    for path, status in ((CHECK, 200), (SAVE, 422)):
        answer = tab.send(path, {**NEW, "polygon": CROSSED})
        assert answer.status_code == status
        assert [refusal["zone"] for refusal in answer.json()["refusals"]] == [1]
    assert editable_settings.site_path.read_bytes() == before


def test_a_refusal_is_in_the_language_of_the_page(tab):
    told = {}
    for language in ("id", "en"):
        tab.client.cookies.set("language", language)
        (refusal,) = tab.send(CHECK, {**NEW, "id": "1"}).json()["refusals"]
        told[language] = (refusal["language"], refusal["sentence"].partition(";")[0])
    assert told == {"id": ("id", "bukan nama"), "en": ("en", "is not a name")}


def test_of_two_tabs_the_second_does_not_write_over_the_first(tab, browser, editable_settings):
    other = browser(editable_settings)
    assert tab.send(SAVE, NEW).status_code == 200
    written = editable_settings.site_path.read_bytes()
    answer = other.send(SAVE, {**NEW, "id": "bench"})
    assert (answer.status_code, answer.json()["word"]) == (409, "site_changed_meanwhile")
    assert editable_settings.site_path.read_bytes() == written
    other.load()
    assert other.send(SAVE, {**NEW, "id": "bench"}).status_code == 200
    names = [zone.id for zone in load_site(editable_settings.site_path).cameras[0].views[0].zones]
    assert names == ["desk", "chairs", "bench"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": f"http://{HOST}"},
        {"origin": f"http://{HOST}", TOKEN_HEADER: ""},
        {"origin": f"http://{HOST}", TOKEN_HEADER: "x" * 43},
        {"origin": "http://evil.example", TOKEN_HEADER: "right"},
        {"origin": f"http://{HOST}", "sec-fetch-site": "cross-site", TOKEN_HEADER: "right"},
        {"origin": "null", TOKEN_HEADER: "right"},
        {TOKEN_HEADER: "right"},
    ],
)
@pytest.mark.parametrize("path", [SAVE, CHECK])
def test_no_other_page_changes_the_site_file(tab, editable_settings, headers, path):
    before = editable_settings.site_path.read_bytes()
    sent = {name: tab.token if value == "right" else value for name, value in headers.items()}
    drawing = {"digest": tab.told["digest"], "day": "2026-11-02", "zones": [NEW]}
    assert tab.client.post(path, json=drawing, headers=sent).status_code == 403
    assert editable_settings.site_path.read_bytes() == before


def test_the_token_of_another_desk_is_none(tab, browser, editable_settings):
    other = browser(editable_settings)
    tab.token, mine = other.token, tab.token
    assert mine != other.token and tab.send(SAVE, NEW).status_code == 403


@pytest.mark.parametrize("changed", [{"read_only": True}, {"site_path": None}])
def test_a_desk_that_only_reads_refuses(browser, editable_settings, changed):
    before = editable_settings.site_path.read_bytes()
    tab = browser(replace(editable_settings, **changed))
    for path in (SAVE, CHECK):
        answer = tab.send(path, NEW)
        assert (answer.status_code, answer.json()["word"]) == (403, "is_read_only")
    assert editable_settings.site_path.read_bytes() == before
    page = tab.client.get("/camera/cam").text
    assert "it was started with --read-only" in page and '<button type="button" id="check" disabled>' in page


@pytest.mark.parametrize(
    "changed",
    [
        {"zones": "x"},
        {"zones": [{"id": "a"}]},
        {"zones": [{**NEW, "polygon": [[0.1, "0.2"]]}]},
        {"zones": [{**NEW, "polygon": [[0.1, 0.2, 0.3]]}]},
        {"zones": [{**NEW, "more": 1}]},
        {"zones": [{**NEW, "id": "x" * 201}]},
        {"zones": [NEW] * 201},
        {"day": "yesterday"},
        {"file": "/etc/passwd"},
    ],
)
def test_what_no_page_sends_is_refused(tab, changed):
    assert tab.send(SAVE, **changed).status_code == 400


def test_other_forms_and_sizes_are_refused(tab, editable_settings):
    headers = {"origin": f"http://{HOST}", TOKEN_HEADER: tab.token}
    for body, status in ((b"[1e999", 400), (b"\xff", 400), (b" " * (MOST_BYTES + 1), 413)):
        assert tab.client.post(SAVE, content=body, headers=headers).status_code == status
    assert tab.client.request("PUT", SAVE, headers=headers).status_code == 405
    assert tab.send("/site/cameras/none/zones", NEW).status_code == 404
    assert tab.send("/site/cameras/..%2f..%2fx/zones", NEW).status_code == 404
    assert tab.send(SAVE, NEW, since="2026-12-01").status_code == 200
    tab.load()
    assert tab.send(SAVE, since="2026-12-24").json()["word"] == "since_elsewhere"


def test_names_are_written_as_texts_whatever_they_look_like(tab, editable_settings):
    before = editable_settings.site_path.read_bytes()
    for name in ('x"]}\n  - {id: y', "<script>alert(1)</script>", "*a", "!!python/object:os.system", "# x"):
        told = tab.send(CHECK, {**NEW, "id": name}).json()
        assert [(one["zone"], one["sentence"][:13]) for one in told["refusals"]] == [(1, "is not a name")]
        assert tab.send(SAVE, {**NEW, "id": name}).status_code == 422
    assert editable_settings.site_path.read_bytes() == before
