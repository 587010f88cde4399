"""Who reaches which route: all of them, by everybody. A new route is not reached before it stands here."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.routing import Mount, Route

from pantau.desk.access.door import Door
from pantau.desk.application import application
from pantau.desk.footage.clips import Workshop
from pantau.desk.pages import footage
from pantau.schemas.vocabulary import ACCOUNT_ROLES
from tests.desk.signed_in import SomebodysBrowser, with_accounts

NEEDED = {
    "GET /login": "anyone",
    "POST /login": "anyone",
    "POST /language": "anyone",
    "GET /assets": "anyone",
    "POST /logout": "viewer",
    "GET /": "viewer",
    "GET /days": "viewer",
    "GET /day/{day}": "viewer",
    "GET /event/{event_id}": "viewer",
    "GET /moment": "reviewer",
    "GET /footage/clips/{name}": "reviewer",
    "GET /footage/events/{event_id}/drawn": "reviewer",
    "GET /footage/events/{event_id}/tracks": "reviewer",
    "GET /footage/{recording_id}/clip": "reviewer",
    "GET /footage/{recording_id}/still": "reviewer",
    "GET /footage/seen": "administrator",
    "GET /custody": "administrator",
    "GET /cameras": "administrator",
    "GET /camera/{camera_id}": "administrator",
    "GET /camera/{camera_id}/drawing": "administrator",
    "GET /camera/{camera_id}/view": "administrator",
    "POST /site/cameras/{camera_id}/zones/check": "administrator",
    "POST /site/cameras/{camera_id}/zones/warnings": "administrator",
    "POST /site/cameras/{camera_id}/what-if": "administrator",
    "POST /site/cameras/{camera_id}/zones": "administrator",
    "GET /setup": "administrator",
    "GET /setup/site": "administrator",
    "POST /site/new/check": "administrator",
    "POST /site/new": "administrator",
    "GET /night": "administrator",
    "GET /night/progress": "administrator",
    "POST /site/runs": "administrator",
    "POST /site/runs/stop": "administrator",
}
PLACES = {"{day}": "2026-11-02", "{event_id}": "s1", "{camera_id}": "cam", "{name}": "x.mp4"}
ORDER = ("anyone", *ACCOUNT_ROLES)


@pytest.fixture(scope="module")
def app(desk_settings, tmp_path_factory):
    folder = tmp_path_factory.mktemp("accounts")
    (folder / "site.yaml").write_bytes((Path(desk_settings.archive).parent / "site.yaml").read_bytes())
    settings = replace(with_accounts(desk_settings, folder), site_path=folder / "site.yaml")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(footage, "event_tracks", lambda _: ())
        yield application(settings, Workshop(lambda *_: 1 / 0))


def named(route):
    if isinstance(route, Mount):
        return [f"GET {route.path}"]
    assert isinstance(route, Route), f"{route}: what is it, and who may reach it?"
    return [f"{method} {route.path}" for method in route.methods - {"HEAD"}]


def asked(browser, which):
    method, path = which.split()
    for place, value in PLACES.items():
        path = path.replace(place, value)
    if path == "/assets":
        path = "/assets/style.css"
    path = path.replace("{recording_id}", "nope")
    return path, browser.get(path) if method == "GET" else browser.post(path, {})


def test_every_route_of_the_application_is_listed_here_with_its_role(app):
    assert sorted(one for route in app.routes for one in named(route)) == sorted(NEEDED)


@pytest.mark.parametrize("which", sorted(NEEDED))
def test_a_route_is_reached_by_its_role_and_those_above_it_alone(app, which):
    needed = ORDER.index(NEEDED[which])
    for place, role in enumerate(ORDER):
        browser = SomebodysBrowser(app, role if place else None)
        if not place and which.startswith("POST"):
            browser.token = browser.client.get("/login").cookies["pantau-before"]
        path, answer = asked(browser, which)
        to_login = answer.headers.get("location", "") == f"/login?back={quote(path, safe='')}"
        said = answer.status_code, to_login, "not_your_role" in answer.text or "Your account may not" in answer.text
        if place >= needed:
            assert answer.status_code not in (401, 403, 500) or which == "POST /login", (role, said)
            assert said[1:] == (False, False), (role, said)
        elif place:
            assert said == (403, False, True), (role, said)
        else:
            assert said == ((303, True, False) if which.startswith("GET") else (401, False, False)), (role, said)


@pytest.mark.parametrize("role", [None, *ACCOUNT_ROLES])
def test_a_route_without_a_role_is_reached_by_nobody(app, role, monkeypatch):
    reached = []
    forgotten = Route("/forgotten", lambda request: reached.append(request))
    monkeypatch.setattr(app.router, "routes", [*app.router.routes, forgotten])
    answer = SomebodysBrowser(app, role).get("/forgotten")
    assert (answer.status_code, reached) == (404 if role else 303, [])


@pytest.mark.parametrize("role", ACCOUNT_ROLES)
def test_a_page_offers_what_its_role_may_do(app, role):
    browser = SomebodysBrowser(app, role)
    day, event = browser.get("/day/2026-11-02").text, browser.get("/event/s1").text
    assert (("/moment" in day), ("/moment" in event), ("/footage/" in event)) == ((role != "viewer"),) * 3
    for link in ("/cameras", "/night", "/custody"):
        assert (f'href="{link}"' in day) == (role == "administrator")
    assert f"Sign out: a-{role}" in day


def test_the_door_stands_before_every_route(app):
    assert [one.cls for one in app.user_middleware][1] is Door
