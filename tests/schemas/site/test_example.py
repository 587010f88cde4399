from datetime import date
from pathlib import Path

import yaml

from pantau.schemas import site
from pantau.schemas.site import Site, load_site
from pantau.schemas.site.thresholds import Thresholds

EXAMPLE = Path(site.__file__).with_name("example.yaml")


def test_the_example_is_right_and_shows_every_field():
    site = load_site(EXAMPLE)
    assert [agency.id for agency in site.agencies] == ["dpmptsp", "disdukcapil", "rsud"]
    written = set(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))
    assert set(Site.model_fields) - written == {"observer", "night"}  # seldom changed


def test_relations_are_dated():
    site = load_site(EXAMPLE)
    hall = site.camera("hall-1")
    before, after = date(2026, 2, 28), date(2026, 3, 1)
    assert [zone.id for zone in hall.view(before).zones] == ["desk-1"]
    assert [counter.id for counter in site.counters_on(hall, after)] == ["counter-1", "counter-2"]
    assert [site.counters[1].agency(day) for day in (date(2024, 9, 30), date(2024, 10, 1))] == [
        "dpmptsp",
        "disdukcapil",
    ]
    assert [zone.id for zone in hall.view(after).of("queue", counter="counter-2")] == ["line"]
    assert [site.thresholds_on(day).unattended_waiting_s for day in (before, after)] == [300, 240]


def test_standards_have_a_source():
    standard = load_site(EXAMPLE).standards[0]
    assert (standard.measure, standard.limit_s, standard.portion) == ("waiting", 3600, 1.0)
    assert standard.source.startswith("Kepmenkes 129/")


def test_a_site_survives_being_written_as_json():
    site = load_site(EXAMPLE)
    for by_alias in (True, False):
        assert Site.model_validate_json(site.model_dump_json(by_alias=by_alias)) == site


def test_an_entry_of_thresholds_says_only_what_differs():
    site = load_site(EXAMPLE)
    entries = (
        Thresholds(unattended_waiting_s=240, staff_area_s=20),
        Thresholds(valid_from=date(2026, 3, 1), staff_area_s=30),
    )
    site = site.model_copy(update={"thresholds": entries})
    before, after = (site.thresholds_on(day) for day in (date(2026, 2, 28), date(2026, 3, 1)))
    assert (before.unattended_waiting_s, before.staff_area_s) == (240, 20)
    assert (after.unattended_waiting_s, after.staff_area_s) == (240, 30)
    assert after.covered_s == Thresholds().covered_s
