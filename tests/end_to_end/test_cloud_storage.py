"""Nights on Cloud Storage: the same tables as on folders of this machine."""

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from pantau.pipelines import nightly
from pantau.pipelines.command_line import BAD_USE, DONE, LOST, OCCUPIED, main
from pantau.schemas.tables import OBSERVED_TABLES, RECORDINGS, REJECTS, SERVICE_TIME
from pantau.sql import connect
from pantau.transforms.detection import observe_recordings
from pantau.transforms.storage.bucket import Bucket
from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.delta.commits import runs_of
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, tables, write_site
from tests.end_to_end.test_faults import before
from tests.fake_cloud_storage import CloudStorage, Fault
from tests.office import Office
from tests.transforms.tables.test_transaction import run


@pytest.fixture
def archive(office: Office, bucket: Bucket) -> str:
    """The address of a copy of the office's archive."""
    for path in sorted(office.archive.rglob("*.mp4")):
        bucket.create(f"archive/{path.relative_to(office.archive).as_posix()}", path.read_bytes())
    return f"gs://{bucket.bucket}/archive"


def test_a_night_from_a_bucket_into_a_bucket(
    office: Office,
    archive: str,
    cloud: CloudStorage,
    bucket: Bucket,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    warehouse, clip = f"gs://{bucket.bucket}/hall", tmp_path / "clip.mp4"
    cloud.requests.clear()
    cloud.faults = [
        Fault("GET", ".mp4?alt=media", "truncated"),
        *(Fault("GET", "alt=media", kind) for kind in (503, 429, "reset")),
        *(Fault("POST", "uploadType", kind) for kind in (503, "reset", 429, "lost")),
    ]
    assert run_batch(office.site, archive, warehouse, "--date", "2026-06-09") == DONE
    assert not any(fault.times for fault in cloud.faults)
    # Each of the two came once for all stages, and once more where its answer was cut short; nothing of it stays.
    assert cloud.bytes_down("archive/")[0] == 2 + 1
    assert os.listdir(tmp_path / "cache" / "recordings") == []

    monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / "another machine"))
    assert tables(warehouse, "runs") == tables(office.warehouse, "runs")

    capsys.readouterr()
    answers = []
    for place in (office.warehouse, warehouse):
        assert main(["ask", "service_time", "--format", "csv", "--warehouse", str(place)]) == DONE
        assert main(["ask", "coverage_by_day", "--format", "csv", "--warehouse", str(place)]) == DONE
        answers.append(capsys.readouterr().out)
    assert answers[0] == answers[1] and "loket-1" in answers[0]
    assert main(["check", "--warehouse", warehouse]) == DONE
    assert main(["report", "--warehouse", warehouse, "--out", str(tmp_path / "page.html")]) == DONE
    event = read_table(warehouse, SERVICE_TIME)["event_id"][0].as_py()
    given = ["--warehouse", warehouse, "--archive", archive, "--out", str(clip)]
    assert main(["clip", event, *given]) == DONE and clip.stat().st_size > 0
    drawn = []
    monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / "a third machine"))
    for name, places in (("here", (office.archive, office.warehouse)), ("there", (archive, warehouse))):
        given = ["--archive", str(places[0]), "--warehouse", str(places[1]), "--out", str(tmp_path / f"{name}.png")]
        assert main(["site", "draw", "--site", str(office.site), "--camera", "cam-1", *given]) == DONE
        drawn.append((tmp_path / f"{name}.png").read_bytes())
    assert drawn[0] == drawn[1]
    assert os.listdir(tmp_path / "a third machine" / "recordings") == []
    monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / "another machine"))
    assert os.listdir(tmp_path / "another machine" / "recordings") == []
    assert main(["prune", "--keep", "1", "--warehouse", warehouse]) == DONE

    assert main(["retain", "--site", str(office.site), "--warehouse", warehouse]) == DONE
    kept = {stored.name.split("/")[1] for stored in bucket.list("hall/")}
    assert kept >= {"commits", "deletions", "service_time"} and not kept & {table.name for table in OBSERVED_TABLES}
    monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / "cache"))
    with connect(warehouse) as connection:
        assert connection.execute("SELECT count(*) FROM samples").fetchall() == [(0,)]
        assert connection.execute("SELECT count(*) > 0 FROM service_time").fetchall() == [(True,)]


