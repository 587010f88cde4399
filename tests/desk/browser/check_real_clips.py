"""From a folder of real clips to a checked site with zones and a night, without a terminal; `make test-desk` runs it
where there is footage, and prints what was proposed and what had to be drawn by hand."""

import shutil

import pytest
import shapely

from pantau.desk.settings import DeskSettings
from pantau.pipelines.command_line import main
from pantau.schemas.site import load_site
from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE
from pantau.transforms.tables.partition_files import read_table
from tests.desk.browser.check_setup import ANSWERS, run
from tests.desk.browser.conftest import answering, until
from tests.desk.browser.hands import COUNTED, drag, follow, press, pressed

CLIPS = ("checkout_cashier.mp4", "service_counter_queue.mp4")
WANTED = (
    {"seat": (0.64, 0.3, 0.94, 0.68), "customer": (0.28, 0.3, 0.56, 0.95), "queue": (0.1, 0.6, 0.27, 0.95)},
    {"seat": (0.16, 0.3, 0.31, 0.56), "customer": (0.38, 0.4, 0.53, 0.9), "queue": (0.53, 0.35, 0.98, 0.9)},
)
"""Of each camera a zone of each kind, drawn by hand: left, top, right, bottom."""

ACCEPTED = 0.6
"""Intersection over union from which a proposal is taken as it is, as the desk promises of rendered offices."""

ANCHORED = ("customer", "queue")
"""Kinds that ask for the middle of the body: a trolley and a barrier hide feet on these clips."""


@pytest.fixture
def settings(footage, tmp_path, as_heavy):
    for number, name in enumerate(CLIPS, 1):
        path = tmp_path / "archive" / "nvr" / f"ch0{number}_20261102080000.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(footage / "real" / name, path)
    (tmp_path / "warehouse").mkdir()
    return DeskSettings(None, str(tmp_path / "archive"), str(tmp_path / "warehouse"), site_path=tmp_path / "site.yaml")


@pytest.fixture
def real_address(settings):
    with answering(settings) as where:
        yield where


def overlap(box, polygon):
    wanted, proposed = shapely.box(*box), shapely.Polygon(polygon)
    return wanted.intersection(proposed).area / wanted.union(proposed).area


def drawn(page, wanted, proposals, counter):
    """Accepts what is near enough, draws the rest, saves; what was done of each kind."""
    done = {}
    for kind, box in wanted.items():
        near = max((overlap(box, one["polygon"]) for one in proposals if one["kind"] == kind), default=None)
        done[kind] = near
        if near is not None and near >= ACCEPTED:
            (best,) = [
                n for n, one in enumerate(proposals) if one["kind"] == kind and overlap(box, one["polygon"]) == near
            ]
            page.locator("#proposals li").nth(best).locator("button").first.click()
            proposals.pop(best)
        else:
            press(page, f"button.kind[data-kind={kind}]")
            page.locator("#shapes").scroll_into_view_if_needed()
            drag(page, box[:2], box[2:])
        if kind in ANCHORED:
            page.select_option("#zone-anchor", "centre")
        for one in page.locator("#zone-counters input").all():
            if one.is_checked() != (one.get_attribute("value") == counter):
                one.click()
    press(page, "#check")
    page.locator("#change").wait_for()
    assert page.locator("#refusals li").all_inner_texts() == []
    press(page, "#save")
    until(page, "document.getElementById('change').hidden")
    return done


@pytest.mark.parametrize("page", [(1280, 900, "en")], indirect=True)
def test_from_real_clips_to_a_checked_site_and_a_night(real_address, page, settings, capsys):
    page.add_init_script(COUNTED)
    page.goto(real_address)
    follow(page, ".next a")
    for name, text in {**ANSWERS, "counters": "Till\nDesk"}.items():
        page.fill(f"[name={name}]", text)
    press(page, "#check")
    until(page, "!document.getElementById('write').disabled")
    follow(page, "#write")
    run(page, "nightly")
    told, before = [], pressed(page)
    for number, (wanted, counter) in enumerate(zip(WANTED, ("till", "desk"), strict=True)):
        follow(page, "nav a[href='/cameras']")
        with page.expect_response("**/footage/seen?*") as seen:
            follow(page, f"main table tbody tr:nth-child({number + 1}) a >> nth=0")
        proposals = seen.value.json()["proposals"]
        kinds = [one["kind"] for one in proposals]
        until(page, "/[^…]$/.test(document.getElementById('seen').textContent)")
        done = drawn(page, wanted, proposals, counter)
        told.append((CLIPS[number], kinds, done, pressed(page) - before))
        before = pressed(page)
    follow(page, "nav a[href='/night']")
    run(page, "nightly")
    follow(page, "#next a:visible")
    follow(page, "main h2 a")
    assert "Till" in page.inner_text("main")
    assert main(["site", "check", "--site", str(settings.site_path), "--archive", settings.archive]) == 0
    site = load_site(settings.site_path)
    assert [len(camera.views[0].zones) for camera in site.cameras] == [3, 3]
    (served,) = [row for row in read_table(settings.warehouse, SERVICE_TIME).to_pylist() if row["counter_id"] == "till"]
    states = {row["state"] for row in read_table(settings.warehouse, STAFF_PRESENCE).to_pylist()}
    with capsys.disabled():
        for name, kinds, done, presses in told:
            met = ", ".join(f"{kind} {near if near is None else round(near, 2)}" for kind, near in done.items())
            print(f"\n{name}: proposed {kinds}; overlap with zones by hand: {met}; {presses} presses")
        print(f"served at the till for {served['duration_s']:.0f} s; states of counters: {sorted(states)}")
    assert served["duration_s"] > 15 and "serving" in states
