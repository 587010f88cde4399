"""`pantau clip` over the rendered tiny scenario."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import pairwise
from zipfile import ZipFile

import av
import numpy as np
import pytest

from pantau.pipelines import playback
from pantau.pipelines.command_line import main
from pantau.pipelines.playback import DrawingMaker, DrawnRequest
from pantau.schemas.site import load_site
from pantau.schemas.tables import SERVICE_TIME, STAFF_PRESENCE
from pantau.transforms.evidence.drawn.pixelation import ROWS
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
    assert "--site` says whether its retention explains it" in capsys.readouterr().err
    given += ["--site", str(changed_office.site)]
    assert main(["clip", event, *given, "--out", str(tmp_path / "clip.mp4")]) == 2
    assert "was purged by retention; camera cam-1 keeps recordings for" in capsys.readouterr().err


@pytest.mark.parametrize("margin", ["-1", "nan", "a lot", "1e9"])
def test_a_margin_that_is_none_is_refused(office, tmp_path, margin):
    with pytest.raises(SystemExit) as refused:
        cut(office, "any", tmp_path / "clip.mp4", f"--margin={margin}")
    assert refused.value.code == 2


def drawn(office, event, out, *more):
    return cut(office, event, out, "--drawn", "--site", str(office.site), "--margin", "0", *more)


def frame_of(path):
    """The first frame without the bars above and below it."""
    with av.open(str(path)) as container:
        pixels = next(container.decode(video=0)).to_ndarray(format="bgr24")
    size = max(14, pixels.shape[1] // 70)
    return pixels[4 * size : -2 * size]


def flat_share(pixels):
    """Share of 24 rows of square blocks that have one colour, but for what compression does to it."""
    side = pixels.shape[0] / ROWS
    edges = [[round(number * side) for number in range(round(length / side) + 1)] for length in pixels.shape[:2]]
    blocks = [
        pixels[top + 4 : bottom - 4, left + 4 : right - 4].reshape(-1, 3).astype(int)
        for top, bottom in pairwise(edges[0])
        for left, right in pairwise(edges[1])
    ]
    return np.mean([np.ptp(block, axis=0).max() < 24 for block in blocks])


def test_a_drawn_clip_shows_who_is_concerned_and_nobody_else(office, tmp_path, capsys):
    row = min(read_table(office.warehouse, SERVICE_TIME).to_pylist(), key=lambda row: row["duration_s"])
    out = tmp_path / "clip.webm"
    assert drawn(office, row["event_id"], out, "--reviewer", "Ani") == 0
    note = json.loads((tmp_path / "clip.webm.json").read_text(encoding="utf-8"))
    with av.open(str(out)) as container:
        times = [frame.time for frame in container.decode(video=0)]
    assert len(times) == note["clip"]["frames"] == pytest.approx(5 * row["duration_s"], abs=1)
    assert times[-1] + 0.2 == pytest.approx(row["duration_s"], abs=0.2)
    assert note["clip"]["sha256"] == sha256(out.read_bytes()).hexdigest()
    frames, made = note["frames"], note["made_by"]
    assert frames["pixelated"] == "others" and frames["concerned"]["followed"] >= 1
    assert frames["concerned"]["seats"] == [f"{row['counter_id']}-seat"]
    assert frames["concerned"]["found_on_share_of_looks"] > 0.8
    assert "staff" in {zone["zone_id"] for zone in frames["zones"]}
    assert made["person"] == "Ani" and made["command"][:3] == ["pantau", "clip", row["event_id"]]
    assert made["command"][-5:] == ["--site", str(office.site), "--drawn", "--reviewer", "Ani"]
    assert "SHA-256" in capsys.readouterr().out
    assert 0.6 < flat_share(frame_of(out)) < 0.97


def test_what_the_desk_draws_is_the_beginning_and_lies_with_its_manifest_in_one_file(office, tmp_path, monkeypatch):
    monkeypatch.setattr(playback, "MARGIN_S", 0.0)
    monkeypatch.setattr(playback, "DRAWN_SECONDS", 2.0)
    event = min(read_table(office.warehouse, SERVICE_TIME).to_pylist(), key=lambda row: row["duration_s"])["event_id"]
    archive, warehouse, site = str(office.archive), str(office.warehouse), load_site(office.site)
    asked = DrawnRequest(archive, warehouse, site, office.site.parent, event, tmp_path / "made.zip", "Ani")
    told = DrawingMaker()(asked)
    with ZipFile(asked.target) as together:
        clip, note = (together.read(name) for name in (f"{event}.webm", f"{event}.webm.json"))
    assert json.loads(note)["clip"] == told["clip"] and told["clip"]["sha256"] == sha256(clip).hexdigest()
    assert told["clip"]["frames"] == pytest.approx(10, abs=1)
    assert (told["made_by"]["person"], told["made_by"]["command"]) == ("Ani", ["pantau", "desk"])
    assert [one.name for one in tmp_path.iterdir()] == ["made.zip"]


def test_a_clip_is_verified_against_its_manifest(office, changed_office, tmp_path, capsys):
    event = read_table(office.warehouse, STAFF_PRESENCE).to_pylist()[0]["event_id"]
    out = tmp_path / "clip.mp4"
    assert cut(office, event, out) == 0
    written_down = capsys.readouterr().out.split("SHA-256 ")[1][:64]

    def verified(archive):
        status = main(["clip", "--verify", f"{out}.json", "--archive", str(archive)])
        return status, capsys.readouterr().out

    status, told = verified(office.archive)
    assert status == 0 and written_down in told and told.count("is as the manifest says") == 2
    (tmp_path / "empty").mkdir()
    status, told = verified(tmp_path / "empty")
    assert status == 1 and told.count("is as the manifest says") == 1
    with out.open("ab") as file:
        file.write(b"x")
    status, told = verified(office.archive)
    assert status == 1 and "clip.mp4: has SHA-256" in told and "make it again" in told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "--archive: say where the recordings are"),
        (["e", "--archive", "a"], "EVENT_ID, --out: say which event and where the clip goes"),
        (["e", "--archive", "a", "--out", "x.webm", "--drawn"], "--drawn: needs the zones of the site file"),
        (["e", "--archive", "a", "--out", "x.mp4", "--pixelate", "all"], "--pixelate all: a clip as recorded shows"),
        (["e", "--archive", "a", "--verify", "x.json"], "the manifest says which event it is of"),
        (["--archive", "a", "--verify", "nowhere.json"], "--verify nowhere.json: cannot be read"),
    ],
)
def test_what_does_not_go_together_is_refused(words, told, capsys):
    assert main(["clip", *words]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("content", ["no json", "[]", "{}", '{"clip": {"file": "a", "sha256": "b"}}', "3"])
def test_what_is_no_manifest_is_refused(content, tmp_path, capsys):
    (tmp_path / "m.json").write_text(content, encoding="utf-8")
    assert main(["clip", "--verify", str(tmp_path / "m.json"), "--archive", str(tmp_path)]) == 2
    assert "is no manifest of a clip" in capsys.readouterr().err


def test_a_drawn_clip_is_webm_of_the_events_own_site(office, tmp_path, capsys):
    event = read_table(office.warehouse, SERVICE_TIME).to_pylist()[0]["event_id"]
    assert drawn(office, event, tmp_path / "clip.mp4") == 2
    assert "compressed anew as VP9 in WebM; name it clip.webm" in capsys.readouterr().err
    other = tmp_path / "other.yaml"
    other.write_text(office.site.read_text(encoding="utf-8").replace("id: mpp-mini", "id: elsewhere"), encoding="utf-8")
    given = ["--drawn", "--site", str(other)]
    assert cut(office, event, tmp_path / "clip.webm", *given) == 2
    assert "is of site elsewhere, the event of mpp-mini" in capsys.readouterr().err
    assert not list(tmp_path.glob("clip*"))
