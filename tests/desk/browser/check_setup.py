"""From an archive to a checked site with four zones and a night, without a terminal; `make test-desk` runs it."""

import pytest
from playwright.sync_api import expect

from pantau.desk.language import catalogue
from pantau.desk.settings import DeskSettings
from pantau.pipelines.command_line import main
from pantau.schemas.site import load_site
from pantau.schemas.tables import RUNS
from pantau.transforms.tables.partition_files import read_table
from tests.desk.browser.conftest import answering, is_accessible, until
from tests.desk.browser.hands import COUNTED, drag, follow, lang, press, pressed
from tests.transforms.numbered_clips import encode, regular

RUNS_WITHIN_MS = 240_000
MOST_PRESSES = 25
"""Of mouse or finger, from the empty folder to the night on one camera with four zones: as the desk promises."""

ANSWERS = {
    "name": "Kantor <b>Contoh</b>",
    "agency": "DPMPTSP",
    "counters": "Loket 1\nLoket 2",
    "mon": "07:30-12:00, 13:00-16:00",
    "fri": "07:30-13:00",
    "hours_source": "Perbup 14/2023",
    "purpose": "security of the counters",
    "legal_basis": "decree 7/2024",
    "notice_date": "2018-12-06",
    "retention_days": "30",
}
ZONES = (
    ("customer", (0.1, 0.5), (0.4, 0.95)),
    ("customer", (0.55, 0.5), (0.9, 0.95)),
    ("seat", (0.15, 0.15), (0.35, 0.42)),
    ("seat", (0.6, 0.15), (0.8, 0.42)),
)


@pytest.fixture
def settings(tmp_path, as_heavy):
    """An archive of two cameras, one with names that nobody knows; no site file, and an empty warehouse."""
    for name, frames in (("nvr/ch01_20261102080000.mp4", 100), ("exports/hall-20261102_080000.mp4", 50)):
        path = tmp_path / "archive" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        encode(path, "libx264", regular(frames), preset="ultrafast")
    (tmp_path / "warehouse").mkdir()
    return DeskSettings(None, str(tmp_path / "archive"), str(tmp_path / "warehouse"), site_path=tmp_path / "site.yaml")


@pytest.fixture
def new_address(settings):
    with answering(settings) as where:
        yield where


def run(page, stage):
    press(page, f"button[data-stage={stage}]")
    page.locator("#stop").wait_for()
    assert page.is_disabled("button[data-stage=nightly]")
    page.locator("#next").wait_for(timeout=RUNS_WITHIN_MS)
    assert page.inner_text("#state").startswith(catalogue()["run_done"][lang(page)])


def test_from_an_archive_to_a_checked_site_with_four_zones_and_a_night(new_address, page, settings, axe, capsys):
    page.add_init_script(COUNTED)
    page.goto(new_address)
    assert page.url == f"{new_address}/setup"
    is_accessible(page, axe)
    # A name that nobody knows is read by the pattern that is proposed, once it is corrected.
    page.fill("input[name=pattern]", r"hall-(?P<start>\d{8}_\d{6})\.mp4$")
    follow(page, "button.main")
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(2)
    is_accessible(page, axe)
    follow(page, ".next a")
    is_accessible(page, axe)
    for name, text in ANSWERS.items():
        page.fill(f"[name={name}]", text)
    page.fill("[name=hours_source]", " ")
    press(page, "#check")
    page.locator(".complaint").wait_for()
    is_accessible(page, axe)
    assert page.is_disabled("#write") and not settings.site_path.exists()
    page.fill("[name=hours_source]", ANSWERS["hours_source"])
    press(page, "#check")
    until(page, "!document.getElementById('write').disabled")
    follow(page, "#write")
    assert page.url == f"{new_address}/night"
    is_accessible(page, axe)
    run(page, "inventory")
    is_accessible(page, axe)
    follow(page, "#next a:visible")
    follow(page, "main table a")
    until(page, "document.getElementById('still').naturalWidth > 0")
    for kind, start, end in ZONES:
        press(page, f"button.kind[data-kind={kind}]")
        page.locator("#shapes").scroll_into_view_if_needed()
        drag(page, start, end)
    press(page, "#check")
    page.locator("#change").wait_for()
    press(page, "#save")
    until(page, "document.getElementById('change').hidden")
    follow(page, "nav a[href='/night']")
    run(page, "nightly")
    follow(page, "#next a:visible")
    follow(page, "main h2 a")
    assert "Loket 1" in page.inner_text("main")
    assert 15 < pressed(page) <= MOST_PRESSES
    assert main(["site", "check", "--site", str(settings.site_path), "--archive", settings.archive]) == 0
    capsys.readouterr()
    site = load_site(settings.site_path)
    assert [(zone.kind, *zone.counters) for zone in site.cameras[0].views[0].zones] == [
        ("customer", "loket-1"),
        ("customer", "loket-2"),
        ("seat", "loket-1"),
        ("seat", "loket-2"),
    ]
    commands = read_table(settings.warehouse, RUNS)["command"].to_pylist()
    assert sorted(commands) == ["inventory", "nightly"]
