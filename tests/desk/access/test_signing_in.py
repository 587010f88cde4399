"""Signing in and out, as a browser does: form, cookies, tokens, limits."""

import logging
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pantau.desk.access.accounts import Accounts, change_accounts
from pantau.desk.access.tries import OF_ACCOUNT, OF_ADDRESS
from pantau.desk.application import application
from pantau.desk.footage.clips import Workshop
from pantau.desk.settings import Reach
from pantau.schemas.tables import SIGN_INS
from pantau.transforms.tables.partition_files import read_table
from tests.desk.conftest import HOST
from tests.desk.signed_in import NAMES, WORDS, SomebodysBrowser, accounts_in, with_accounts

ANI = NAMES["viewer"]


@pytest.fixture
def settings(desk_settings, tmp_path):
    return with_accounts(desk_settings, tmp_path)


@pytest.fixture
def own_warehouse(settings, tmp_path):
    """The same with a warehouse of its own, in which nobody has signed in."""
    shutil.copytree(settings.warehouse, tmp_path / "warehouse", ignore=shutil.ignore_patterns("sign_ins"))
    return replace(settings, warehouse=str(tmp_path / "warehouse"))


@pytest.fixture
def app(settings):
    return application(settings, Workshop(lambda *_: 1 / 0))


def sign_in(browser, name=ANI, password=WORDS, back="/days", token=None, **headers):
    shown = re.search(r'name="token" value="([^"]+)"', browser.get("/login").text)
    form = {"name": name, "password": password, "back": back, "token": shown[1] if token is None else token}
    return browser.client.post("/login", data=form, headers=headers)


def test_one_signs_in_sees_the_page_that_was_asked_for_and_signs_out(app):
    browser = SomebodysBrowser(app)
    asked = browser.get("/days?month=2026-11")
    assert (asked.status_code, asked.headers["location"]) == (303, "/login?back=%2Fdays%3Fmonth%3D2026-11")
    form = browser.get(asked.headers["location"])
    assert 'name="back" value="/days?month=2026-11"' in form.text and 'type="password"' in form.text
    answer = sign_in(browser, f" {ANI.upper()} ", back="/days?month=2026-11")
    assert (answer.status_code, answer.headers["location"]) == (303, "/days?month=2026-11")
    assert re.fullmatch(r"pantau-session=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", answer.headers["set-cookie"])
    page = browser.get("/days?month=2026-11")
    assert page.status_code == 200 and "Monday 2 November 2026" in page.text
    assert browser.get("/login").headers["location"] == "/"
    token = re.search(r'name="token" value="([^"]+)"', page.text)[1]
    secret = browser.client.cookies["pantau-session"]
    answer = browser.client.post("/logout", data={"token": token})
    assert answer.headers["location"] == "/login" and "pantau-session" not in browser.client.cookies
    browser.client.cookies.set("pantau-session", secret)
    assert browser.get("/days").headers["location"].startswith("/login")


