"""A run with recordings that crash, hang or fill the memory while they are observed."""

from pantau.schemas.tables import TABLES
from pantau.transforms.recordings import work_limits
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, tables, write_site

# Python runs a module of this name when it starts, so the processes of the run meet these faults, and nobody else.
FAULTS = """\
import os, signal, time
import pantau.transforms.recordings.work_limits as allowance
import pantau.transforms.recordings.probing.probe as probe
import pantau.transforms.detection.sampling.seeking as seeking

allowance.AT_LEAST_S = 15.0
usual = seeking.open_video

def open_to_probe(source, name, threads=1):
    if "0850" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    return usual(source, name, threads)

def open_video(source, name, threads=1):
    with open({log!r}, "a") as log:
        print(name, file=log)
    if "0810" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    if "0820" in name:
        time.sleep(3600)
    if "0840" in name and not os.path.exists({log!r} + ".killed"):
        open({log!r} + ".killed", "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    if "0830" in name:
        kept = []
        while True:
            kept.append(b"x" * 20_000_000)
            time.sleep(0.005)
    return usual(source, name, threads)

seeking.open_video = open_video
probe.open_video = open_to_probe
"""

SITE = "night: {{max_memory_mb: {mb}, max_rejected_share: 1.0, max_slowness: 0.01}}\n"


def rows(warehouse, name):
    return read_table(warehouse, TABLES[name]).to_pylist()


def test_each_is_a_reject_and_the_others_are_as_if_they_were_not_there(tmp_path, monkeypatch):
    archive, warehouse, log = tmp_path / "archive", tmp_path / "warehouse", tmp_path / "log"
    record(archive, "2026-06-08T08:00:00", 6)
    site = write_site(tmp_path, more=SITE.format(mb=600))
    assert run_batch(site, archive, tmp_path / "alone") == 0
    for at in ("08:10:00", "08:20:00", "08:30:00", "08:40:00", "08:50:00"):
        record(archive, f"2026-06-08T{at}", 6)

    monkeypatch.setattr(work_limits, "AT_LEAST_S", 15.0)
    (tmp_path / "faults").mkdir()
    (tmp_path / "faults" / "sitecustomize.py").write_text(FAULTS.format(log=str(log)), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "faults")
    assert run_batch(site, archive, warehouse, "--no-index", whole=True) == 0

    rejects = {row["input"][-10:-4]: row for row in rows(warehouse, "rejects")}
    assert {key: (row["step"], row["error"]) for key, row in rejects.items()} == {
        "081000": ("observe", "crashed"),
        "082000": ("observe", "too_slow"),
        "083000": ("observe", "too_large"),
        "085000": ("probe", "crashed"),
    }
    assert "(SIGSEGV)" in rejects["081000"]["reason"]
    assert "more than 15 s" in rejects["082000"]["reason"]
    assert "more than 600 MB" in rejects["083000"]["reason"]
    named = {row["recording_id"]: row["recording_uri"][-10:-4] for row in rows(warehouse, "recordings")}
    assert {named[row["recording_id"]] for row in rows(warehouse, "samples")} == {"080000", "084000"}
    states = {(f"{row['started_at']:%M:%S}", row["coverage_state"]) for row in rows(warehouse, "coverage")}
    assert states >= {("00:00", "recorded"), ("40:00", "recorded")}
    assert states >= {
        ("10:00", "unreadable"),
        ("20:00", "unreadable"),
        ("30:00", "unreadable"),
        ("50:00", "unreadable"),
    }
    for table in ("samples", "observations"):
        for path, content in tables(tmp_path / "alone").items():
            if path.startswith(f"{table}/"):
                assert tables(warehouse)[path] == content

    # A second run tries none of them again, and says the same; one whose memory may be larger is tried.
    before, tried = tables(warehouse, "runs"), log.read_text(encoding="utf-8")
    assert run_batch(site, archive, warehouse, "--no-index", whole=True) == 0
    assert tables(warehouse, "runs") == before
    assert log.read_text(encoding="utf-8") == tried
    site.write_text(site.read_text(encoding="utf-8").replace("600", "610"), encoding="utf-8")
    (archive / "nvr" / "ch01_20260608082000.mp4").unlink()
    assert run_batch(site, archive, warehouse, "--no-index", whole=True) == 0
    assert "more than 610 MB" in {row["error"]: row["reason"] for row in rows(warehouse, "rejects")}["too_large"]
