from dataclasses import replace
from datetime import date, time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from pantau.schemas.site import SiteFileError, parse_site
from pantau.schemas.site.document import read
from pantau.schemas.site.new.new_site import LegalRegister, NewCamera, NewPattern, NewRecorder, NewSite, identifier
from pantau.schemas.site.new.written import exact, scalar, written

REGISTER = LegalRegister("security: the counters", "decree 'A' #1", "2024-03-31", "30")
SITE = NewSite(
    "Mal Pelayanan Publik: Blora",
    "Asia/Jakarta",
    "Asia/Jakarta",
    "DPMPTSP, Blora",
    {"mon": "07:30-12:00, 13:00-16:00", "fri": "07:30-13:00", "sat": " "},
    "Perbup 14/2023",
    ("Loket 1", "Loket 1", "2"),
    (NewRecorder("nvr", "nvr hall/a"), NewRecorder("exports", "", (NewPattern("own-1", r"k'(?P<start>\d{14})", 0),))),
    (
        NewCamera("cam-1", "nvr", 1, None, "service", REGISTER, "1920 × 1080, h264; 4 files"),
        NewCamera("cam-2", "exports", None, "{Loket}: #2", "public", replace(REGISTER, legal_basis=" ")),
    ),
)


def test_a_new_site_file_is_valid_and_says_what_was_given():
    site = parse_site(written(SITE))
    assert (site.id, site.name, site.timezone) == ("mal-pelayanan-publik-blora", SITE.name, "Asia/Jakarta")
    assert [(one.id, one.name) for one in site.agencies] == [("dpmptsp-blora", "DPMPTSP, Blora")]
    assert [(one.id, one.folder) for one in site.recorders] == [("nvr", "nvr hall/a"), ("exports", "")]
    assert (
        site.recorders[1].patterns[0].regex == r"k'(?P<start>\d{14})"
        and site.recorders[1].patterns[0].channel_base == 0
    )
    first, second = site.cameras
    assert (first.channel, first.device, first.purpose, first.legal_basis) == (
        1,
        None,
        REGISTER.purpose,
        "decree 'A' #1",
    )
    assert (first.notice_date, first.retention_days, first.zone_type) == (date(2024, 3, 31), 30, "service")
    assert (second.channel, second.device, second.legal_basis) == (None, "{Loket}: #2", None)
    assert [(one.id, one.name) for one in site.counters] == [
        ("loket-1", "Loket 1"),
        ("loket-1-2", "Loket 1"),
        ("counter-2", "2"),
    ]
    week = site.calendar.periods[0].hours
    assert [span.opens for span in week.mon] == [time(7, 30), time(13)] and week.fri and not week.sat


def test_names_in_another_time_zone_are_read_in_that_one():
    assert [one.timezone for one in parse_site(written(SITE)).recorders] == [None, None]
    site = parse_site(written(replace(SITE, names_timezone="UTC")))
    assert (site.timezone, [one.timezone for one in site.recorders]) == ("Asia/Jakarta", ["UTC", "UTC"])


def test_comments_say_what_is_what():
    text = written(SITE)
    assert "  - id: cam-1  # 1920 × 1080, h264; 4 files\n" in text
    assert text.startswith("# One place of public service") and "#   standards:" in text


@pytest.mark.parametrize(
    ("register", "place"),
    [
        (replace(REGISTER, purpose=""), "purpose"),
        (replace(REGISTER, notice_date="31.3.2024"), "notice_date"),
        (replace(REGISTER, retention_days=""), "retention_days"),
    ],
)
def test_what_the_law_asks_for_cannot_be_left_out(register, place):
    with pytest.raises(SiteFileError) as refused:
        parse_site(written(replace(SITE, cameras=(replace(SITE.cameras[0], register=register),))))
    assert [one.path for one in refused.value.problems] == [("cameras", 0, place)]


@given(st.text())
def test_a_text_stays_the_text_for_every_reader(text):
    line = "".join(letter if letter.isprintable() else " " for letter in text).strip()
    assert read(f"a: {scalar(text)}\nb: {{c: {scalar(text)}, d: 1}}")[1] == {"a": line, "b": {"c": line, "d": "1"}}
    assert yaml.safe_load(f"a: {scalar(text)}") == {"a": line}


@pytest.mark.parametrize(
    ("text", "name"),
    [("Loket 1", "loket-1"), ("Café é", "cafe-e"), ("2", "x-2"), ("", "x"), ("役所", "x"), ("a" * 90, "a" * 50)],
)
def test_any_text_gives_a_name(text, name):
    assert identifier(text, "x") == name
    assert identifier(text, "x", [name, f"{name}-2"]) == f"{name}-3"


@pytest.mark.parametrize(
    "text",
    [
        *(" lead ", "trail ", "Loket\xa01", "a\u200bb", "\U0001f468\u200d\U0001f469 x"),
        *("tab\there", "nl\nx", 'q" \\ é ', r"(\d+) $"),
    ],
)
def test_what_names_files_is_written_letter_by_letter(text):
    assert yaml.safe_load(f"folder: {exact(text)}") == {"folder": text}
    assert YAML(typ="safe").load(f"folder: {exact(text)}") == {"folder": text}
