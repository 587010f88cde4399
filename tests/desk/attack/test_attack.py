"""An attack on the desk: every route, with rights and without, by those who do not mean it well."""

import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route

from pantau.desk.application import ROUTES, application
from pantau.desk.footage.clips import Workshop
from pantau.schemas.vocabulary import ACCOUNT_ROLES
from tests.desk.conftest import FOLDER, SCRIPT, MadeAtOnce
from tests.desk.signed_in import NAMES, WORDS, SomebodysBrowser, with_accounts

GETS = sorted(route.path for _, route in ROUTES if isinstance(route, Route) and "GET" in route.methods)
POSTS = sorted(route.path for _, route in ROUTES if isinstance(route, Route) and "POST" in route.methods)
QUERIES = ("at", "back", "before", "camera", "day", "from", "month", "pattern", "zone")
WAYS_OUT = (
    "../../secret.mp4",
    "..%2f..%2fsecret.mp4",
    "%2e%2e/%2e%2e/secret.mp4",
    "%2e%2e%2f%2e%2e%2fsecret.mp4",
    "..%5c..%5csecret.mp4",
    "%252e%252e%252fsecret.mp4",
    "....//....//secret.mp4",
    "%c0%ae%c0%ae%c0%afsecret.mp4",
    "%2fetc%2fpasswd",
    "file:%2f%2f%2fetc%2fpasswd",
    "secret.mp4%00.css",
    "%ff%fe",
)


@pytest.fixture(scope="module")
def office(desk_settings, tmp_path_factory):
    """The office with a site file and a warehouse of its own, and accounts."""
    folder = tmp_path_factory.mktemp("attacked")
    shutil.copytree(desk_settings.warehouse, folder / "warehouse")
    (folder / "site.yaml").write_bytes((Path(desk_settings.archive).parent / "site.yaml").read_bytes())
    moved = replace(desk_settings, warehouse=str(folder / "warehouse"), site_path=folder / "site.yaml")
    return with_accounts(moved, folder)


@pytest.fixture(scope="module")
def app(office):
    return application(office, Workshop(MadeAtOnce()))


@pytest.fixture(scope="module")
def administrator(app):
    return SomebodysBrowser(app, "administrator")


def filled(path, value="cam"):
    for name in ("{day}", "{event_id}", "{camera_id}", "{name}", "{recording_id}"):
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize("path", [*(path for path in GETS if "{" in path), "/assets/{name}"])
def test_no_path_leads_out(administrator, path):
    for way in WAYS_OUT:
        answer = administrator.get(filled(path, way))
        assert answer.status_code in (303, 404), (way, answer.status_code)
        assert b"what nobody may read" not in answer.content and b"root:" not in answer.content


@pytest.mark.parametrize("path", GETS)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text(min_size=1), values=st.lists(st.tuples(st.sampled_from(QUERIES), st.text()), max_size=3))
def test_no_text_breaks_a_page(administrator, path, name, values):
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in values)
    answer = administrator.get(f"{filled(path, quote(name, safe=''))}?{query}")
    assert answer.status_code in (200, 303, 404), (answer.status_code, answer.text[:200])


@pytest.mark.parametrize("path", POSTS)
def test_nothing_is_changed_without_the_token_of_ones_own_session(app, office, administrator, path):
    before = office.site_path.read_bytes(), office.reach.accounts.read_bytes()
    other, nobody = SomebodysBrowser(app, "administrator"), SomebodysBrowser(app)
    before_signing_in = nobody.get("/login").cookies["pantau-before"]
    for token in ("", "x" * 43, other.token, before_signing_in, app.state.token):
        answer = administrator.post(filled(path), {}, **{"x-pantau-token": token})
        assert (answer.status_code, answer.json()["word"]) == (403, "not_from_this_page"), token
        form = {"token": token, "name": NAMES["administrator"], "password": WORDS}
        assert administrator.client.post(filled(path), data=form).status_code == 403
    for foreign in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert administrator.post(filled(path), {}, **foreign).status_code == 403
    assert administrator.get("/days").status_code == 200
    assert (office.site_path.read_bytes(), office.reach.accounts.read_bytes()) == before


