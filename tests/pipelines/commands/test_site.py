"""`pantau site`: checked, its schema, and drawn."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from unicodedata import normalize
from zoneinfo import ZoneInfo

import cv2
import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.reporting.site_overview import hours_text, remarks
from pantau.pipelines.reporting.site_remarks import future_notices
from pantau.schemas.site import load_site
from pantau.schemas.site.editor_schema import editor_schema
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.tables.partition_files import read_table
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


def test_check_speaks_indonesian(wide, tmp_path, capsys):
    given = ["site", "check", "--site", str(EXAMPLE), "--date", "2026-03-24", "--lang", "id"]
    assert main(given) == 0
    out = capsys.readouterr().out
    for told in (
        "Mal Pelayanan Publik Blora (mpp-blora), Asia/Jakarta, pada Selasa 2026-03-24",
        "layanan ≤ 10 mnt untuk 90%",
        "disimpan 14 hari",
        "Ambang yang lain dari biasanya: service_min_s 8, unattended_waiting_s 240",
        "• kamera entrance tidak punya zona pada 2026-03-24: hanya cakupan",
        "• loket counter-3 tidak punya kursi atau zona petugas",
        "Berkas lokasi sah.",
    ):
        assert told in out, told
    site = write_site(tmp_path)
    site.write_text(site.read_text(encoding="utf-8").replace("2018-12-06", "2108-12-06"), encoding="utf-8")
    assert main(["site", "check", "--site", str(site), "--lang", "id"]) == 0
    out = capsys.readouterr().out
    assert "notice_date: belum tiba, dan rekaman sebelum tanggal itu tidak dipakai" in out and "(tertulis '2108" in out


def test_check_of_a_bad_file_ends_with_status_2(tmp_path, capsys):
    site = write_site(tmp_path, more="nothing: 1\n")
    assert main(["site", "check", "--site", str(site)]) == 2
    assert capsys.readouterr().err.startswith(f"{site}:")


NOW = datetime(2026, 11, 2, 5, tzinfo=UTC)


def test_check_tells_a_notice_to_come_and_known_starts_of_no_file_with_their_lines(tmp_path, wide, capsys, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    site, archive = write_site(tmp_path, channels=2), tmp_path / "archive"
    known = "".join(
        f"      - {{file: {file}, camera: cam-1, started_at: 2026-11-02 07:00+07:00, source: y}}\n"
        for file in ("nvr/there.mp4", "nvr/gone.mp4", "Moved.mp4", normalize("NFC", "nvr/h\u00e4ll.mp4"))
    )
    text = site.read_text(encoding="utf-8").replace("recorders:\n  - {id: nvr, folder: nvr,", "recorders:\n  - {id: x,")
    text = text.replace(
        "  - {id: x,", "  - id: nvr\n    folder: nvr\n    known_starts:\n" + known + "  - {id: x, folder: x,"
    )
    head, _, rest = text.rpartition("notice_date: 2018-12-06")
    site.write_text(f"{head}notice_date: 2108-12-06{rest}", encoding="utf-8")
    for name in ("there.mp4", "moved.MP4", normalize("NFD", "h\u00e4ll.mp4")):
        (archive / "nvr").mkdir(parents=True, exist_ok=True)
        (archive / "nvr" / name).write_bytes(b"x")
    assert main(["site", "check", "--site", str(site), "--archive", str(archive), "--date", "2026-11-02"]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith(f"\u2022 {site}")]
    lines = site.read_text(encoding="utf-8").splitlines()
    gone, moved, notice = (
        next(n for n, line in enumerate(lines, 1) if word in line) for word in ("gone", "Moved", "2108")
    )
    assert told == [
        f"\u2022 {site}:{gone}: recorders[0].known_starts[1].file: is no file of the archive; correct it, or remove it "
        "if the file was deleted (found 'nvr/gone.mp4')",
        f"\u2022 {site}:{moved}: recorders[0].known_starts[2].file: is no file of the archive; write nvr/moved.MP4 if "
        "that is meant (found 'Moved.mp4')",
        f"\u2022 {site}:{notice}: cameras[1].notice_date: has not been yet, and no recording from before it is used; "
        "correct it if the notice is displayed (found '2108-12-06')",
    ]


def test_a_notice_is_displayed_from_its_date_on_by_the_clocks_of_the_site(tmp_path):
    site = load_site(write_site(tmp_path))
    assert list(future_notices(site, date(2018, 12, 6))) == []
    ((path, value, _),) = future_notices(site, date(2018, 12, 5))
    assert (path, value) == (("cameras", 0, "notice_date"), "2018-12-06")


def test_hours_by_the_clock():
    site = load_site(EXAMPLE)
    assert hours_text(site, "dpmptsp", date(2024, 3, 14)) == "08:00-12:00, 12:30-15:00"
    assert hours_text(site, "dpmptsp", date(2026, 11, 1)) == "closed"


def test_remarks_name_what_may_be_missing():
    assert list(remarks(load_site(EXAMPLE), date(2026, 3, 24))) == [
        "camera entrance has no zones on 2026-03-24: nothing but its coverage and unusual hours is reported",
        "camera hall-2 measures service and states no legal_basis for it beside its purpose",
        "counter counter-3 has neither a seat nor a staff zone: whether it is staffed stays unknown",
    ]
    before = list(remarks(load_site(EXAMPLE), date(2026, 2, 1)))
    assert "counter counter-2 is seen by no camera on 2026-02-01: draw its customer zone" in before
    assert "counter counter-1 has no queue or waiting zone: waiting is measured at the counter alone" in before


def test_a_waiting_room_on_two_cameras_is_remarked(tmp_path):
    zone = """\
    views:
      - until: {until}
        zones:
          - {{id: room, kind: waiting, counters: [c1], polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]]}}
