"""What only a browser can tell of the desk; `make test-desk` runs it."""

from zipfile import ZipFile

import pytest
from playwright.sync_api import expect

from pantau.desk.language import catalogue
from tests.desk.browser.conftest import PHONE, WAITS_MS, is_accessible, until
from tests.desk.browser.hands import follow

MOMENT = "/moment?camera=cam&at=2026-11-02T01:00:01.000Z"
CONVERTED = "/moment?camera=cam&at=2026-11-02T02:00:01.000Z"
PAGES = [
    "/days",
    "/cameras",
    "/day/2026-11-02",
    MOMENT,
    "/event/s1",
    "/event/a1",
    "/moment?camera=cam&at=2026-11-02T01:10:00Z",
    "/night",
    "/custody",
]


def is_loaded(page):
    """Waits until the video shows a frame."""
    for _ in range(WAITS_MS // 100):
        if page.evaluate("document.querySelector('video').readyState") >= 2:
            return True
        page.wait_for_timeout(100)
    return False


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation_and_nothing_is_wider_than_the_screen(page, address, axe, path):
    page.goto(address + path, wait_until="domcontentloaded")
    is_accessible(page, axe)
    follow(page, ".languages button[aria-pressed=false]")
    is_accessible(page, axe)


@pytest.mark.parametrize(("path", "as_recorded"), [(MOMENT, True), (CONVERTED, False)])
def test_a_moment_is_played_at_its_time_with_who_was_seen(page, address, path, as_recorded):
    page.goto(address + path)
    assert is_loaded(page)
    assert page.inner_text("#clock").replace(",", ".") == ("08:00:01.0" if as_recorded else "09:00:01.0")
    assert page.evaluate("document.querySelector('video').currentTime") == pytest.approx(1.0, abs=0.05)
    told = catalogue()["clip_as_recorded" if as_recorded else "clip_converted"]
    assert page.inner_text(".status") in told.values()
    if not as_recorded:
        assert page.locator(".boxes rect").count() == 0
        assert page.inner_text("#seen") in catalogue()["not_looked_at"].values()
        return
    video, box = page.locator("video").bounding_box(), page.locator(".boxes rect").bounding_box()
    assert (box["x"] - video["x"]) / video["width"] == pytest.approx(0.25, abs=0.02)
    assert (box["y"] - video["y"]) / video["height"] == pytest.approx(0.25, abs=0.02)
    page.uncheck("#show-boxes")
    page.uncheck("#show-zones")
    assert not page.locator(".boxes rect").is_visible() and not page.locator(".zones polygon").is_visible()
    page.check("#show-zones")
    assert page.locator(".zones polygon").is_visible()


def test_what_follows_a_clip_is_played_on(page, address):
    asked = []

    def shortened(route):
        asked.append(route.request.url.partition("?")[2])
        route.fulfill(json={**route.fetch().json(), **({} if "next" in asked[-1] else {"last_s": 2.0})})

    page.route("**/clip?*", shortened)
    page.goto(address + MOMENT)
    assert is_loaded(page) and asked == ["at=1.0"]
    first = page.evaluate("document.querySelector('video').src")
    page.evaluate("{ const video = document.querySelector('video'); video.playbackRate = 8; video.play(); }")
    until(page, "first => document.querySelector('video').src !== first", first)
    assert asked == ["at=1.0", "at=2&next="]
    until(page, "document.getElementById('clock').textContent.startsWith('08:00:03')")


def test_a_frame_that_cannot_be_had_is_told_in_its_place(page, address):
    page.provoked.append("410 (Gone)")
    page.route("**/still?*", lambda route: route.fulfill(status=410, json={"sentence": "It is <b>gone</b>."}))
    page.goto(address + "/event/s1")
    expect(page.locator(".stills span.refused")).to_have_text(["It is <b>gone</b>."] * 3)
    assert page.locator(".loads").count() == 0


def test_whom_an_event_is_about_is_told_and_drawn_over_its_frames(page, address, axe):
    way = {"role": "visitor", "staff_probability": 0.021, "feet": [[0.25, 0.75], [0.5, 0.75], [0.5, 0.5]]}
    told = {"tracks": [{**way, "started_s": 1793581200.0, "ended_s": 1793581204.0}]}
    page.route("**/events/s1/tracks", lambda route: route.fulfill(json=told))
    page.goto(address + "/event/s1")
    page.locator("#tracks li").wait_for()
    (said,) = page.locator("#tracks li").all_inner_texts()
    assert "97 %" in said and "08:00:00" in said and "08:00:04" in said
    assert page.locator(".stills .way").count() == 3 * (1 + 3)
    is_accessible(page, axe)


def test_seeking_moves_clock_and_boxes(page, address):
    page.goto(address + MOMENT)
    assert is_loaded(page)
    page.evaluate("document.querySelector('video').currentTime = 3.2")
    page.locator("#clock", has_text="08:00:03").wait_for()
    assert page.locator(".boxes rect").count() == 0
    assert page.inner_text("#seen") in (
        "Frame of 08:00:03.0: nobody seen",
        "Gambar pukul 08:00:03,0: tidak ada orang yang terlihat",
    )


def test_from_the_days_to_the_reasons_of_a_service(page, address):
    page.goto(address)
    follow(page, "main h2 a")
    page.click("main summary >> nth=1")
    follow(page, "table a[href='/event/s1']")
    stills = page.locator(".stills img")
    expect(stills).to_have_count(3)
    for still in stills.all():
        for _ in range(WAITS_MS // 100):
            if still.evaluate("one => one.complete"):
                break
            page.wait_for_timeout(100)
        assert still.evaluate("one => one.naturalWidth") == 160


def test_a_drawn_clip_of_a_candidate_is_saved_with_its_manifest(page, address, tmp_path):
    page.goto(address + "/event/a1")
    button = page.locator("a[download]")
    assert button.inner_text() in catalogue()["drawn_clip"].values()
    with page.expect_download(timeout=4 * WAITS_MS) as saved:
        button.click()
    assert saved.value.suggested_filename == "a1.zip"
    saved.value.save_as(tmp_path / "a1.zip")
    with ZipFile(tmp_path / "a1.zip") as together:
        assert sorted(together.namelist()) == ["a1.webm", "a1.webm.json"]


def test_a_bar_leads_where_it_says_by_mouse(page, address):
    page.goto(address + "/day/2026-11-02")
    follow(page, "svg a[href='/event/s1'] rect")
    assert page.url == f"{address}/event/s1"


def test_the_language_is_switched_and_one_stays_on_the_page(page, address):
    page.goto(address + MOMENT)
    other = "id" if page.viewport_size["width"] != PHONE[0] else "en"
    page.locator(".languages button[aria-pressed=false]").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.lang") == other
    assert page.url == address + MOMENT.replace(":", "%3A") or page.url == address + MOMENT


def test_a_run_that_waits_for_a_processor_says_so(drawing_address, page):
    told = {"outcome": "running", "began": "08:00:00", "ended": "", "message": "", "done": 0, "of": 0, "rejected": 0}
    told |= {"reasons": [], "stage": "nightly", "day": None, "ran_s": 1.0, "waited_s": 0.0}
    share = {"ran_s": 0.1, "waited_s": 5.0}

    def later(route):
        told.update({name: told[name] + seconds for name, seconds in share.items()})
        route.fulfill(json=told)

    page.route("**/site/runs", lambda route: route.fulfill(json=told))
    page.route("**/night/progress", later)
    page.goto(f"{drawing_address}/night")
    page.click("button[data-stage=nightly]")
    state, busy = page.locator("#state"), catalogue()["run_waits"][page.evaluate("document.documentElement.lang")]
    expect(state).to_contain_text(busy)
    share.update(ran_s=5.0, waited_s=0.1)
    expect(state).not_to_contain_text(busy)


def test_the_keyboard_reaches_the_content_first(page, address):
    page.goto(address + "/days")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
