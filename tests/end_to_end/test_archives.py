"""Nights over small archives of numbered frames in which something is out of the ordinary."""

from datetime import UTC, date, datetime
from unicodedata import normalize

import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.commands.arguments import clock
from pantau.schemas.tables import TABLES
from pantau.transforms.tables.partition_files import partitions_of, read_table
from tests.batch_runs import record, run_batch, tables, touched, write_site

MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)


@pytest.fixture
def archive(tmp_path):
    (tmp_path / "archive" / "nvr").mkdir(parents=True)
    return tmp_path / "archive"


@pytest.fixture
def warehouse(tmp_path):
    return tmp_path / "warehouse"


def rows(warehouse, name, **where):
    return read_table(warehouse, TABLES[name], **where).to_pylist()


def recorded(warehouse, day):
    """(start, end) of the recorded stretches of a date, UTC, as text."""
    return [
        (f"{row['started_at'].astimezone(UTC):%d %H:%M:%S}", f"{row['ended_at'].astimezone(UTC):%d %H:%M:%S}")
        for row in rows(warehouse, "coverage", service_date=day)
        if row["coverage_state"] == "recorded"
    ]


def test_broken_files_become_rejects_and_fail_the_night_unless_allowed(tmp_path, archive, warehouse, capsys):
    record(archive, "2026-11-02T08:00:00", 6)
    (archive / "nvr" / "ch01_20261102081000.mp4").write_bytes(b"")
    (archive / "nvr" / "ch01_20261102082000.mp4").write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    (archive / "nvr" / "ch09_20261102080000.mp4").write_bytes(b"\0" * 64)
    (archive / "nvr" / "holiday.mp4").write_bytes(b"\0" * 64)
    (archive / "nvr" / "notes.txt").write_text("nothing to see")
    assert run_batch(write_site(tmp_path), archive, warehouse) == 1
    told = capsys.readouterr().out
    assert "Lost more than allowed: 80.0% of the recordings were rejected, the site file allows 0.0%" in told
    rejects = {row["input"]: row for row in rows(warehouse, "rejects")}
    assert {(name, row["step"], row["error"], row["service_date"]) for name, row in rejects.items()} == {
        ("nvr/ch01_20261102081000.mp4", "probe", "empty", MONDAY),
        ("nvr/ch01_20261102082000.mp4", "probe", "text", MONDAY),
        ("nvr/ch09_20261102080000.mp4", "name", "no_camera", None),
        ("nvr/holiday.mp4", "name", "unknown_name", None),
        ("nvr/notes.txt", "list", "no_recording", None),
    }
    assert [row["recording_uri"] for row in rows(warehouse, "recordings")] == ["nvr/ch01_20261102080000.mp4"]
    lost = [row for row in rows(warehouse, "coverage") if row["coverage_state"] == "unreadable"]
    assert sum(row["duration_s"] for row in lost) == 600 + 3600
    others = set(TABLES) - {"samples", "observations"}
    before = tables(warehouse, *others)
    allowed = write_site(tmp_path, more="night: {max_rejected_share: 1.0}\n")
    assert run_batch(allowed, archive, warehouse) == 0
    assert tables(warehouse, *others) == before
    assert [row["outcome"] for row in rows(warehouse, "runs")] == ["rejects", "complete"]


