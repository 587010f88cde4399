import pytest

from pantau.pipelines.command_line import main
from pantau.schemas.tables import TABLES
from pantau.simulation.cutouts import real_people
from pantau.simulation.day_script import write_script
from pantau.simulation.scenario import load_scenario
from pantau.simulation.site import site_file
from pantau.simulation.truth.truth_tables import truth_tables
from pantau.transforms.tables.partition_files import read_table


def test_recordings_of_another_scenario_are_not_mixed_with_its_truth(tmp_path, capsys):
    stranger = tmp_path / "archive" / "recorder-cam-1" / "ch01_20200101080000.mp4"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"of another day")
    assert main(["simulate", "--scenario", "tiny", "--out", str(tmp_path)]) == 2
    assert f"holds {stranger}, which is no part of this scenario; name a new folder" in capsys.readouterr().err
    assert not (tmp_path / "site.yaml").exists()


@pytest.mark.slow
def test_what_a_seed_has_drawn_lies_beside_its_truth_and_gives_the_same_day(tmp_path):
    words = ["simulate", "--scenario", "varied_queue", "--minutes", "4", "--seed", "3", "--no-video"]
    assert main([*words, "--out", str(tmp_path)]) == 0
    drawn = tmp_path / "truth" / "scenario.yaml"
    assert "hfov_deg" in drawn.read_text(encoding="utf-8") and "varies" not in drawn.read_text(encoding="utf-8")
    script = write_script(load_scenario(str(drawn)), 3)
    assert site_file(script.scenario) == (tmp_path / "site.yaml").read_text(encoding="utf-8")
    written = read_table(str(tmp_path / "truth"), TABLES["service_time"]).to_pylist()
    again = truth_tables(script)["service_time"]
    times = [
        sorted((row["counter_id"], row["started_at"], row["ended_at"]) for row in rows) for rows in (written, again)
    ]
    assert times[0] == times[1] and times[0]


def test_real_people_are_asked_for_where_their_clip_is_not(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(real_people, "clip_missing", lambda: True)
    words = ["simulate", "--scenario", "tiny", "--people", "cutouts", "--out", str(tmp_path / "out")]
    assert main(words) == 2
    told = capsys.readouterr().err
    assert "cutouts need the real clip vtest.avi and its tracks in" in told and told.count("vtest.avi") == 1
    assert not (tmp_path / "out").exists()