def test_a_night_that_another_one_overtook_says_so_and_leaves_nothing_to_be_seen(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    site, archive, warehouse = write_site(tmp_path), f"gs://{bucket.bucket}/archive", f"gs://{bucket.bucket}/hall"
    path = record(tmp_path / "here", "2026-11-02T08:00:00", 6)
    bucket.create(f"archive/nvr/{path.name}", path.read_bytes())
    given = site, archive, warehouse, "--date", "2026-11-02"
    with monkeypatch.context() as during:
        before(during, nightly, "enter", lambda: run(warehouse, 1, day=date(2026, 11, 1)))
        assert run_batch(*given) == OCCUPIED
    assert f"{warehouse}: another run was committed while this one worked" in capsys.readouterr().err
    assert runs_of(place_of(warehouse)) == [1] and read_table(warehouse, RECORDINGS).num_rows == 0
    with monkeypatch.context() as during:
        before(during, nightly, "enter", lambda: run(warehouse, 2, day=date(2026, 11, 1)))
        assert run_batch(*given, "--wait", "600") == DONE
    # Of other dates than the night rests on.
    with monkeypatch.context() as during:
        before(during, nightly, "enter", lambda: run(warehouse, 1, day=date(2026, 11, 20)))
        assert run_batch(*given) == DONE
    assert runs_of(place_of(warehouse)) == [1, 2, 3, 4, 5] and list(bucket.list("hall/_drafts/")) == []


def test_a_night_and_a_question_ask_a_bucket_few_times(
    cloud: CloudStorage, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    site, archive, warehouse = write_site(tmp_path), f"gs://{bucket.bucket}/archive", f"gs://{bucket.bucket}/hall"
    for at in ("08:00:00", "08:10:00"):
        path = record(tmp_path / "here", f"2026-11-02T{at}", 6)
        bucket.create(f"archive/nvr/{path.name}", path.read_bytes())

    def requests(command: Callable[[], int]) -> int:
        cloud.requests.clear()
        assert command() == DONE
        return len(cloud.requests)

    def night() -> int:
        return run_batch(site, archive, warehouse, "--date", "2026-11-02")

    # As counted, and what the display of progress asks besides, which depends on the time that it takes.
    assert requests(night) <= 143 + 12 and requests(night) <= 81 + 12
    ask, check = (partial(main, [*words, "--warehouse", warehouse]) for words in (["ask", "service_time"], ["check"]))
    counted = [requests(command) for command in (ask, ask, check)]
    assert counted == [3, 2, 34]
    monkeypatch.setenv("PANTAU_CACHE", str(tmp_path / "another machine"))
    assert requests(ask) == 9


def alter(bucket: Bucket, name: str) -> None:
    """Replaces a recording by one of the same size and length, of which one frame is another."""
    content = bytearray(bucket.read(name))
    begin = content.index(b"mdat")
    content[(begin + content.index(b"moov", begin)) // 2] ^= 1
    bucket.replace(name, bytes(content))


def test_a_recording_replaced_by_one_of_the_same_size_and_length_is_a_reject_and_the_next_night_is_right(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    site, archive, warehouse = write_site(tmp_path), f"gs://{bucket.bucket}/archive", f"gs://{bucket.bucket}/hall"
    for at in ("08:00:00", "08:10:00"):
        path = record(tmp_path / "here", f"2026-11-02T{at}", 6)
        bucket.create(f"archive/nvr/{path.name}", path.read_bytes())
    _, second = sorted(stored.name for stored in bucket.list("archive/"))

    with monkeypatch.context() as during:
        before(during, observe_recordings, "observation_notes", lambda: alter(bucket, second))
        assert run_batch(site, archive, warehouse, "--date", "2026-11-02") == LOST
    found = read_table(warehouse, REJECTS)
    assert [(row["input"], row["step"], row["error"]) for row in found.to_pylist()] == [
        (second.removeprefix("archive/"), "observe", "changing")
    ]
    assert run_batch(site, archive, warehouse, "--date", "2026-11-02") == DONE
    undisturbed = f"gs://{bucket.bucket}/undisturbed"
    assert run_batch(site, archive, undisturbed, "--date", "2026-11-02") == DONE
    assert tables(warehouse, "runs") == tables(undisturbed, "runs")


def test_a_recording_replaced_while_it_is_fetched_is_a_reject(
    office: Office, archive: str, cloud: CloudStorage, bucket: Bucket
):
    _, second = sorted(stored.name for stored in bucket.list("archive/"))
    warehouse = f"gs://{bucket.bucket}/hall"
    # As Cloud Storage answers who asks for a generation that is no more.
    cloud.faults = [Fault("GET", f"{second}?alt=media", lambda: alter(bucket, second) or 412)]
    assert main(["inventory", "--site", str(office.site), "--archive", archive, "--warehouse", warehouse]) == LOST
    assert not cloud.faults[0].times
    found = read_table(warehouse, REJECTS).to_pylist()
    assert [(row["input"], row["step"], row["error"]) for row in found] == [
        (second.removeprefix("archive/"), "probe", "changing")
    ]


@pytest.mark.parametrize("option", ["--archive", "--warehouse"])
def test_what_is_refused_is_said_in_one_sentence(
    option: str, office: Office, cloud: CloudStorage, capsys: pytest.CaptureFixture[str]
):
    places = {"--site": office.site, "--archive": office.archive, "--warehouse": office.warehouse}
    given = [str(word) for pair in (places | {option: "gs://no-such-bucket/hall"}).items() for word in pair]
    assert main(["nightly", *given]) == BAD_USE
    assert "gs://no-such-bucket/hall/" in (said := capsys.readouterr().err)
    assert "there is no such bucket; check its name" in said and said.count("\n") == 1
    cloud.faults = [Fault("GET", "/o", 403)]
    assert main(["nightly", *given]) == BAD_USE
    assert "access is refused" in (said := capsys.readouterr().err) and said.count("\n") == 1