"""
    site = write_site(tmp_path, channels=2, more="counters: [{id: c1, name: One, tenures: [{agency: permits}]}]\n")
    first, second, rest = site.read_text(encoding="utf-8").partition("  - id: cam-2\n")
    head, calendar, tail = rest.partition("calendar:")
    views = [zone.format(until=until) for until in ("2026-11-03", "2026-11-02")]
    site.write_text(first + views[0] + second + head + views[1] + calendar + tail, encoding="utf-8")
    twice = (
        "cameras cam-1 and cam-2 both have a waiting zone of counter c1: draw no floor twice, since who waits there "
        "would count twice"
    )
    assert twice in remarks(load_site(site), date(2026, 11, 2))
    assert twice not in remarks(load_site(site), date(2026, 11, 3))


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
        (["--at", "noon"], "--at noon: is no time; write it as 08:30 or 08:30:05"),
        (["--at", "00:00"], "--at 00:00:00: nothing was recorded yet; the first recording begins at "),
        (["--at", "23:59"], "--at 23:59:00: nothing was recorded then; the nearest frame of "),
        (["--camera", "cam-9"], "--camera cam-9: is not in "),
        (["--date", "2026-06-10"], "--date 2026-06-10: camera cam-1 has no recording"),
        (["--out", "zones.jpg"], "--out zones.jpg: the frame is written as PNG"),
    ],
)
def test_what_cannot_be_drawn_ends_with_status_2(office, tmp_path, capsys, more, message):
    assert draw(office, tmp_path / "zones.png", *more) == 2
    assert message in capsys.readouterr().err


def test_draw_shows_a_time_with_who_was_seen_then_and_a_ruler(office, tmp_path, capsys):
    first = min(read_table(office.warehouse, RECORDINGS).to_pylist(), key=lambda row: row["started_at"])
    at = (first["started_at"] + timedelta(seconds=11)).astimezone(ZoneInfo("Asia/Jakarta"))
    given = ["--at", f"{at:%H:%M:%S}", "--date", f"{at:%F}"]
    assert draw(office, tmp_path / "plain.png", *given) == 0
    assert f"cam-1 at {at:%F %H:%M:%S}" in capsys.readouterr().out
    assert draw(office, tmp_path / "seen.png", *given, "--warehouse", str(office.warehouse), "--ruler") == 0
    told = re.search(r"cam-1 at \S+ (\S+);", capsys.readouterr().out)[1]
    assert abs(datetime.combine(at.date(), time.fromisoformat(told)) - at.replace(tzinfo=None)) <= timedelta(seconds=1)
    plain, seen = (cv2.imread(str(tmp_path / name)) for name in ("plain.png", "seen.png"))
    assert plain.shape[1] == seen.shape[1] and (plain[: plain.shape[0] // 2] != seen[: plain.shape[0] // 2]).any()


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