@pytest.mark.parametrize(
    ("name", "password"), [(ANI, WORDS + "x"), (ANI, ""), ("nobody", WORDS), ("", ""), ("x" * 999, "x" * 999)]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike(app, name, password):
    browser = SomebodysBrowser(app)
    answer = sign_in(browser, name, password)
    assert answer.status_code == 401 and "There is no account of this name with this password." in answer.text
    assert "pantau-session" not in browser.client.cookies and WORDS not in answer.text


@pytest.mark.parametrize(
    "back", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_nobody_is_led_elsewhere(app, back):
    browser = SomebodysBrowser(app)
    assert sign_in(browser, back=back).headers["location"] == "/"
    assert browser.client.get(f"/login?back={back}").headers["location"] == "/"


@pytest.mark.parametrize("token", ["", "x" * 43, None])
def test_a_form_of_another_site_signs_nobody_in(app, token):
    browser = SomebodysBrowser(app)
    if token is None:
        # The token of somebody else's page.
        token = re.search(r'name="token" value="([^"]+)"', SomebodysBrowser(app).get("/login").text)[1]
    answer = sign_in(browser, token=token)
    assert answer.status_code == 403 and "pantau-session" not in browser.client.cookies


def test_a_session_is_not_one_that_was_there_before(app):
    browser = SomebodysBrowser(app)
    browser.client.cookies.set("pantau-session", "chosen-by-somebody-else")
    sign_in(browser)
    names = [one.value for one in browser.client.cookies.jar if one.name == "pantau-session"]
    assert len(names[-1]) == 43


def test_who_guesses_is_held_up_and_not_for_ever(app, monkeypatch):
    clock = [0.0]
    limits = app.state.limits
    for tries in (limits._accounts, limits._addresses):
        monkeypatch.setattr(tries, "_now", lambda: clock[0])
    browser = SomebodysBrowser(app)
    statuses = [sign_in(browser, password="x").status_code for _ in range(OF_ACCOUNT.most)]
    held = sign_in(browser)
    assert statuses == [401] * OF_ACCOUNT.most and (held.status_code, held.headers["retry-after"]) == (429, "60")
    assert "This was tried too often; try again in 60 s." in held.text
    assert sign_in(browser, NAMES["reviewer"]).status_code == 303
    clock[0] = OF_ACCOUNT.every_s
    assert sign_in(SomebodysBrowser(app)).status_code == 303


def test_behind_a_proxy_the_address_is_the_one_that_it_tells(desk_settings, tmp_path):
    reach = Reach(accounts=accounts_in(tmp_path), behind_proxy=True, names=("desk.example.id",))
    app = application(replace(desk_settings, reach=reach), Workshop(lambda *_: 1 / 0))
    headers = {"origin": "https://desk.example.id", "accept-language": "en"}
    with TestClient(app, "https://desk.example.id", headers=headers, follow_redirects=False) as client:
        form = client.get("/login")
        assert re.match(r"__Host-pantau-before=[\w-]{43}; .*Secure", form.headers["set-cookie"])
        assert form.headers["strict-transport-security"] == "max-age=31536000"
        sent = {"name": "x", "password": "x", "token": form.cookies["__Host-pantau-before"]}

        def tried(address, name):
            told = {"x-forwarded-for": f"8.8.8.8, {address}"}
            return client.post("/login", data={**sent, "name": name}, headers=told).status_code

        app.state.limits._addresses._allowance = replace(OF_ADDRESS, most=2)
        assert [tried("10.0.0.1", "a"), tried("10.0.0.1", "b"), tried("10.0.0.1", "c")] == [401, 401, 429]
        assert tried("10.0.0.2", "d") == 401
        answer = client.post(
            "/login", data={**sent, "name": ANI, "password": WORDS}, headers={"x-forwarded-for": "10.0.0.3"}
        )
        assert re.match(r"__Host-pantau-session=[\w-]{43}; .*Secure", answer.headers["set-cookie"])


def test_an_account_that_is_removed_is_signed_out_at_once(app, settings):
    browser = SomebodysBrowser(app, "viewer")
    assert browser.get("/days").status_code == 200
    change_accounts(settings.reach.accounts, lambda _: Accounts())
    assert browser.get("/days").headers["location"].startswith("/login")


@pytest.mark.parametrize("broken", ["gone", "read by others", "torn"])
def test_without_a_good_file_of_accounts_nobody_is_let_in(app, settings, broken):
    path = settings.reach.accounts
    browser = SomebodysBrowser(app, "administrator")
    if broken == "gone":
        path.unlink()
    elif broken == "torn":
        path.write_text(path.read_text()[:50])
    else:
        path.chmod(0o644)
    answer = browser.get("/days")
    assert (
        answer.status_code == 503
        and "accounts.json" in answer.text
        and "pantau" not in answer.headers.get("set-cookie", "")
    )


def test_a_desk_without_accounts_has_no_door_to_sign_in(desk):
    assert desk.get("/login").headers["location"] == "/"
    assert "Sign" not in desk.get("/days").text


def test_a_form_that_is_too_long_is_not_read(app):
    browser = SomebodysBrowser(app)
    token = browser.client.get("/login").cookies["pantau-before"]
    sent = {"name": ANI, "password": "x" * 20_000, "token": token}
    assert browser.client.post("/login", data=sent).status_code == 403
    assert browser.client.post("/login", content=b"x" * 1_500_000, headers={"x-pantau-token": token}).status_code == 413
    many = "&".join(f"a{i}=1" for i in range(100)) + f"&token={token}"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert browser.client.post("/login", content=many, headers=headers).status_code == 403


def test_its_pages_are_of_the_host(app):
    assert SomebodysBrowser(app).client.get("/login", headers={"host": "evil.example"}).status_code == 421
    assert HOST in app.state.settings.hosts


def test_each_password_that_is_tried_is_a_row_and_administrators_read_it(own_warehouse):
    app = application(own_warehouse, Workshop(lambda *_: 1 / 0))
    administrator = SomebodysBrowser(app, "administrator")
    assert "Signing in" in administrator.get("/custody").text
    browser = SomebodysBrowser(app)
    secret = "my password, typed as a name"
    assert [sign_in(browser, *tried).status_code for tried in ((ANI, "x"), (secret, WORDS), (ANI, WORDS))] == [
        401,
        401,
        303,
    ]
    rows = read_table(own_warehouse.warehouse, SIGN_INS).to_pylist()[-3:]
    assert [(row["tried_account"], row["sign_in_outcome"]) for row in rows] == [
        (ANI, "wrong_password"),
        (None, "wrong_password"),
        (ANI, "signed_in"),
    ]
    assert {row["address"] for row in rows} == {"testclient"} and rows[0]["tried_at"] <= rows[2]["tried_at"]
    page = administrator.get("/custody").text
    assert f"<td>{ANI}</td><td>testclient</td><td>signed in</td>" in page and "none of this name" in page
    assert secret not in page and all(secret.encode() not in path.read_bytes() for path in folder_of(own_warehouse))
    assert "Signing in" not in administrator.get("/custody?before=2026-11-02T00:00:00Z").text


def folder_of(settings):
    return Path(settings.warehouse, SIGN_INS.name).iterdir()


def test_tries_that_are_held_up_fill_no_disk(own_warehouse):
    app = application(own_warehouse, Workshop(lambda *_: 1 / 0))
    app.state.limits._addresses._allowance = replace(OF_ADDRESS, most=2)
    browser = SomebodysBrowser(app)
    assert [sign_in(browser, password="x").status_code for _ in range(5)] == [401, 401, 429, 429, 429]
    assert read_table(own_warehouse.warehouse, SIGN_INS).num_rows == 2


def test_who_cannot_be_noted_is_let_in_and_the_log_says_it(own_warehouse, monkeypatch, caplog):
    app = application(own_warehouse, Workshop(lambda *_: 1 / 0))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pantau.transforms.tables.appended.appended_rows.replace", full)
    with caplog.at_level(logging.ERROR):
        assert sign_in(SomebodysBrowser(app)).status_code == 303
    assert "cannot be noted" in caplog.text and "No space left on device" in caplog.text
