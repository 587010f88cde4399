"""Zones drawn in a browser, by mouse, finger and keyboard; `make test-desk` runs it."""

import numpy as np
import pytest

from pantau.desk.language import catalogue
from pantau.schemas.sentences import SENTENCES
from pantau.schemas.site import load_site
from pantau.schemas.site.zones import Zone
from pantau.transforms.zones.membership import members
from pantau.transforms.zones.places import on_seats
from tests.desk.browser.conftest import WAITS_MS, is_accessible, until
from tests.desk.browser.hands import at, drag, lang

PAGE = "/camera/cam"
PROPOSED = (
    ("seat", [[0.5, 0.2], [0.7, 0.2], [0.7, 0.4], [0.5, 0.4]]),
    ("customer", [[0.5, 0.6], [0.7, 0.6], [0.7, 0.8], [0.5, 0.8]]),
)
SHAPE = ((0.2, 0.2), (0.8, 0.3), (0.5, 0.5), (0.9, 1.0), (0.1, 0.9))


@pytest.fixture
def drawing(drawing_address, page):
    """The page of the camera, with its picture."""
    page.goto(drawing_address + PAGE)
    until(page, "document.getElementById('still').naturalWidth > 0")
    until(page, "/[^…]$/.test(document.getElementById('seen').textContent)")
    return page


def names(page):
    return page.locator("#zones b").all_inner_texts()


def zones(path):
    return {zone.id: zone for zone in load_site(path).cameras[0].views[0].zones}


def test_axe_finds_no_violation_while_a_zone_is_changed(drawing, axe):
    drawing.click("#zones button")
    drawing.click("#check")
    drawing.locator("#change").wait_for()
    is_accessible(drawing, axe)


def test_a_zone_is_drawn_corrected_shown_and_saved(drawing, drawing_site):
    before = drawing_site.read_text()
    drawing.click("button.kind[data-kind=waiting]")
    for corner in ((0.55, 0.3), (0.9, 0.3), (0.9, 0.8), (0.9, 0.8)):
        drawing.mouse.click(*at(drawing, *corner))
    assert names(drawing) == ["desk", "waiting"]
    # The small dot in the middle of a side adds a corner; what is undone is as it was.
    drag(drawing, (0.725, 0.3), (0.72, 0.17))
    assert drawing.locator(".corner").count() == 4
    drawing.click("#undo")
    assert drawing.locator(".corner").count() == 3
    drawing.click("#redo")
    # A corner catches on that of a neighbour.
    drag(drawing, (0.55, 0.3), (0.405, 0.105))
    drawing.click("#check")
    drawing.locator("#change").wait_for()
    assert drawing_site.read_text() == before
    assert "+          - id: waiting" in drawing.inner_text("#difference")
    drawing.click("#save")
    until(drawing, "text => document.getElementById('saved').textContent === text", catalogue()["saved"][lang(drawing)])
    polygon = zones(drawing_site)["waiting"].polygon
    assert polygon[0] == (0.4, 0.1)
    assert [tuple(round(value, 1) for value in corner) for corner in polygon[1:]] == [
        (0.7, 0.2),
        (0.9, 0.3),
        (0.9, 0.8),
    ]


def test_all_of_it_is_done_by_the_keyboard(drawing, drawing_site):
    drawing.focus("button.kind[data-kind=restricted]")
    drawing.keyboard.press("Enter")
    assert drawing.evaluate("document.activeElement.dataset.corner") == "0"
    for key in ("Shift+ArrowLeft", "ArrowUp", "Tab", "Tab", "Delete"):
        drawing.keyboard.press(key)
    assert drawing.locator(".corner").count() == 3
    drawing.keyboard.press("+")
    drawing.keyboard.press("Control+z")
    drawing.keyboard.press("Control+Shift+Z")
    assert drawing.locator(".corner").count() == 4
    drawing.focus("#check")
    drawing.keyboard.press("Enter")
    drawing.locator("#change").wait_for()
    drawing.focus("#save")
    drawing.keyboard.press("Enter")
    until(drawing, "text => document.getElementById('saved').textContent === text", catalogue()["saved"][lang(drawing)])
    assert zones(drawing_site)["restricted"].polygon[:2] == ((0.39, 0.399), (0.6, 0.4))


