"""Real clips and broken files through the same command as every night; the clips themselves stay where they are."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from pantau.pipelines.command_line import main
from pantau.schemas.site import load_site
from pantau.schemas.tables import (
    ANOMALIES,
    COVERAGE,
    RECORDINGS,
    REJECTS,
    SAMPLES,
    SERVICE_TIME,
    STAFF_PRESENCE,
    WAITING_VISITS,
)
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import run_batch
from tests.warm_processes import warm_processes

SITES = Path(__file__).parent / "sites"
JAKARTA = ZoneInfo("Asia/Jakarta")
CLIPS = ("checkout_cashier.mp4", "service_counter_queue.mp4", "office_nvr_osd.avi", "vtest.avi")


def seconds(moment: datetime) -> float:
    """Seconds after nine, when every clip begins."""
    return (moment - datetime(2026, 11, 2, 9, tzinfo=JAKARTA)).total_seconds()


def linked_archive(folder: Path, clips: list[Path]) -> Path:
    """An archive of hard copies, since links are never followed."""
    folder.mkdir()
    for clip in clips:
        (folder / clip.name).write_bytes(clip.read_bytes())
    return folder


@pytest.fixture(scope="module")
def warehouse(footage, tmp_path_factory):
    folder = tmp_path_factory.mktemp("clips")
    archive = linked_archive(folder / "archive", [footage / "real" / name for name in CLIPS])
    assert run_batch(SITES / "real_clips.yaml", archive, folder / "w") == 0
    return folder / "w"


def test_the_customer_at_the_till_is_one_session_from_three_seconds_to_the_end(warehouse):
    (session,) = [row for row in read_table(warehouse, SERVICE_TIME).to_pylist() if row["counter_id"] == "till"]
    assert seconds(session["started_at"]) == pytest.approx(3, abs=1)
    assert seconds(session["ended_at"]) == pytest.approx(26.12, abs=0.1)
    # So soon after the beginning, nobody knows whether the customer had been there and gone for a moment.
    assert (session["start_censored"], session["end_censored"]) == (True, True)
    assert session["staffed_share"] == 1
    assert session["recording_uri"] == "checkout_cashier.mp4"


def test_the_cashier_is_present_throughout(warehouse):
    rows = [row for row in read_table(warehouse, STAFF_PRESENCE).to_pylist() if row["counter_id"] == "till"]
    staffed = sum(row["duration_s"] for row in rows if row["state"] in ("serving", "idle"))
    assert staffed == pytest.approx(26.12, abs=0.1)
    assert not any(row["state"] == "unattended" for row in rows)


def test_both_places_in_the_office_are_taken(warehouse):
    rows = [row for row in read_table(warehouse, STAFF_PRESENCE).to_pylist() if row["counter_id"].startswith("place")]
    assert {row["counter_id"] for row in rows if row["state"] == "idle"} == {"place-1", "place-2"}
    assert not any(row["state"] == "unattended" for row in rows)


def test_a_clerk_whom_a_visitor_hides_is_unknown_and_never_absent(warehouse):
    rows = [row for row in read_table(warehouse, STAFF_PRESENCE).to_pylist() if row["counter_id"] == "desk"]
    assert not any(row["state"] == "unattended" for row in rows)
    assert any(row["state"] in ("serving", "idle") and row["observed_share"] == 1 for row in rows)


def test_the_woman_who_walks_on_the_grass_is_a_review_candidate(warehouse):
    found = [row for row in read_table(warehouse, ANOMALIES).to_pylist() if row["kind"] == "visitor_in_staff_area"]
    assert [row["zone_id"] for row in found] == ["grass"]
    assert seconds(found[0]["started_at"]) < 60 < seconds(found[0]["ended_at"])


def test_nothing_is_claimed_that_shows_only_beyond_the_edges_of_the_footage(warehouse):
    assert all(row["waiting_s"] is None for row in read_table(warehouse, SERVICE_TIME).to_pylist())
    assert {row["waiting_outcome"] for row in read_table(warehouse, WAITING_VISITS).to_pylist()} == {"unknown"}
    shown = {
        row["camera_id"]: (row["started_at"], row["ended_at"]) for row in read_table(warehouse, RECORDINGS).to_pylist()
    }
    limits = load_site(SITES / "real_clips.yaml").thresholds_on(date(2026, 11, 2))
    edges = 0
    for table in (SERVICE_TIME, WAITING_VISITS, STAFF_PRESENCE, ANOMALIES):
        merge_s = limits.presence_merge_s if table == STAFF_PRESENCE else limits.service_merge_s
        for row in read_table(warehouse, table).to_pylist():
            if row.get("state") == "unknown" or row.get("kind") == "footage_missing":
                continue
            first, last = shown[row["camera_id"]]
            if (row["started_at"] - first).total_seconds() <= merge_s:
                assert row["start_censored"], row
                edges += 1
            if (last - row["ended_at"]).total_seconds() <= merge_s:
                assert row["end_censored"], row
                edges += 1
    assert edges >= 10


def test_every_broken_file_is_in_recordings_or_in_rejects_with_a_reason(footage, tmp_path, monkeypatch):
    files = sorted((footage / "broken").iterdir())
    archive = linked_archive(tmp_path / "archive", files)
    site = yaml.safe_load((SITES / "real_clips.yaml").read_text(encoding="utf-8"))
    # A file a minute, on two cameras in turn, since all of these have names without a time.
    site["recorders"][0]["known_starts"] = [
        {
            "file": file.name,
            "camera": ("office", "yard")[i % 2],
            "started_at": f"2026-11-02T{9 + i // 60:02d}:{i % 60:02d}:00+07:00",
            "source": "made up",
        }
        for i, file in enumerate(files)
    ]
    (tmp_path / "site.yaml").write_text(yaml.safe_dump(site))
    arguments = ["--site", f"{tmp_path}/site.yaml", "--archive", str(archive), "--warehouse", f"{tmp_path}/w"]

    warm_processes(monkeypatch)
    assert main(["nightly", "--no-index", *arguments]) == 1

    recorded = {row["recording_uri"] for row in read_table(tmp_path / "w", RECORDINGS).to_pylist()}
    rejects = read_table(tmp_path / "w", REJECTS).to_pylist()
    assert recorded | {row["input"] for row in rejects} == {file.name for file in files}
    assert all(row["input"] in row["reason"] for row in rejects)
    assert {row["input"]: row["error"] for row in rejects if row["step"] == "probe"} == {
        "avi_mjpeg_header_no_frames.avi": "no_packets",
        "h264_mov-3elist-encrypted.mp4": "no_pictures",
        "lfs_pointer_cctv1.mp4": "text",
        "mjpeg_Owner-iTunes_9.0.3.15.mp4": "unknown_rate",  # sound with a cover, which has no time
    }
    seen = {row["recording_id"] for row in read_table(tmp_path / "w", SAMPLES).to_pylist()}
    unseen = {row["input"] for row in rejects if row["step"] == "observe"}
    assert len(seen) + len(unseen) == len(recorded)
    for camera in ("office", "yard"):
        rows = [r for r in read_table(tmp_path / "w", COVERAGE).to_pylist() if r["camera_id"] == camera]
        assert sum(row["duration_s"] for row in rows) == pytest.approx(86400)
        assert {row["service_date"] for row in rows} == {date(2026, 11, 2)}