def test_files_from_elsewhere_are_recordings_or_rejects_and_none_of_a_date_to_come(
    tmp_path, archive, warehouse, capsys
):
    """Letters as a Mac decomposes them, endings of uploads and copies, and a clock that was ten years ahead."""
    site = write_site(tmp_path)
    known = "{file: h\u00e4ll\u00e9/gone.mp4, camera: cam-1, started_at: 2026-11-02 07:00+07:00, source: y}"
    text = site.read_text(encoding="utf-8")
    site.write_text(text.replace("folder: nvr", f"folder: h\u00e4ll\u00e9, known_starts: [{known}]"), encoding="utf-8")
    video = record(archive, "2026-11-02T08:00:00", 6).read_bytes()
    folder = normalize("NFD", "h\u00e4ll\u00e9")
    (archive / "nvr").rename(archive / folder)
    endings = (".mp4_", ".mp4.1", "", ".mp4 ", ".rec")
    for name in ("ch01_20370209080000.mp4", *(f"ch01_20261102090000{ending}" for ending in endings), "notes.txt"):
        (archive / folder / name).write_bytes(video)
    assert run_batch(site, archive, warehouse) == 1
    assert [row["recording_uri"] for row in rows(warehouse, "recordings")] == [f"{folder}/ch01_20261102080000.mp4"]
    assert {(row["input"].removeprefix(f"{folder}/"), row["error"]) for row in rows(warehouse, "rejects")} == {
        ("ch01_20370209080000.mp4", "future_time"),
        *((f"ch01_20261102090000{ending}", "set_aside") for ending in endings),
        ("notes.txt", "no_recording"),
    }
    assert {row["service_date"] for row in rows(warehouse, "rejects", service_date=MONDAY)} == {MONDAY}
    # A file that is there and not read is no gap.
    assert [
        (row["coverage_state"], row["duration_s"]) for row in rows(warehouse, "coverage") if row["in_service_hours"]
    ] == [("recorded", 6), ("gap", 3594)]
    assert [row["duration_s"] for row in rows(warehouse, "coverage") if row["coverage_state"] == "unreadable"] == [3600]
    told = capsys.readouterr().out
    assert "Lost more than allowed: 85.7% of the recordings were rejected" in told
    assert f"{site}:5: recorders[0].known_starts[0].file: is no file of the archive; correct it, or remove it" in told
    assert main(["health", "--warehouse", str(warehouse), "--max-age", "1e6"]) == 1
    assert "no run was good yet" in capsys.readouterr().out


def test_what_was_made_of_a_date_that_has_not_begun_is_emptied(tmp_path, archive, warehouse, monkeypatch, capsys):
    site, far = write_site(tmp_path), date(2037, 2, 9)
    record(archive, "2026-11-02T08:00:00", 2)
    record(archive, "2037-02-09T08:00:00", 2)
    with monkeypatch.context() as ahead:
        ahead.setattr(clock, "now", lambda: datetime(2037, 3, 1, tzinfo=UTC))
        assert run_batch(site, archive, warehouse) == 0
    made = ("recordings", "coverage", "anomalies")
    assert all(rows(warehouse, name, service_date=far) for name in made)
    assert run_batch(site, archive, warehouse, "--date", "2037-02-10") == 2
    assert "2037-02-10: has not begun, and nothing can be known of it" in capsys.readouterr().err
    assert run_batch(site, archive, warehouse) == 1
    assert not any(rows(warehouse, name, service_date=far) for name in set(TABLES) - {"runs", "samples"})
    assert all(rows(warehouse, name, service_date=MONDAY) for name in made)
    assert [row["error"] for row in rows(warehouse, "rejects")] == ["future_time"]
    assert len(rows(warehouse, "runs", service_date=far)) == 2
    assert main(["health", "--warehouse", str(warehouse)]) == 1
    assert "has not begun" not in capsys.readouterr().out


def test_tables_in_the_archive_are_no_files_of_it_and_an_archive_among_tables_is_refused(tmp_path, archive, capsys):
    site, inside = write_site(tmp_path), archive / "nvr" / "tables"
    record(archive, "2026-11-02T08:00:00", 2)
    for _ in range(2):
        assert run_batch(site, archive, inside) == 0
        assert rows(inside, "rejects") == []
    assert "ignored" in (told := capsys.readouterr().out) and "1 a warehouse" in told
    for outer in (archive, tmp_path):
        assert run_batch(site, archive, outer) == 2
        assert "lies in it; name another folder, so that recordings and tables do not mix" in capsys.readouterr().err
    assert run_batch(site, inside, tmp_path / "elsewhere") == 2
    assert "is a warehouse; name the folder that holds the recordings" in capsys.readouterr().err


