"""A night over recordings whose times are not what they seem."""

from datetime import UTC

import cv2

from pantau.schemas.tables import TABLES
from pantau.transforms.tables.partition_files import read_table
from tests.batch_runs import record, run_batch, write_site
from tests.transforms.numbered_clips import draw_number, encode, regular
from tests.transforms.recordings.probing.muxing import muxed


def rows(warehouse, name):
    return read_table(warehouse, TABLES[name]).to_pylist()


def test_times_are_believed_only_as_far_as_their_witnesses_agree(tmp_path):
    nvr = tmp_path / "archive" / "nvr"
    nvr.mkdir(parents=True)
    # 1: JPEG after JPEG, five a second, taken for 25
    for second in (0, 8, 16):
        jpegs = (cv2.imencode(".jpg", draw_number(5 * second + number))[1].tobytes() for number in range(40))
        (nvr / f"ch01_202611020800{second:02}.mjpg").write_bytes(b"".join(jpegs))
    # 2: a bare stream, whose rate the site file states
    encode(nvr / "ch02_20261102080000.h264", "libx264", regular(40, 5), gop=10, preset="ultrafast")
    # 3: sound, and the first frame after four seconds
    source = record(tmp_path, "2026-11-02T08:00:00", 10)
    muxed(nvr / "ch03_20261102080000.mp4", [(source, lambda at: at if at >= 4 else None)], (0, 10))
    # 4: the same bytes twice, half an hour apart
    for minute in ("00", "30"):
        (nvr / f"ch04_2026110208{minute}00.mp4").write_bytes(source.read_bytes())
    site = write_site(tmp_path, 4, more="night: {max_rejected_share: 1.0}\n")
    site.write_text(site.read_text().replace("    channel: 2\n", "    channel: 2\n    frame_rate: 5\n"))
    assert run_batch(site, tmp_path / "archive", tmp_path / "warehouse") == 0

    recorded = [
        (
            row["camera_id"],
            f"{row['started_at'].astimezone(UTC):%H:%M:%S.%f}"[:-4],
            round(row["duration_s"], 3),
            row["timeline_source"],
            row["start_delay_s"] and round(row["start_delay_s"], 3),
        )
        for row in rows(tmp_path / "warehouse", "recordings")
    ]
    assert recorded == [
        ("cam-1", "01:00:00.00", 8.0, "neighbours", None),
        ("cam-1", "01:00:08.00", 8.0, "neighbours", None),
        ("cam-1", "01:00:16.00", 8.0, "neighbours", None),
        ("cam-2", "01:00:00.00", 8.0, "site_file", None),
        ("cam-3", "01:00:04.00", 6.0, "pts", 4.0),
    ]
    rejects = [(row["input"][4:], row["error"]) for row in rows(tmp_path / "warehouse", "rejects")]
    assert rejects == [("ch04_20261102080000.mp4", "same_bytes"), ("ch04_20261102083000.mp4", "same_bytes")]
    seen = {}
    for row in rows(tmp_path / "warehouse", "samples"):
        seen.setdefault(row["camera_id"], set()).add(row["offset_s"])
    # Two seconds apart by the recorder's clock; all of JPEGs are key frames, of which the nearest are taken.
    assert {camera: sorted(offsets) for camera, offsets in seen.items()} == {
        "cam-1": [0, 2, 4, 6, 7.8],
        "cam-2": [0, 2, 4, 6],
        "cam-3": [0, 2, 4],
    }
    covered = [
        (row["camera_id"], row["coverage_state"], round(row["duration_s"], 3))
        for row in rows(tmp_path / "warehouse", "coverage")
        if row["coverage_state"] in ("recorded", "unreadable")
    ]
    assert covered == [
        ("cam-1", "recorded", 8.0),
        ("cam-1", "recorded", 8.0),
        ("cam-1", "recorded", 8.0),
        ("cam-2", "recorded", 8.0),
        ("cam-3", "recorded", 6.0),
        ("cam-4", "unreadable", 10.0),
        ("cam-4", "unreadable", 10.0),
    ]
