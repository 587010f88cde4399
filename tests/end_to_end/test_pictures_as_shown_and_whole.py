"""The rendered office as other recorders store it: half of its columns and one key frame; and with packets lost."""

import copy
from datetime import timedelta
from fractions import Fraction

import av
import numpy as np
import pytest
import yaml

from pantau.schemas.tables import COVERAGE, RECORDINGS, SERVICE_TIME, STAFF_PRESENCE
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import run_batch
from tests.transforms.damaged_clips import lossy
from tests.transforms.numbered_clips import encode

NEAR = timedelta(seconds=2.5)
"""A service of the same frames compressed otherwise begins and ends about a sample apart."""

H264 = {"preset": "veryfast", "crf": "20"}


def frames_of(path):
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]


def stored(office, archive):
    """The recordings of the office in a folder of an archive, and the first of them in another."""
    for number, path in enumerate(sorted(office.archive.rglob("*.mp4"))):
        frames = frames_of(path)
        height, width = frames[0].shape[:2]
        with av.open(str(path)) as container:
            fps = round(container.streams.video[0].average_rate)
        given = {"seconds": np.arange(len(frames)) / fps, "fps": fps, "draw": frames.__getitem__}
        for name in ("halved", "lossy"):
            (archive / name).mkdir(parents=True, exist_ok=True)
        halved = {"size": (width // 2, height), "pixel_aspect": Fraction(2), "gop": 10 * fps}
        encode(
            archive / "halved" / path.name, "libx264", **given, **halved, **H264, **{"x264-params": "intra-refresh=1"}
        )
        if number:
            continue
        whole = encode(
            archive.parent / f"{path.stem}.ts", "libx264", **given, size=(width, height), gop=30 * fps, **H264
        )
        lossy(whole, archive / "lossy" / f"{path.stem}.ts", 0.25, (0.3, 0.85))


def site_of(office, folders):
    """The office's site with a camera, two counters and a recorder for each folder."""
    plain = yaml.safe_load(office.site.read_text(encoding="utf-8"))
    site = {**plain, "recorders": [], "cameras": [], "counters": []}
    for folder in folders:
        site["recorders"].append({"id": f"r-{folder}", "folder": folder})
        camera = yaml.safe_load(yaml.safe_dump(plain["cameras"][0]).replace("loket-", f"{folder}-"))
        site["cameras"].append({**camera, "id": folder, "recorder": f"r-{folder}"})
        site["counters"] += [
            {**copy.deepcopy(counter), "id": counter["id"].replace("loket-", f"{folder}-")}
            for counter in plain["counters"]
        ]
    return yaml.safe_dump(site, sort_keys=False)


@pytest.fixture(scope="module")
def warehouse(office, tmp_path_factory):
    folder = tmp_path_factory.mktemp("stored")
    stored(office, folder / "archive")
    (folder / "site.yaml").write_text(site_of(office, ("halved", "lossy")), encoding="utf-8")
    assert run_batch(folder / "site.yaml", folder / "archive", folder / "warehouse") == 0
    return folder / "warehouse"


def services(warehouse, camera):
    rows = read_table(warehouse, SERVICE_TIME).to_pylist()
    return sorted(
        (row["counter_id"].rpartition("-")[2], row["started_at"], row["ended_at"], row["end_censored"])
        for row in rows
        if camera is None or row["camera_id"] == camera
    )


def rows_of(warehouse, table, camera):
    return [row for row in read_table(warehouse, table).to_pylist() if row["camera_id"] == camera]


def test_the_services_are_those_of_the_office(office, warehouse):
    found, known = services(warehouse, "halved"), services(office.warehouse, None)
    assert len(known) >= 4
    assert [(counter, cut) for counter, _, _, cut in found] == [(counter, cut) for counter, _, _, cut in known]
    for (_, start, end, _), (_, known_start, known_end, _) in zip(found, known, strict=True):
        assert abs(start - known_start) <= NEAR and abs(end - known_end) <= NEAR
    states = {row["coverage_state"] for row in rows_of(warehouse, COVERAGE, "halved")}
    assert states == {"recorded", "out_of_schedule"}


def test_a_recording_is_as_wide_as_it_is_shown(warehouse):
    shown = {(row["width"], row["height"], row["pixel_aspect"]) for row in rows_of(warehouse, RECORDINGS, "halved")}
    assert shown == {(640, 360, 2.0)}
    told = {tuple(row["defects"]) for row in rows_of(warehouse, RECORDINGS, "halved")}
    assert told == {("intra_refresh: 1 key frames, 5 recovery points",)}


def test_where_packets_were_lost_nothing_is_said_of_anybody(warehouse):
    coverage = rows_of(warehouse, COVERAGE, "lossy")
    lost = [(row["started_at"], row["ended_at"]) for row in coverage if row["coverage_state"] == "unreadable"]
    assert 30 < sum((end - start).total_seconds() for start, end in lost) < 45
    for row in rows_of(warehouse, SERVICE_TIME, "lossy"):
        into = [start for start, end in lost if row["started_at"] < end and row["ended_at"] + NEAR > start]
        assert not into or (row["end_censored"] and row["ended_at"] <= into[0])
    assert not any(row["state"] == "unattended" for row in rows_of(warehouse, STAFF_PRESENCE, "lossy"))
