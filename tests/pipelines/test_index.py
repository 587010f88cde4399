"""The index of a real night's warehouse."""

from pipelines.command_line import main
from sql.index import FILE
from tests.sql.test_index import same, uses_index


def test_an_index_made_through_the_command_line_answers_as_the_night(changed_office, capsys):
    assert main(["index", "--warehouse", str(changed_office.warehouse)]) == 0
    assert f"{FILE}: up to date" in capsys.readouterr().out
    assert uses_index(changed_office.warehouse, "service_time") == (True, False)
    assert same(changed_office.warehouse)


def test_the_night_after_an_index_is_answered_from_its_own_files(changed_office):
    assert main(["index", "--warehouse", str(changed_office.warehouse)]) == 0
    given = (
        "--site",
        changed_office.site,
        "--archive",
        changed_office.archive,
        "--warehouse",
        changed_office.warehouse,
    )
    (zones,) = [
        line for line in changed_office.site.read_text(encoding="utf-8").splitlines() if line.startswith("name:")
    ]
    text = changed_office.site.read_text(encoding="utf-8").replace(zones, "name: Kantor lain")
    changed_office.site.write_text(text, encoding="utf-8")
    assert main(["events", *map(str, given)]) == 0
    assert uses_index(changed_office.warehouse, "service_time")[1]
    assert same(changed_office.warehouse)
    assert main(["index", "--warehouse", str(changed_office.warehouse)]) == 0
    assert same(changed_office.warehouse)


def test_there_is_no_index_without_a_warehouse(tmp_path, capsys):
    assert main(["index", "--warehouse", str(tmp_path / "nowhere")]) == 2
    assert "no warehouse folder" in capsys.readouterr().err
