"""`pantau clip` over the rendered tiny scenario."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise

import av
import pytest

from pantau.pipelines.command_line import main
from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE
from pantau.transforms.tables.partition_files import read_table

OPENS, SEAM, CLOSES = (datetime.fromisoformat(f"2026-06-09T01:0{minute}:00+00:00") for minute in (0, 1, 2))
"""The footage begins, its second recording begins, it ends."""


def cut(office, event, out, *more):
    archive, warehouse = str(office.archive), str(office.warehouse)
    return main(["clip", event, "--warehouse", warehouse, "--archive", archive, "--out", str(out), *more])


def test_the_clip_of_every_service_shows_it_from_beginning_to_end(office, tmp_path, capsys):
    for row in read_table(office.warehouse, SERVICE_TIME).to_pylist():
        out = tmp_path / f"{row['event_id']}.mp4"
        assert cut(office, row["event_id"], out, "--margin", "2") == 0
        note = json.loads((tmp_path / f"{row['event_id']}.mp4.json").read_text(encoding="utf-8"))
        first = datetime.fromisoformat(note["clip"]["first_frame_at"]["utc"])
        with av.open(str(out)) as container:
            times = [frame.time for frame in container.decode(video=0)]
        assert len(times) == note["clip"]["frames"]
        assert first <= max(OPENS, row["started_at"] - timedelta(seconds=2))
        assert first + timedelta(seconds=times[-1] + 0.3) >= min(CLOSES, row["ended_at"] + timedelta(seconds=2))
        assert max(b - a for a, b in pairwise(times)) == pytest.approx(0.2, abs=0.01)
        assert note["clip"]["sha256"] == sha256(out.read_bytes()).hexdigest()
        assert note["event"]["event_id"] == row["event_id"] and note["event"]["table"] == "service_time"
    assert "evidence in" in capsys.readouterr().out


def test_a_state_over_both_recordings_is_cut_from_both(office, tmp_path):
    rows = read_table(office.warehouse, STAFF_PRESENCE).to_pylist()
    event = next(row["event_id"] for row in rows if row["started_at"] < SEAM < row["ended_at"])
    assert cut(office, event, tmp_path / "clip.mp4") == 0
    note = json.loads((tmp_path / "clip.mp4.json").read_text(encoding="utf-8"))
    assert [recording["recording_uri"][-18:] for recording in note["recordings"]] == [
        "20260609080000.mp4",
        "20260609080100.mp4",
    ]


def test_an_unknown_event_ends_with_status_2_and_the_remedy(office, tmp_path, capsys):
    assert cut(office, "nope", tmp_path / "clip.mp4") == 2
    assert (
        "event nope: is in none of the tables service_time, waiting_visits, staff_presence, anomalies"
        in capsys.readouterr().err
    )
    assert not list(tmp_path.iterdir())


def test_another_archive_ends_with_status_2(changed_office, tmp_path, capsys):
    event = read_table(changed_office.warehouse, SERVICE_TIME).to_pylist()[0]["event_id"]
    (tmp_path / "other").mkdir()
    given = ["--warehouse", str(changed_office.warehouse), "--archive", str(tmp_path / "other")]
    assert main(["clip", event, *given, "--out", str(tmp_path / "clip.mp4")]) == 2
    assert "it may be past its retention, or the archive is another one" in capsys.readouterr().err


@pytest.mark.parametrize("margin", ["-1", "nan", "a lot", "1e9"])
def test_a_margin_that_is_none_is_refused(office, tmp_path, margin):
    with pytest.raises(SystemExit) as refused:
        cut(office, "any", tmp_path / "clip.mp4", f"--margin={margin}")
    assert refused.value.code == 2
