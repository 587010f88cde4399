"""The catalogue: a page for everything, whose links lead somewhere, with what the files of the house say."""

import re

import pytest

from pantau import sql
from pantau.pipelines.command_line import main
from pantau.schemas.tables import APPENDED_TABLES, CUSTODY, SIGN_INS, TABLES
from pantau.sql.catalogue.entries import entries, read_by
from pantau.sql.catalogue.pages import INDEX, catalogue_pages
from pantau.sql.view import view_files
from pantau.transforms.tables.appended.appended_rows import AppendedRows
from tests.sql.conftest import JAKARTA, full_row


@pytest.fixture(scope="module")
def connection(office):
    with sql.connect(office) as connection:
        yield connection


@pytest.fixture(scope="module")
def found(connection):
    return {(entry.kind, entry.name): entry for entry in entries(connection)}


@pytest.fixture(scope="module")
def pages(connection):
    return catalogue_pages(connection)


def test_there_is_an_entry_for_all(found):
    tables = {("table", name) for name in (*TABLES, *(table.name for table in APPENDED_TABLES))}
    asked = {("question", question.name) for question in sql.questions()}
    assert found.keys() == tables | {("view", name) for name in view_files()} | asked


def test_what_an_entry_is_made_of_and_read_by(found):
    assert found["view", "counter_days"].made_of == ("counter_hours", "services")
    assert found["question", "waiting_by"].made_of == ("calendar", "counters", "waits")
    # A part of the question that is called as a view is none of what it is made of.
    assert found["question", "daily_trend"].made_of == ("counter_days", "services")
    assert found["question", "restatements"].made_of == ("committed_runs", "restated_events")
    readers = {name: {entry.name for entry in mine} for name, mine in read_by(found.values()).items()}
    assert "services" in readers["service_time"] and "waiting_time" in readers["waits"]


def test_columns_say_what_they_mean_in_both_languages(found):
    for entry in found.values():
        assert entry.columns and all(column.english and column.indonesian for column in entry.columns), entry.name
    duration = next(one for one in found["view", "services"].columns if one.name == "duration_s")
    assert duration == ("duration_s", "DOUBLE", "Best estimate of the duration", "Perkiraan terbaik lamanya", "s")
    median = next(one for one in found["question", "waiting_time"].columns if one.name == "km_median_s")
    assert median == ("km_median_s", "DOUBLE", "km median", "median KM", "s")


def test_checks_are_told_with_the_tables_that_they_read(found):
    checked = found["table", "service_time"].checks
    assert "event_id identify a row of service_time" in checked and len(checked) > 4


def test_every_link_leads_to_a_page(pages):
    for text in pages.values():
        assert set(re.findall(r'href="([^"]+)"', text)) <= pages.keys()
    assert set(re.findall(r'href="([^"]+)"', pages[INDEX])) == pages.keys() - {INDEX}


def test_pages_are_whole_by_themselves_and_show_rows(pages):
    for text in pages.values():
        assert "<script" not in text and "http" not in text.replace("https://", "") and "src=" not in text
    assert "2026-11-04" in pages["table_service_time.html"] and "Newest rows" not in pages["table_samples.html"]
    assert "&lt;" in pages["question_service_level.html"]


def test_no_page_names_people_of_the_office(make):
    review = {"event_id": "a", "service_date": "2026-11-03", "reviewer": "Ani", "note": "her leave"}
    look = {"account": "Budi", "account_role": "viewer", "footage_kind": "clip", "service_date": "2026-11-03"}
    tried = {"tried_account": "Cici", "address": "10.1.2.3", "sign_in_outcome": "signed_in"}
    warehouse = make({"reviews": [review]})
    for table, row in ((CUSTODY, look), (SIGN_INS, tried)):
        AppendedRows(str(warehouse), table).add(full_row(table, row, JAKARTA))
    with sql.connect(warehouse) as connection:
        assert connection.sql("SELECT account, tried_account FROM custody, sign_ins").fetchall() == [("Budi", "Cici")]
        told = "".join(catalogue_pages(connection).values())
    assert not [word for word in ("Ani", "her leave", "Budi", "Cici", "10.1.2.3") if f"<td>{word}</td>" in told]


def test_the_command_writes_them(office, tmp_path, capsys):
    assert main(["docs", "--warehouse", str(office), "--out", str(tmp_path / "pages")]) == 0
    assert capsys.readouterr().out.endswith(" tables, views and questions\n")
    assert (tmp_path / "pages" / INDEX).read_text(encoding="utf-8").startswith("<!doctype html>")
