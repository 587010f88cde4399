"""Answers in Indonesian: every column has a heading, every word of a column of words its translation."""

import io
import re
from dataclasses import replace

import pyarrow as pa
import pytest

from pantau import sql
from pantau.schemas.tables import TABLES
from pantau.schemas.vocabulary import COVERAGE_STATES
from pantau.sql.comparing import changes, compare
from pantau.sql.output.audited import ADDED
from pantau.sql.output.language import ENGLISH, indonesian, language
from pantau.sql.output.rendering import cell, header, spell_seconds
from pantau.sql.view import view_files

ANSWER = pa.table(
    {
        "counter_id": ["L1", "=1;2"],
        "weekday": ["Friday", None],
        "median_service_s": [600.5, None],
        "staffed_share": [0.8125, 0.5],
        "censored": [True, False],
    }
)


@pytest.fixture(scope="module")
def answers(office):
    with sql.connect(office) as connection:
        return {question.name: sql.ask(connection, question.name) for question in sql.questions()}


def test_every_column_of_every_question_has_a_heading_and_no_heading_is_idle(answers):
    columns = {name for answer in answers.values() for name in answer.column_names}
    columns |= {*compare.ANSWER.names, *changes.ANSWER.names, "office", ADDED}
    assert columns == indonesian().headings.keys()


def test_no_answer_has_two_columns_of_one_heading(answers):
    for name, answer in answers.items():
        for spoken in (ENGLISH, indonesian()):
            shown = sql.answer_table(answer, language=spoken)
            headings = [column.header.plain for column in shown.columns]
            assert len(set(headings)) == len(headings), name


def test_words_are_said_in_the_language_of_the_answer(answers):
    said = indonesian()
    for answer in answers.values():
        for column in set(answer.column_names) & set(said.word_columns) - {"part"}:
            words = {word for word in answer.column(column).to_pylist() if isinstance(word, str)}
            unsaid = {word for word in words if f"{column}.{word}" not in said.words and word not in said.words}
            assert unsaid <= {"no_time", "unreadable"} if column == "error" else unsaid == set(), column
    assert said.word("method", "removed") == "yang dilayani saja" and said.word("change", "removed") == "dihapus"
    assert said.word("counter_id", "low") == "low"


def test_each_advice_is_said():
    joined = re.sub(r"'\s*\|\| '", "", sql.find_question("unknown_time").sql)
    advice = re.findall(r"(?:THEN|ELSE) '([^']+)'", joined.partition("CASE cause")[2].partition("what_to_do")[0])
    assert len(advice) == 12
    assert {f"what_to_do.{one}" for one in advice} == {
        word for word in indonesian().words if word.startswith("what_to")
    }


def test_notes_are_said_of_the_same_columns_and_by_their_headings(answers):
    said, shown = indonesian(), {name: set(answer.column_names) for name, answer in answers.items()}
    shown |= {compare.COMPARED.name: set(compare.ANSWER.names), changes.CHANGED.name: set(changes.ANSWER.names)}
    known = {*said.headings, *said.words, *TABLES, *view_files(), *shown, "counter_ids", "within_s", "walk_s"}
    for question in (*sql.questions(), compare.COMPARED, changes.CHANGED):
        named = set(re.findall(r"`(\w+)`", said.notes[question.name]))
        columns = {word for word in re.findall(r"\w+", question.notes) if "_" in word} & shown[question.name]
        assert columns - answers.keys() <= named, question.name
        assert named - known - {one.name for one in question.parameters} == set(), question.name
    assert said.notes.keys() == shown.keys()
    assert "“pasti dalam batas, yang diketahui” menghitung layanan" in said.notes_of(sql.find_question("waiting_time"))
    own = replace(sql.find_question("waiting_time"), name="my.sql")
    assert said.notes_of(own) == own.notes == ENGLISH.notes_of(own)


def test_notes_name_the_same_states_of_footage_and_candidates_of_cameras():
    said = indonesian()
    for question in sql.questions():
        listed = ", ".join(re.findall(r"\(([a-z_, ]+)[;)]", question.notes))
        states = {*listed.split(", ")} & {*COVERAGE_STATES}
        told = said.notes[question.name]
        assert {state for state in states if said.words[state] not in told and f"`{state}`" not in told} == set()
        assert ("camera_…" in question.notes) == ("camera_…" in told), question.name


def test_numbers_have_a_comma_and_durations_their_units():
    said = language("id")
    assert spell_seconds(12.34, said) == "12.3 dtk" and cell("waiting_s", 12.34, said) == "12,3 dtk"
    assert cell("waiting_s", 245.0, said) == "4 mnt 05 dtk" and cell("waiting_s", 3750.0, said) == "1 jam 02 mnt"
    assert cell("staffed_share", 0.8125, said) == "81,2 %" and cell("censored", True, said) == "ya"
    assert header("observed_hours", None, said) == "teramati [jam]"


def test_csv_is_as_a_spreadsheet_set_to_indonesian_has_it():
    out = io.StringIO()
    sql.write_answer(ANSWER, "csv", out, language=language("id"))
    assert out.getvalue() == (
        '\ufeffloket;hari;median layanan [dtk];ada petugas;terpotong\nL1;Jumat;600,5;0,8125;ya\n"\'=1;2";;;0,5;tidak\n'
    )


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_formats_for_programs_keep_their_names(form):
    with pytest.raises(sql.QuestionError, match=f"{form} is for programs and keeps its names; another language goes"):
        sql.write_answer(ANSWER, form, io.StringIO(), language=language("id"))
