from pantau.pipelines.command_line import main


def test_recordings_of_another_scenario_are_not_mixed_with_its_truth(tmp_path, capsys):
    stranger = tmp_path / "archive" / "recorder-cam-1" / "ch01_20200101080000.mp4"
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"of another day")
    assert main(["simulate", "--scenario", "tiny", "--out", str(tmp_path)]) == 2
    assert f"holds {stranger}, which is no part of this scenario; name a new folder" in capsys.readouterr().err
    assert not (tmp_path / "site.yaml").exists()
