"""`pantau site`: checked, its schema, and drawn."""

from datetime import date
from pathlib import Path

import cv2
import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.reporting.site_overview import hours_text, remarks
from pantau.schemas.site import load_site
from pantau.schemas.site.editor_schema import editor_schema
from tests.batch_runs import record, write_site

EXAMPLE = Path(__file__).parents[3] / "schemas" / "site" / "example.yaml"


@pytest.fixture
def wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")


def test_check_prints_hours_cameras_counters_and_thresholds_of_the_date(wide, capsys):
    assert main(["site", "check", "--site", str(EXAMPLE), "--date", "2026-03-24"]) == 0
    out = capsys.readouterr().out
    for told in (
        "Mal Pelayanan Publik Blora (mpp-blora), Asia/Jakarta, on Tuesday 2026-03-24",
        "08:00-11:00",
        "service ≤ 10 min for 90%",
        "2 customer, 2 seat, 1 staff, 1 queue, 1 ignore",
        "06:30-17:00",
        "kept 14 days",
        "desk-3 (customer), chairs (waiting)",
        "Thresholds other than usual: service_min_s 8, unattended_waiting_s 240",
        "• camera entrance has no zones on 2026-03-24",
        "The site file is valid.",
    ):
        assert told in out, told


def test_check_of_a_bad_file_ends_with_status_2(tmp_path, capsys):
    site = write_site(tmp_path, more="nothing: 1\n")
    assert main(["site", "check", "--site", str(site)]) == 2
    assert capsys.readouterr().err.startswith(f"{site}:")


def test_hours_by_the_clock():
    site = load_site(EXAMPLE)
    assert hours_text(site, "dpmptsp", date(2024, 3, 14)) == "08:00-12:00, 12:30-15:00"
    assert hours_text(site, "dpmptsp", date(2026, 11, 1)) == "closed"


def test_remarks_name_what_may_be_missing():
    assert list(remarks(load_site(EXAMPLE), date(2026, 3, 24))) == [
        "camera entrance has no zones on 2026-03-24: nothing but its coverage and unusual hours is reported",
        "counter counter-3 has neither a seat nor a staff zone: whether it is staffed stays unknown",
    ]
    before = list(remarks(load_site(EXAMPLE), date(2026, 2, 1)))
    assert "counter counter-2 is seen by no camera on 2026-02-01: draw its customer zone" in before
    assert "counter counter-1 has no queue or waiting zone: waiting is measured at the counter alone" in before


def test_schema_is_printed_or_written(tmp_path, capsys):
    assert main(["site", "schema"]) == 0
    assert capsys.readouterr().out == editor_schema()
    assert main(["site", "schema", "--out", str(tmp_path / "site.json")]) == 0
    assert (tmp_path / "site.json").read_text(encoding="utf-8") == editor_schema()


def draw(office, out, *more):
    given = ["--site", str(office.site), "--archive", str(office.archive), "--camera", "cam-1", "--out", str(out)]
    return main(["site", "draw", *given, *more])


def test_draw_shows_zones_and_what_was_seen(office, tmp_path, capsys):
    assert draw(office, tmp_path / "zones.png") == 0
    assert draw(office, tmp_path / "seen.png", "--warehouse", str(office.warehouse)) == 0
    zones, seen = (cv2.imread(str(tmp_path / name)) for name in ("zones.png", "seen.png"))
    assert zones.shape[1] == seen.shape[1] == 1280
    orange = (abs(zones.astype(int) - (0, 159, 230)).max(axis=2) < 8).sum()
    assert orange > 2000
    assert "it is footage, with the camera's retention" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--camera", "cam-9"], "--camera cam-9: is not in "),
        (["--date", "2026-06-10"], "--date 2026-06-10: camera cam-1 has no recording"),
        (["--out", "zones.jpg"], "--out zones.jpg: the frame is written as PNG"),
    ],
)
def test_what_cannot_be_drawn_ends_with_status_2(office, tmp_path, capsys, more, message):
    assert draw(office, tmp_path / "zones.png", *more) == 2
    assert message in capsys.readouterr().err


def test_a_camera_without_recordings_or_zones(tmp_path, capsys):
    site, archive = write_site(tmp_path), tmp_path / "archive"
    (archive / "nvr").mkdir(parents=True)
    given = ["site", "draw", "--site", str(site), "--archive", str(archive), "--camera", "cam-1", "--out"]
    assert main([*given, str(tmp_path / "a.png")]) == 2
    assert "has no recording of camera cam-1" in capsys.readouterr().err
    record(archive, "2026-11-02T08:00:00", 4)
    assert main([*given, str(tmp_path / "a.png")]) == 0
    assert cv2.imread(str(tmp_path / "a.png")).shape[1] == 1280


def test_help_says_that_the_frame_is_footage(capsys):
    with pytest.raises(SystemExit):
        main(["site", "draw", "--help"])
    assert "it is footage, and the camera's retention holds for it" in " ".join(capsys.readouterr().out.split())