def test_an_archive_without_recordings(tmp_path, archive, warehouse, capsys):
    site = write_site(tmp_path)
    assert run_batch(site, archive, warehouse) == 2
    assert "holds no recording; name its folder, and see that it is mounted" in capsys.readouterr().err
    assert not warehouse.exists()
    assert run_batch(site, archive, warehouse, command="events") == 2
    assert "holds no recordings; run `pantau inventory` first" in capsys.readouterr().err
    assert run_batch(site, archive, warehouse, "--date", "2026-11-02") == 0
    states = [(row["coverage_state"], row["duration_s"]) for row in rows(warehouse, "coverage")]
    assert states == [("out_of_schedule", 8 * 3600), ("gap", 3600), ("out_of_schedule", 15 * 3600)]
    (missing,) = rows(warehouse, "anomalies")
    assert (missing["kind"], missing["duration_s"], missing["recording_uri"]) == ("footage_missing", 3600, None)
    assert missing["started_at"] == datetime(2026, 11, 2, 1, tzinfo=UTC)


def test_only_the_dates_asked_for_are_touched(tmp_path, archive, warehouse, monkeypatch):
    noon = datetime(2026, 11, 3, 5, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: noon)
    site = write_site(tmp_path)
    for local in ("2026-10-26T08:00:00", "2026-11-02T08:00:00", "2026-11-03T08:00:00"):
        record(archive, local, 6)
    assert run_batch(site, archive, warehouse, "--date", "yesterday") == 0
    assert {row["service_date"] for name in TABLES for row in rows(warehouse, name)} == {MONDAY}
    before = touched(warehouse, *TABLES)
    assert run_batch(site, archive, warehouse, "--date", "today") == 0
    after = touched(warehouse, *TABLES)
    assert before.items() <= after.items()
    assert {p.values[0] for p in partitions_of(warehouse, TABLES["coverage"])} == {MONDAY, TUESDAY}


def test_a_recording_that_crosses_midnight_belongs_to_both_dates(tmp_path, archive, warehouse):
    record(archive, "2026-11-02T23:59:50", 20)
    assert run_batch(write_site(tmp_path), archive, warehouse, "--date", "2026-11-03") == 0
    (row,) = rows(warehouse, "recordings")
    assert row["service_date"] == MONDAY
    assert recorded(warehouse, MONDAY) == [("02 16:59:50", "02 17:00:00")]
    assert recorded(warehouse, TUESDAY) == [("02 17:00:00", "02 17:00:10")]
    of_tuesday = rows(warehouse, "coverage", service_date=TUESDAY)
    assert [row["samples"] for row in of_tuesday if row["coverage_state"] == "recorded"] == [5]


def test_a_rejected_file_that_crosses_midnight_is_unreadable_on_both_dates(tmp_path, archive, warehouse):
    (archive / "nvr" / "ch01_20261102234000.mp4").write_bytes(b"")
    assert run_batch(write_site(tmp_path), archive, warehouse, "--from", "2026-11-02", "--to", "2026-11-03") == 1
    lost = [row for row in rows(warehouse, "coverage") if row["coverage_state"] == "unreadable"]
    assert [(row["service_date"], row["duration_s"]) for row in lost] == [(MONDAY, 1200), (TUESDAY, 2400)]


def test_a_late_clock_moves_everything_even_into_the_next_date(tmp_path, archive, warehouse):
    record(archive, "2026-11-02T23:59:30", 10)
    assert run_batch(write_site(tmp_path, clock_s=-42.5), archive, warehouse) == 0
    (row,) = rows(warehouse, "recordings")
    assert row["recorder_started_at"] == datetime(2026, 11, 2, 16, 59, 30, tzinfo=UTC)
    assert row["started_at"] == datetime(2026, 11, 2, 17, 0, 12, 500000, tzinfo=UTC)
    assert (row["service_date"], row["clock_offset_s"], row["clock_uncertainty_s"]) == (TUESDAY, -42.5, 3.0)
    assert recorded(warehouse, TUESDAY) == [("02 17:00:12", "02 17:00:22")]


SEATED = """\
    views:
      - zones:
          - {{id: desk-{n}, kind: customer, counters: [c{n}], polygon: [[0.1, 0.5], [0.4, 0.5], [0.4, 0.9]]}}
          - {{id: seat-{n}, kind: seat, counters: [c{n}], polygon: [[{x}, 0.1], [0.4, 0.1], [0.4, 0.3], [{x}, 0.3]]}}
"""


