"""Signing in, and what each role sees; `make test-desk` runs it."""

import shutil
from dataclasses import replace

import pytest

from pantau.desk.language import catalogue
from tests.desk.browser.conftest import answering, is_accessible, until
from tests.desk.browser.hands import follow, lang
from tests.desk.signed_in import NAMES, WORDS, with_accounts


@pytest.fixture
def guarded(desk_settings, tmp_path):
    shutil.copytree(desk_settings.warehouse, tmp_path / "warehouse")
    settings = replace(desk_settings, warehouse=str(tmp_path / "warehouse"))
    with answering(with_accounts(settings, tmp_path)) as where:
        yield where


def sign_in(page, name, password=WORDS):
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    follow(page, "main button")


def test_one_signs_in_by_keyboard_and_sees_what_the_role_may(guarded, page, axe):
    page.provoked += ["401 (Unauthorized)", "403 (Forbidden)"]
    page.goto(f"{guarded}/event/s1")
    is_accessible(page, axe)
    sign_in(page, NAMES["viewer"], "a wrong password")
    assert page.inner_text("[role=alert]") == catalogue()["wrong_password"][lang(page)]
    is_accessible(page, axe)
    page.fill("[name=name]", NAMES["viewer"])
    page.keyboard.press("Tab")
    page.keyboard.type(WORDS)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{guarded}/event/s1" and page.locator(".stills").count() == 0
    is_accessible(page, axe)
    page.goto(f"{guarded}/night")
    assert catalogue()["not_your_role"][lang(page)] in page.inner_text("main")
    is_accessible(page, axe)
    follow(page, ".leaving button")
    sign_in(page, NAMES["reviewer"])
    page.goto(f"{guarded}/event/s1")
    assert page.locator(".stills img").count() == 3
    follow(page, ".languages button[aria-pressed=false]")
    assert page.url == f"{guarded}/event/s1"
    page.context.clear_cookies()
    page.goto(f"{guarded}/event/s1")
    assert page.url.startswith(f"{guarded}/login?back=")


def test_the_administrator_reads_who_looked(guarded, page, axe):
    page.goto(f"{guarded}/custody")
    sign_in(page, NAMES["administrator"])
    page.goto(f"{guarded}/event/s1")
    for still in page.locator(".stills img").all():
        until(page, "one => one.complete", still.element_handle())
    page.goto(f"{guarded}/custody")
    assert page.locator("tbody tr").count() >= 3
    is_accessible(page, axe)
    follow(page, "tbody a >> nth=0")
    assert page.locator("#player").count() == 1
