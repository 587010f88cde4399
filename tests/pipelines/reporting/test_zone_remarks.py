"""Warnings about zones in `pantau site check`, of the tiny office after one run."""

import pytest
import yaml

from pantau.pipelines.command_line import main
from pantau.pipelines.reporting.zone_remarks import unfit_zones
from pantau.schemas.site import load_site
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.zone_setup.busiest_hour import busiest_hour

TINY = [[0.97, 0.01], [0.99, 0.01], [0.99, 0.03], [0.97, 0.03]]


@pytest.fixture
def day(office):
    return read_table(office.warehouse, RECORDINGS)["service_date"].to_pylist()[0]


def test_the_busiest_hour_is_that_of_the_people(office):
    rows = read_table(office.warehouse, RECORDINGS).to_pylist()
    start = min(row["started_at"].timestamp() for row in rows)
    assert busiest_hour(office.warehouse, rows) == (start, start + 3600)
    assert busiest_hour(office.warehouse, [{**row, "camera_id": "none"} for row in rows]) is None


def test_a_seat_too_small_for_the_model_is_told_with_its_line(changed_office, day, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "300")
    said = yaml.safe_load(changed_office.site.read_text(encoding="utf-8"))
    seat = next(zone for zone in said["cameras"][0]["views"][0]["zones"] if zone["kind"] == "seat")
    seat["polygon"] = TINY
    changed_office.site.write_text(yaml.safe_dump(said, sort_keys=False), encoding="utf-8")
    given = ["--site", str(changed_office.site), "--warehouse", str(changed_office.warehouse), "--date", str(day)]
    assert main(["site", "check", *given]) == 0
    out = capsys.readouterr().out
    assert "its longer side has 12 pixels, and to find who sits there takes 30" in out
    assert f"(found '{seat['id']}')" in out and f"{changed_office.site}:" in out


def test_other_dates_and_cameras_that_were_not_observed_are_not_judged(office, day, tmp_path):
    site = load_site(office.site)
    assert list(unfit_zones(site, str(tmp_path), day)) == []
    assert list(unfit_zones(site, str(office.warehouse), day.replace(year=day.year - 1))) == []


def test_a_warehouse_that_is_not_there_is_said(office, tmp_path, capsys):
    assert main(["site", "check", "--site", str(office.site), "--warehouse", str(tmp_path / "no")]) == 2
    assert "is not a folder" in capsys.readouterr().err
