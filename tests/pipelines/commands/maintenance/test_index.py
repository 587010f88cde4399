"""The index of a real run's warehouse."""

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.sql.index.index_file import FILE
from tests.batch_runs import run_batch
from tests.sql.index.test_index_file import same, uses_index


def events(office, *more):
    """Makes the office's events again, from another site file than before."""
    text = office.site.read_text(encoding="utf-8")
    (name,) = [line for line in text.splitlines() if line.startswith("name:")]
    office.site.write_text(text.replace(name, f"{name} lain"), encoding="utf-8")
    return run_batch(office.site, office.archive, office.warehouse, *more, command="events", whole=True)


def test_a_night_leaves_an_index_that_answers_as_its_files(office):
    assert uses_index(office.warehouse, "service_time") == (True, False)
    assert not list(office.warehouse.glob(".writing-*"))


def test_every_run_brings_the_index_up_to_date(changed_office, capsys):
    assert events(changed_office) == 0
    assert "Index of the questions: up to date" in capsys.readouterr().out
    assert uses_index(changed_office.warehouse, "service_time") == (True, False)
    assert same(changed_office.warehouse)


def test_what_an_old_index_lacks_is_read_from_the_files(changed_office):
    kept = (changed_office.warehouse / FILE).read_bytes()
    assert events(changed_office, "--no-index") == 0
    assert (changed_office.warehouse / FILE).read_bytes() == kept
    assert uses_index(changed_office.warehouse, "service_time")[1]
    assert same(changed_office.warehouse)
    assert main(["index", "--warehouse", str(changed_office.warehouse)]) == 0
    assert uses_index(changed_office.warehouse, "service_time") == (True, False)
    assert same(changed_office.warehouse)


def test_an_old_run_is_never_answered_from_the_index(changed_office):
    before = sql.ask(changed_office.warehouse, "versions")
    assert events(changed_office) == 0
    assert sql.ask(changed_office.warehouse, "versions") != before
    assert sql.ask(changed_office.warehouse, "versions", as_of=1) == before


def test_an_index_that_cannot_be_written_fails_no_night(changed_office, capsys):
    file = changed_office.warehouse / FILE
    file.unlink()
    (file / "in the way").mkdir(parents=True)
    assert events(changed_office) == 0
    said = capsys.readouterr().out
    assert "The index was not brought up to date" in said
    assert "pantau index --warehouse" in said
    assert uses_index(changed_office.warehouse, "service_time") == (False, True)
    assert len(sql.ask(changed_office.warehouse, "versions")) == 1


def test_an_index_is_made_through_the_command_line(changed_office, capsys):
    (changed_office.warehouse / FILE).unlink()
    assert main(["index", "--warehouse", str(changed_office.warehouse)]) == 0
    assert f"{FILE}: up to date" in capsys.readouterr().out
    assert same(changed_office.warehouse)


def test_there_is_no_index_without_a_warehouse(tmp_path, capsys):
    assert main(["index", "--warehouse", str(tmp_path / "nowhere")]) == 2
    assert "no warehouse folder" in capsys.readouterr().err
