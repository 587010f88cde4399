"""The analyst's page: its examples give what it shows, from the office of `office.yaml`."""

import io
import re
from pathlib import Path

import pytest

from pantau import sql
from pantau.schemas.columns import COLUMNS
from pantau.schemas.tables import TABLES
from pantau.sql.comparing import compare
from pantau.sql.history import HISTORY
from pantau.sql.question import read_question
from pantau.sql.view import view_files

PAGE = (Path(__file__).parents[2] / "docs" / "analyst.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```text\n\$ pantau ask (\w+)(.*?) --format csv\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "given", "shown"), EXAMPLES, ids=[example[0] for example in EXAMPLES])
def test_examples_give_what_the_page_shows(office, name, given, shown):
    parameters = dict(pair.split("=") for pair in given.replace("-p", "").split())
    out = io.StringIO()
    sql.write_answer(sql.ask(office, name, **parameters), "csv", out)
    assert out.getvalue() == shown


def test_every_question_has_an_example_under_its_titles():
    assert sorted(name for name, *_ in EXAMPLES) == [question.name for question in sql.questions()]
    for question in sql.questions():
        assert f"**{question.title}** · {question.indonesian}\n" in PAGE


def test_the_python_code_runs(office, monkeypatch):
    monkeypatch.chdir(office.parent)
    names: dict = {}
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(block.replace('"warehouse"', repr(office.name)), names)
    assert names["answer"].num_rows == 1 and names["hours"].num_rows == 5


def test_the_question_of_your_own_is_one(office):
    (text,) = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    question = read_question("own", text)
    with sql.connect(office) as connection:
        values = {parameter.name: parameter.read(None) for parameter in question.parameters}
        assert connection.execute(question.sql, values).fetchall() == [("L1", 4)]


def test_views_on_the_page_are_all_views():
    listed = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE, re.MULTILINE)
    assert sorted(re.findall(r"\w+", " ".join(listed))) == sorted(view_files())


@pytest.mark.slow
def test_columns_on_the_page_exist(office):
    words = set(re.findall(r"`([a-z]+_[a-z_0-9]+)`", PAGE))
    with sql.connect(office) as connection:
        known = {name for view in [*view_files(), *TABLES] for name in connection.table(view).columns}
    known |= {name for question in sql.questions() for name in sql.ask(office, question.name).column_names}
    known |= {parameter.name for question in sql.questions() for parameter in question.parameters}
    known |= {*compare.ANSWER.names, *compare.SELECTED}
    known |= {*COLUMNS, *TABLES, *view_files(), *HISTORY, *(question.name for question in sql.questions())}
    assert words <= known
