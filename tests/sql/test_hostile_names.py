"""Identifiers and paths full of what means something to SQL, to globs, to shells and to terminals."""

import io
import json
import re
from datetime import date

import pyarrow as pa
import pytest

from pantau import sql
from pantau.schemas.tables import TABLES
from pantau.sql.report import newest_day, report_html
from pantau.transforms.tables.partition_files import Partition, partitions_of, read_table, write_partition
from tests.sql.conftest import held

NASTY = """'); DROP VIEW services; --"; $from {x} [a-z] * `id` <b>"""
FOLDER = """it's a "warehouse"); DROP TABLE runs; -- [a-z]*{b,c} $HOME `id` %41 <b> 喵"""
NAMED = {"site_id", "agency_id", "counter_id", "camera_id", "zone_id", "recording_uri", "counter_ids", "event_id"}
NAMED |= {"service_event_id", "related_event_ids", "recording_id", "recording_ids", "reason", "input", "run_id"}


def hostile(text):
    return None if text is None else text + NASTY


def hostile_site(said):
    """What a run noted of the site file, each name in it followed by what is hostile."""
    if isinstance(said, list):
        return [hostile_site(one) for one in said]
    if not isinstance(said, dict):
        return said
    return {
        name: hostile(value)
        if name in NAMED and isinstance(value, str)
        else [hostile(one) for one in value]
        if name in NAMED
        else hostile_site(value)
        for name, value in said.items()
    }


@pytest.fixture(scope="module")
def nasty(office, tmp_path_factory):
    """The office, each name of it followed by what is hostile, in a folder of a hostile name."""
    folder = tmp_path_factory.mktemp("nasty") / FOLDER
    for table in TABLES.values():
        for partition in partitions_of(office, table):
            where = dict(zip(table.partition, partition.values, strict=True))
            rows = [
                {
                    name: json.dumps(hostile_site(json.loads(value)))
                    if name == "site_on_date" and value
                    else [hostile(one) for one in value]
                    if isinstance(value, list) and name in NAMED
                    else hostile(value)
                    if name in NAMED
                    else value
                    for name, value in row.items()
                }
                for row in read_table(office, table, **where).to_pylist()
            ]
            values = tuple(hostile(value) if name in NAMED else value for name, value in where.items())
            write_partition(folder, Partition(table, values), pa.Table.from_pylist(rows, schema=table.schema))
    return folder


@pytest.fixture(scope="module")
def plain(office):
    with sql.connect(office) as connection:
        yield held(connection)


@pytest.fixture(scope="module")
def hostile_office(nasty):
    with sql.connect(nasty) as connection:
        yield held(connection)


def told(answer):
    """The rows as text, what was added taken away, in an order of their own."""
    return sorted(
        re.sub(re.escape(NASTY), "", str({k: _plain(v) for k, v in row.items()})) for row in answer.to_pylist()
    )


def _plain(value):
    if isinstance(value, str):
        return value.replace(NASTY, "")
    return [_plain(one) for one in value] if isinstance(value, list) else value


@pytest.mark.slow
@pytest.mark.parametrize("name", [question.name for question in sql.questions()])
def test_answers_are_those_of_the_office_with_plain_names(plain, hostile_office, name):
    answer = told(sql.ask(hostile_office, name))
    assert answer == told(sql.ask(plain, name))
    texts = [one.name for one in sql.find_question(name).parameters if one.name in ("agency", "counter", "camera")]
    for parameter, value in (("agency", "dukcapil"), ("counter", "L1"), ("camera", "C1")):
        if parameter in texts:
            asked = sql.ask(hostile_office, name, **{parameter: hostile(value)})
            assert told(asked) == told(sql.ask(plain, name, **{parameter: value}))


@pytest.mark.slow
def test_a_folder_of_a_hostile_name_is_read(office, nasty):
    for name in ("overview", "session_list", "anomaly_list"):
        assert told(sql.ask(nasty, name)) == told(sql.ask(office, name))


@pytest.mark.slow
def test_the_index_of_it_gives_the_same_answers(office, nasty):
    made = sql.update_index(nasty)
    try:
        assert told(sql.ask(nasty, "service_time")) == told(sql.ask(office, "service_time"))
        assert told(sql.ask(nasty, "rejects_by_reason")) == told(sql.ask(office, "rejects_by_reason"))
    finally:
        made.unlink()


@pytest.mark.slow
def test_checks_report_database_and_shell(office, nasty, tmp_path):
    assert [failure.check for failure in sql.check(nasty)] == [failure.check for failure in sql.check(office)]
    with sql.connect(nasty) as connection:
        day = newest_day(connection)
        page = report_html(connection, day, day, None, str(nasty))
        assert "`id` <b>" not in page and "`id` &lt;b&gt;" in page
        assert connection.execute("SELECT count(*) FROM services").fetchall() == [(4,)]
    file = sql.export_database(nasty, tmp_path / f"{FOLDER}.duckdb")
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    out = io.StringIO()
    assert sql.open_shell(nasty, source=io.StringIO("SELECT count(*) AS n FROM services;"), out=out) == 0
    assert "4" in out.getvalue()


def test_a_path_that_duckdb_would_cut_off_is_refused_where_it_would(tmp_path):
    folder = tmp_path / "what?"
    write_partition(folder, Partition(TABLES["runs"], (date(2026, 11, 3),)), TABLES["runs"].schema.empty_table())
    assert sql.ask(folder, "service_time").num_rows == 0
    with pytest.raises(ValueError, match=r"what\?: DuckDB takes a \? for the end"):
        sql.update_index(folder)
    assert [path.name for path in folder.iterdir()] == ["runs"]