def test_what_cannot_be_saved_is_said_beside_the_zone(drawing, drawing_site):
    before = drawing_site.read_text()
    drawing.click("#zones button")
    drag(drawing, (0.4, 0.9), (0.2, 0.05), (0.02, 0.05))
    drag(drawing, (0.4, 0.1), (0.3, 0.5), (0.05, 0.9))
    drawing.click("button.kind[data-kind=seat]")
    drag(drawing, (0.6, 0.2), (0.8, 0.5))
    drawing.fill("#zone-name", "9 lives")
    drawing.keyboard.press("Tab")
    told = drawing.locator("#zones .complaint").all_inner_texts()
    assert told == [catalogue()["wrong_name"][lang(drawing)]]
    drawing.click("#check")
    drawing.locator("#change").wait_for()
    (said,) = drawing.locator("#refusals li").all()
    assert said.get_attribute("lang") == lang(drawing)
    assert SENTENCES["no_name"][lang(drawing) == "id"] in said.inner_text()
    assert drawing.is_disabled("#save") and drawing_site.read_text() == before


def test_a_proposal_is_accepted_corrected_or_refused(drawing_address, page):
    seat, place = (
        {"kind": kind, "polygon": one, "place": 0, "share": 0.5, "detections": [0]} for kind, one in PROPOSED
    )
    told = {"fineness": 10_000, "frames": 9, "people": [[5500, 2500, 6500, 3500, 0]], "heads": []}
    page.route("**/footage/seen*", lambda route: route.fulfill(json={**told, "proposals": [seat, place]}))
    page.goto(drawing_address + PAGE)
    page.locator("#proposals li").first.wait_for()
    assert page.locator("#shapes .proposed").count() == 2
    page.locator("#proposals li").first.locator("button").first.click()
    assert names(page) == ["desk", "c1-seat"] and page.locator("#shapes .proposed").count() == 1
    # What was accepted is chosen, to be corrected; what it was proposed for is counted at once.
    assert page.locator(".corner").count() == 4
    assert page.locator("#zones .told").all_inner_texts()[1][0] == "1"
    page.locator("#proposals li").first.locator("button").nth(1).click()
    assert page.locator("#shapes .proposed").count() == 0 and not page.locator("#proposals").is_visible()
    page.keyboard.press("Escape")
    page.click("#undo")
    assert names(page) == ["desk"] and page.locator("#shapes .proposed").count() == 1


def test_what_would_be_found_is_shown_beside_what_is(drawing, drawing_site, axe):
    before = drawing_site.read_bytes()
    event = {"what": "service", "counter": "c1", "started_s": 1793581260.0, "ended_s": 1793581350.0}
    states = [{**event, "what": "serving"}]
    found = {"services": [event], "waits": [{**event, "what": "reneged"}], "states": states, "candidates": []}
    told = {**found, "median_service_s": 90.0, "median_waiting_s": None, "staffed_share": 0.5}
    answer = {
        "refusals": [],
        "moved": True,
        "before": {**told, "services": [], "median_service_s": None},
        "after": told,
    }
    drawing.route("**/what-if", lambda route: route.fulfill(json=answer))
    drawing.fill("[data-threshold=queue_min_s]", "9.5")
    drawing.click("#what-if button")
    drawing.locator("#tried").wait_for()
    assert catalogue()["tried_while_moved"][lang(drawing)] in drawing.inner_text("#tried-said")
    rows = [row.split("\t") for row in drawing.locator("#tried tbody tr").all_inner_texts()]
    unknown = catalogue()["unknown"][lang(drawing)]
    second = catalogue()["seconds_of"][lang(drawing)].replace("%s", "90.0" if lang(drawing) == "en" else "90,0")
    assert [row[1:] for row in rows[:4]] == [["0", "1"], [unknown, second], [unknown, unknown], ["1", "1"]]
    assert drawing.locator("tr.differs").count() == 2 and drawing.locator("#tried-lanes rect").count() == 3
    is_accessible(drawing, axe)
    # What is drawn or typed since is not what was found.
    drawing.fill("[data-threshold=queue_min_s]", "8")
    assert not drawing.locator("#tried").is_visible()
    drawing.unroute("**/what-if")
    drawing.click("#what-if button")
    drawing.locator("#tried").wait_for(timeout=WAITS_MS)
    rows = [row.split("\t") for row in drawing.locator("#tried tbody tr").all_inner_texts()]
    assert rows[0][1:] == ["0", "0"] and drawing_site.read_bytes() == before


