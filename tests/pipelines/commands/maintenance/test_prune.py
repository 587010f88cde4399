from pantau.pipelines.command_line import main
from tests.transforms.tables.test_transaction import run


def test_pruning_through_the_command_line(tmp_path, capsys):
    for second in (1, 2, 3):
        run(tmp_path, second)
    assert main(["prune", "--warehouse", str(tmp_path), "--keep", "0"]) == 2
    assert "keep at least 1 run" in capsys.readouterr().err
    assert main(["prune", "--warehouse", str(tmp_path / "nowhere"), "--keep", "1"]) == 2
    assert not (tmp_path / "nowhere").exists()
    assert main(["prune", "--warehouse", str(tmp_path), "--keep", "1"]) == 0
    assert "2 files removed" in capsys.readouterr().out
