"""Databases for other clients: what they say of tables, views and columns; one with rows needs no warehouse."""

import re
import shutil

import duckdb
import pytest

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.schemas.columns import COLUMNS
from pantau.schemas.tables import APPENDED_TABLES, TABLES
from pantau.schemas.view_columns import ADDED_COLUMNS
from pantau.sql.comments import column_comment
from pantau.sql.view import view_files

OF_FRAMES = {"samples", "observations", "closer_samples", "closer_observations", "frames", "detections"}
OF_ACCOUNTS = {"custody", "sign_ins"}


@pytest.fixture(scope="module")
def views(office, tmp_path_factory):
    file = sql.export_database(office, tmp_path_factory.mktemp("views") / "office.duckdb")
    with duckdb.connect(file, read_only=True) as connection:
        yield connection


def told(connection, statement):
    return connection.execute(statement).fetchall()


@pytest.mark.slow
def test_every_table_and_view_says_what_it_is_in_both_languages(views):
    comments = dict(told(views, "SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"))
    assert set(comments) == {*TABLES, *(table.name for table in APPENDED_TABLES), *view_files()}
    assert comments["waits"] == (
        "How long parties waited and how it ended, also those who walked straight up (0 s); one row per service "
        "session, and per waiting visit that led to none · Lama menunggu dan akhirnya, juga yang langsung dilayani"
    )
    assert all(re.fullmatch(r"\S.* · \S.*", comment) for comment in comments.values())


@pytest.mark.slow
def test_every_column_says_what_it_is_and_its_unit(views):
    columns = "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
    comments = {(table, column): comment for table, column, comment in told(views, columns)}
    assert comments["service_time", "duration_s"] == "Best estimate of the duration [s] · Perkiraan terbaik lamanya"
    assert comments["services", "local_hour"] == (
        "Local hour of the day in which it started [h] · Jam mulai, waktu setempat"
    )
    assert comments["counters", "counter_name"] == "Name of the counter · Nama loket"
    assert comments["counter_days", "sessions"] == "Service sessions [count] · Jumlah layanan"
    assert {comment for (_, column), comment in comments.items() if column == "camera_id"} == {"Camera · Kamera"}
    assert set(comments.values()) >= {column_comment(name) for name in ADDED_COLUMNS}
    assert ADDED_COLUMNS.keys().isdisjoint(COLUMNS)


def test_views_say_their_titles_and_their_grain():
    for name, text in view_files().items():
        title, indonesian, grain = text.splitlines()[:3]
        assert all(line.startswith("-- ") for line in (title, indonesian)) and grain.startswith("-- grain: one row"), (
            name
        )


@pytest.mark.slow
def test_older_clients_open_them(views):
    """What DuckDB 1.0 reads; nothing of a later format may be asked for."""
    ((tags,),) = told(views, "SELECT tags FROM duckdb_databases() WHERE NOT internal")
    assert tags["storage_version"].startswith("v1.0.0")


@pytest.mark.slow
def test_one_with_rows_needs_no_warehouse(office, views, tmp_path, capsys):
    warehouse = shutil.copytree(office, tmp_path / "warehouse")
    given = ["sql", "--warehouse", str(warehouse), "--database", str(tmp_path / "office.duckdb"), "--with-rows"]
    assert main(given) == 0
    assert "it has the rows of the newest run" in capsys.readouterr().out
    shutil.rmtree(warehouse)
    moved = shutil.move(tmp_path / "office.duckdb", tmp_path / "elsewhere.duckdb")
    with duckdb.connect(moved, read_only=True) as connection:
        names = {name for (name,) in told(connection, "SELECT table_name FROM information_schema.tables")}
        assert names == {*TABLES, *(table.name for table in APPENDED_TABLES), *view_files()} - OF_FRAMES - OF_ACCOUNTS
        for name in sorted(names):
            assert told(connection, f"FROM {name} ORDER BY ALL") == told(views, f"FROM {name} ORDER BY ALL"), name
        assert told(connection, "SELECT comment FROM duckdb_tables() WHERE table_name = 'rejects'") == [
            (f"{TABLES['rejects'].grain} · {TABLES['rejects'].indonesian}",)
        ]


def test_rows_go_into_a_file_alone(office, capsys):
    assert main(["sql", "--warehouse", str(office), "--with-rows"]) != 0
    assert "--with-rows goes with --database FILE, which says where to write them" in capsys.readouterr().err
