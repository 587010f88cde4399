"""The desk as Chromium shows it: run by `make test-desk`, which fails where there is no Chromium."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import uvicorn

from pantau.desk.serving import configured, listening
from pantau.desk.settings import ADDRESS, DeskSettings
from pantau.pipelines import started_runs

# Only `make test-desk` installs what drives a browser; the other tests read this file too.
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = "http://127.0.0.1:"

DESKTOP, PHONE = (1280, 900), (390, 844)
"""Pixels: a usual screen, and the width of most phones."""


WAITS_MS = 90_000
"""What a page asks for is there by then, on a machine with other work too, or the page says why not: a clip, a still or
what would be found may take 60 s by the desk's own bounds, and wait 20 s for its turn."""


@contextmanager
def answering(settings: DeskSettings) -> Iterator[str]:
    """Where a desk answers."""
    with listening(ADDRESS, 0) as taken:
        port = taken.getsockname()[1]
        server = uvicorn.Server(configured(replace(settings, port=port)))
        taken.listen()
        thread = threading.Thread(target=server.run, args=([taken],))
        thread.start()
        yield f"{settings.reach.scheme}://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="session")
def address(desk_settings: DeskSettings) -> Iterator[str]:
    """Where the desk on the small office answers."""
    with answering(desk_settings) as where:
        yield where


@pytest.fixture
def drawing_address(editable_settings: DeskSettings) -> Iterator[str]:
    """Where a desk on the small office answers that may change its site file.

    It is asked for before the page, so that it answers until that is closed.
    """
    with answering(editable_settings) as where:
        yield where


@pytest.fixture
def drawing_site(editable_settings: DeskSettings) -> Path:
    """The site file that it may change."""
    return editable_settings.site_path


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Debian's Chromium, or the one that PANTAU_CHROMIUM names."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=WAITS_MS)
    program = os.environ.get("PANTAU_CHROMIUM") or shutil.which("chromium")
    assert program, "there is no chromium: install it, as .ci/run does, or name another one in PANTAU_CHROMIUM"
    with sync_playwright() as playwright:
        # Root, as in a container, can have no sandbox; what it opens are pages of this checkout.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which finds what keeps people from using a page."""
    return Path(os.environ["PANTAU_AXE"]).read_text(encoding="utf-8")


def is_accessible(page: "Page", axe: str) -> None:
    """Axe finds nothing with all that is folded open, and nothing is wider than the screen."""
    for details in page.query_selector_all("details"):
        details.evaluate("one => one.open = true")
    page.evaluate(axe)
    found = page.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, nodes[0].html]))")
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def until(page: "Page", script: str, *values: object) -> None:
    """Waits until a script says yes; the policy of the page lets the browser's own way of waiting run no text."""
    for _ in range(WAITS_MS // 100):
        if page.evaluate(script, *values):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"never came true: {script}")


@pytest.fixture
def as_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs weigh as much as what else is done: a session that weighs least would wait for all others of a machine."""
    heavy = started_runs._PROGRAM.replace(f'"{started_runs.NICENESS}"', '"0"')
    monkeypatch.setattr(started_runs, "_PROGRAM", heavy)


@pytest.fixture(params=[(*DESKTOP, "en"), (*PHONE, "id")], ids=["desktop-en", "phone-id"])
def page(chromium: "Browser", request: pytest.FixtureRequest) -> Iterator["Page"]:
    """A page in which nothing may go wrong: no error, nothing that the policy refuses, no request elsewhere."""
    width, height, language = request.param
    phone = (width, height) == PHONE
    context = chromium.new_context(
        viewport={"width": width, "height": height}, locale=language, has_touch=phone, is_mobile=phone
    )
    context.set_default_timeout(WAITS_MS)
    shown, wrong = context.new_page(), []
    shown.has_touch = phone
    # What a test provokes it names here.
    shown.provoked = []
    shown.on("console", lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None)
    shown.on("pageerror", lambda error: wrong.append(str(error)))
    shown.on("request", lambda asked: None if asked.url.startswith(HERE) else wrong.append(asked.url))
    yield shown
    context.close()
    assert [told for told in wrong if not any(one in told for one in shown.provoked)] == []