@pytest.mark.parametrize("way", ["forged", "empty", "of a name", "ended", "of another desk", "twice"])
def test_a_forged_session_is_nobodys(app, office, way):
    ended = SomebodysBrowser(app, "administrator")
    app.state.sessions.end(ended.secret)
    another = SomebodysBrowser(application(office, Workshop(MadeAtOnce())), "administrator")
    secret = {
        "forged": "A" * 43,
        "empty": "",
        "of a name": NAMES["administrator"],
        "ended": ended.secret,
        "of another desk": another.secret,
        "twice": f"x; pantau-session={another.secret}",
    }[way]
    answer = SomebodysBrowser(app).get("/night", cookie=f"pantau-session={secret}")
    assert answer.headers["location"] == "/login?back=%2Fnight"


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "127.0.0.1"},
        {"x-original-url": "/login", "x-rewrite-url": "/login"},
        {"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"},
        {"authorization": "Basic YS1hZG1pbmlzdHJhdG9yOmNvcnJlY3QgaG9yc2UgYmF0dGVyeQ=="},
        {"x-http-method-override": "POST", "x-remote-user": "a-administrator"},
    ],
)
def test_no_header_opens_the_door(app, headers):
    answer = SomebodysBrowser(app).get("/night", **headers)
    assert answer.headers["location"] == "/login?back=%2Fnight"


@pytest.mark.parametrize(
    "back", ["/days%0d%0aset-cookie:%20a=b", "/%0aevil", "/days%00", "/%E2%80%AEevil", "//evil.example"]
)
def test_nothing_that_is_asked_for_becomes_a_header(app, administrator, back):
    for answer in (
        administrator.get(f"/login?back={back}"),
        administrator.post(f"/language?to=id&back={back}"),
        SomebodysBrowser(app).get(f"/login?back={back}"),
    ):
        assert answer.headers.get("location", "/") == "/" and "a=b" not in answer.headers.get("set-cookie", "")


class Seen(HTMLParser):
    """The tags of a page that a browser would act on."""

    def __init__(self):
        super().__init__()
        self.wrong = []

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        if tag in ("i", "iframe", "object", "base", "style"):
            self.wrong.append((tag, told))
        if tag in ("script", "link", "img") and not (told.get("src") or told.get("href") or "/").startswith("/"):
            self.wrong.append((tag, told))
        for name, value in told.items():
            if name.startswith("on") or name == "style" or (value or "").strip().lower().startswith("javascript:"):
                self.wrong.append((tag, name, value))


@pytest.mark.parametrize("role", ACCOUNT_ROLES)
def test_no_name_becomes_markup_on_any_page(app, office, recording_ids, role):
    browser, looked = SomebodysBrowser(app, role), SomebodysBrowser(app, "reviewer")
    for recording_id in recording_ids:
        assert looked.get(f"/footage/{recording_id}/still?at=1").status_code == 200
    event = quote(f'w"{SCRIPT}', safe="")
    pages = [
        "/days",
        "/day/2026-11-02",
        "/event/s1",
        f"/event/{event}",
        "/moment?camera=cam&at=2026-11-02T02:00:00Z",
        f"/moment?camera={quote(SCRIPT)}&at=2026-11-02T02:00:00Z",
        "/cameras",
        "/camera/cam",
        "/night",
        "/custody",
        f"/{quote(SCRIPT)}",
        f"/day/{quote(SCRIPT)}",
        f"/days?month={quote(SCRIPT)}",
    ]
    shown = ""
    for page in pages:
        answer = browser.get(page)
        seen = Seen()
        seen.feed(answer.text)
        assert seen.wrong == [], page
        shown += answer.text
    assert SCRIPT not in shown and FOLDER not in shown
    if role == "administrator":
        assert "&lt;img src=x onerror=alert(1)&gt;" in shown and "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"[" * 100_000, "application/json"),
        (b'{"zones": ' + b"1" * 5000 + b"}", "application/json"),
        (b"\xff\xfe\x00", "application/json"),
        (b'{"digest": "\\ud800"}', "application/json"),
        (b"x" * 1_000_001, "application/json"),
        (b"a=%ff&" * 100, "application/x-www-form-urlencoded"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
    ],
)
def test_no_body_breaks_a_route(administrator, content, kind):
    headers = {"content-type": kind, "x-pantau-token": administrator.token}
    for path in POSTS:
        if path == "/logout":
            continue
        answer = administrator.client.post(filled(path), content=content, headers=headers)
        assert answer.status_code in (303, 400, 401, 404, 409, 413, 429), (path, answer.status_code)


def test_a_link_that_took_a_recordings_place_leads_to_nothing(office, recording_ids, tmp_path):
    archive = tmp_path / "archive"
    shutil.copytree(office.archive, archive)
    outside = tmp_path / "secret.mp4"
    name = "ch01_20261102080000.mp4"
    shutil.move(archive / name, outside)
    (archive / name).symlink_to(outside)
    app = application(replace(office, archive=str(archive)))
    answer = SomebodysBrowser(app, "reviewer").get(f"/footage/{recording_ids[0]}/still?at=1")
    assert answer.status_code == 410 and str(tmp_path) not in answer.text