def test_what_another_tab_saved_is_not_written_over(drawing, drawing_site):
    drawing.provoked.append("409 (Conflict)")
    drawing.click("button.kind[data-kind=ignore]")
    drag(drawing, (0.7, 0.1), (0.9, 0.3))
    drawing_site.write_text(drawing_site.read_text() + "# by an editor\n")
    drawing.click("#check")
    until(
        drawing,
        "text => document.getElementById('saved').textContent === text",
        catalogue()["site_changed_meanwhile"][lang(drawing)],
    )
    drawing.click("#check")
    drawing.locator("#change").wait_for()
    drawing.click("#save")
    until(drawing, "document.getElementById('change').hidden")
    assert set(zones(drawing_site)) == {"desk", "ignore"} and drawing_site.read_text().endswith("# by an editor\n")


def test_a_browser_asks_zones_as_the_tables_do(page, address):
    """The same boxes and polygons in both languages."""
    page.goto(f"{address}/days")
    random = np.random.default_rng(7)
    corners = random.uniform(0, 0.7, (300, 2))
    boxes = np.concatenate([corners, corners + random.uniform(0.02, 0.3, (300, 2))], axis=1)
    script = """async ([zones, boxes]) => {
        const { membership } = await import("/assets/zones/membership.js");
        return membership(zones, boxes);
    }"""
    asked = [{"id": "z", "kind": "queue", "polygon": SHAPE, "anchor": one} for one in ("feet", "centre", "overlap")]
    asked.append({"id": "s", "kind": "seat", "polygon": SHAPE[:3], "anchor": None})
    found = page.evaluate(script, [asked, boxes.tolist()])
    as_zones = [Zone(**one, counters=("c",)) for one in asked]
    told = [*(members(zone, boxes) for zone in as_zones[:3]), on_seats(as_zones[3:], boxes)]
    assert found == [np.flatnonzero(flags).tolist() for flags in told]
    assert all(len(one) > 5 for one in found)


def test_a_browser_sees_sides_that_cross_and_where_corners_catch(page, address):
    page.goto(f"{address}/days")
    crosses = "async (polygon) => (await import('/assets/zones/geometry.js')).crosses(polygon)"
    square = [[0, 0], [1, 0], [1, 1], [0, 1]]
    crossed = [square[0], square[2], square[1], square[3]]
    assert [page.evaluate(crosses, one) for one in (square, crossed, square[:3])] == [False, True, False]
    snapped = """async (point) => {
        const { snapped } = await import("/assets/zones/geometry.js");
        return snapped(point, [[[0.2, 0.2], [0.4, 0.2], [0.3, 0.5]]], 8, 1000, 500);
    }"""
    for point, caught in (
        ([0.203, 0.206], [0.2, 0.2]),
        ([0.3, 0.21], [0.3, 0.2]),
        ([0.3, 0.25], [0.3, 0.25]),
        ([0.995, 0.6], [1, 0.6]),
        ([0.6, 0.01], [0.6, 0]),
    ):
        assert page.evaluate(snapped, point) == pytest.approx(caught)


def test_a_warning_stands_beside_its_zone_and_is_followed_by_a_click(drawing_address, page):
    told = {"fineness": 10_000, "frames": 90, "people": [[2000, 2500, 3000, 6500, 0]], "heads": [], "proposals": []}
    higher = [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9], [0.2, 0.05]]
    warned = [{"zone": 0, "word": "feet_hidden", "figures": [60, 2], "polygon": higher}]
    page.route("**/footage/seen*", lambda route: route.fulfill(json=told))
    page.route(
        "**/zones/warnings",
        lambda route: route.fulfill(json=[] if '"anchor":"centre"' in route.request.post_data else warned),
    )
    page.goto(drawing_address + PAGE)
    page.locator("#zones .warning").wait_for()
    began = catalogue()["warn_feet_hidden"][lang(page)][:9].replace("%s", "60")
    assert page.inner_text("#zones .warning").startswith(began)
    page.click("#zones .warning button")
    until(page, "document.querySelector('#zones .warning') === null")
    assert page.locator(".corner").count() == 4 and page.input_value("#zone-anchor") == "centre"
    page.click("#undo")
    page.locator("#zones .warning").wait_for()
    assert page.locator(".corner").count() == 3


def test_that_the_camera_looks_elsewhere_stands_above_the_zones(drawing_address, page, axe):
    told = {"fineness": 10_000, "frames": 0, "people": [], "heads": [], "proposals": []}
    page.route("**/footage/seen*", lambda route: route.fulfill(json=told))
    page.route("**/camera/cam/view?*", lambda route: route.fulfill(json={"sentence": "It <b>moved</b>."}))
    page.goto(drawing_address + PAGE)
    page.locator("#moved").wait_for()
    assert page.inner_text("#moved") == "It <b>moved</b>."
    is_accessible(page, axe)