def test_moving_a_seat_looks_at_that_camera_alone(tmp_path, archive, warehouse, capsys):
    def site(x):
        path = write_site(
            tmp_path,
            channels=2,
            more="counters:\n"
            + "".join(f"  - {{id: c{n}, name: Counter {n}, tenures: [{{agency: permits}}]}}\n" for n in (1, 2)),
        )
        first, second, rest = path.read_text(encoding="utf-8").partition("  - id: cam-2\n")
        head, tail = rest.split("calendar:", 1)
        text = first + SEATED.format(n=1, x=0.2) + second + head + SEATED.format(n=2, x=x) + "calendar:" + tail
        path.write_text(text)
        return path

    record(archive, "2026-11-02T08:00:00", 6, channel=1)
    record(archive, "2026-11-02T08:00:00", 6, channel=2)
    assert run_batch(site(0.2), archive, warehouse) == 0
    before = touched(warehouse, "samples", "observations")
    assert run_batch(site(0.25), archive, warehouse, command="events") == 0
    assert "and so unknown: 1 of the recordings" in capsys.readouterr().out
    assert run_batch(site(0.25), archive, warehouse) == 0
    after = touched(warehouse, "samples", "observations")
    assert {"camera_id=cam-2" in name for name in after if after[name] != before[name]} == {True}
    assert len([name for name in after if after[name] != before[name]]) == 2
    assert [row["recordings_observed"] for row in rows(warehouse, "runs")] == [2, 0, 1]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--date", "2026-13-01"], "--date '2026-13-01' is not a date; write YYYY-MM-DD, today or yesterday"),
        (["--date", "today", "--to", "today"], "--date goes without --from and --to"),
        (["--from", "2026-11-02"], "--from and --to go together"),
        (["--from", "2026-11-03", "--to", "2026-11-02"], "--to 2026-11-02 lies before --from 2026-11-03"),
        (["--dates", "2026-11-02"], "pantau nightly: does not know --dates; options of an engine go after --"),
        (["2026-11-02"], "pantau nightly: does not know 2026-11-02; options of an engine go after --"),
        (["--archive", "/nowhere"], "--archive /nowhere: is not a folder"),
        (["--site", "/nowhere.yaml"], "/nowhere.yaml: cannot be read"),
    ],
)
def test_what_cannot_be_used_ends_with_status_2_and_touches_nothing(
    tmp_path, archive, warehouse, capsys, more, message
):
    assert run_batch(write_site(tmp_path), archive, warehouse, *more) == 2
    assert message in capsys.readouterr().err
    assert not warehouse.exists()


def test_a_bad_site_file_is_told_by_line_on_standard_error(tmp_path, archive, warehouse, capsys):
    site = write_site(tmp_path)
    text = site.read_text(encoding="utf-8").replace("    retention_days: 30\n", "")
    site.write_text(text.replace("zone_type: service", "zone_type: lobby"))
    assert run_batch(site, archive, warehouse) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.strip().splitlines()
    assert len(lines) == 2
    assert all(line.startswith(f"{site}:") for line in lines)
    assert "cameras[0].retention_days" in captured.err and "cameras[0].zone_type" in captured.err
    assert not warehouse.exists()


def test_options_of_the_engine_are_passed_on(tmp_path, archive, warehouse):
    site = write_site(tmp_path)
    record(archive, "2026-11-02T08:00:00", 2)
    assert run_batch(site, archive, warehouse, "--direct_num_workers=1") == 0
    assert run_batch(site, archive, warehouse, "--flink_master=local", "--", "--an_option_of_a_runner=1") == 0


def test_a_warehouse_that_cannot_be_written_to_is_told_before_the_work(tmp_path, archive, warehouse, capsys):
    record(archive, "2026-11-02T08:00:00", 2)
    warehouse.write_text("a file")
    assert run_batch(write_site(tmp_path), archive, warehouse) == 2
    assert "cannot be written to (File exists); name a folder that may be" in capsys.readouterr().err


def test_a_night_that_breaks_off_says_why_in_one_line(tmp_path, archive, warehouse, capsys):
    record(archive, "2026-11-02T08:00:00", 2)
    warehouse.mkdir()
    (warehouse / "coverage").write_text("in the way of a folder")
    assert run_batch(write_site(tmp_path), archive, warehouse) == 3
    told = capsys.readouterr().err.strip().splitlines()
    assert told[-2].startswith("pantau nightly broke off: ") and "coverage" in told[-2]
    assert told[-1] == "Run it again with --verbose before the command to see where."
