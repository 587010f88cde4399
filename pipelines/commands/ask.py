"""`pantau ask`: a shipped question or one's own, or the list of them."""

import argparse
import sys
from collections.abc import Callable
from textwrap import fill

import duckdb
import pyarrow as pa
from rich.console import Console
from rich.table import Table

from pantau.pipelines.commands.arguments.parameters import read_parameters
from pantau.pipelines.commands.arguments.warehouse import DEFAULT, describe_as_of
from pantau.sql import (
    FORMATS,
    ask,
    ask_by,
    ask_in_portions,
    ask_page,
    connect,
    opened,
    questions,
    read_file,
    write_answer,
    write_portions,
)
from pantau.sql.asking import bind
from pantau.sql.comparing.changes import CHANGED, changed_since
from pantau.sql.comparing.compare import COMPARED, compare
from pantau.sql.comparing.offices import ask_offices, read_offices
from pantau.sql.known_names import known_values
from pantau.sql.output.audited import audited, rests_on_events, with_audit
from pantau.sql.output.language import CODES, Language, language
from pantau.sql.parameter import QuestionError
from pantau.sql.parts import PARTS
from pantau.sql.question import Question, find_question

AUDITS, AUDITED = (
    Question("audits", "", "", "", (), f"SELECT * FROM {tables}") for tables in ("audits", "audits, event_versions")
)
"""What is opened to see whether anything was audited, and what then tells of it: that looks at all tables of events."""

PAGE = 200
"""So many rows of a table are shown unless more are asked for."""

NOTES_WIDTH = 80
"""Columns of what is said below a table; any terminal is as wide."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The question, its parameters and the format."""
    parser.add_argument("question", nargs="?", metavar="QUESTION")
    where = (
        f"tables: a folder or gs://… ({DEFAULT}); several, each of an office, are asked alike if they can be compared"
    )
    parser.add_argument("--warehouse", action="append", metavar="DIR", help=where)
    parser.add_argument("--offices", metavar="FILE", help="a file that lists the warehouses of offices, one a line")
    describe_as_of(parser)
    parser.add_argument("-p", dest="parameters", action="append", default=[], metavar="name=value")
    parser.add_argument("--file", metavar="SQL", help="a question of your own, with its header, in place of QUESTION")
    parser.add_argument("--by", choices=PARTS, help="the answer for each part of the period, one below the other")
    other = "another group to compare with, by a test: from, to, agency, counter, service or day_kind; may be repeated"
    parser.add_argument("--compare", action="append", default=[], metavar="name=value", help=other)
    since = "what of the answer is otherwise than it was after that run (its number), figure by figure"
    parser.add_argument("--changed-since", type=int, metavar="RUN", help=since)
    audits = (
        "adds a column that says of each row how right the events behind the answer are, as far as that was audited"
    )
    parser.add_argument("--audited", action="store_true", help=audits)
    parser.add_argument("--columns", metavar="A,B", help="these columns of the answer alone, in this order")
    parser.add_argument("--values", metavar="NAME", help="list what may be asked for as agency, counter or camera")
    shown = f"no more than so many rows; unless given, a table has {PAGE}, and the other formats have all"
    parser.add_argument("--first", type=int, metavar="ROWS", help=shown)
    parser.add_argument("--format", choices=FORMATS, default="table")
    spoken = "headings, words and numbers in this language; id with csv: for a spreadsheet set to Indonesian"
    parser.add_argument("--lang", choices=CODES, default="en", help=spoken)


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when the question was answered.

    Raises:
        ValueError: the question, a parameter or a value is unknown, or options do not go together.
    """
    spoken = language(arguments.lang)
    offices = [*(read_offices(arguments.offices) if arguments.offices else ()), *(arguments.warehouse or ())]
    arguments.warehouse = offices[0] if offices else DEFAULT
    if arguments.values:
        with connect(arguments.warehouse, as_of=arguments.as_of) as connection:
            write_answer(known_values(connection, arguments.values), arguments.format, sys.stdout, language=spoken)
        return 0
    if arguments.file and arguments.question:
        raise ValueError(f"--file {arguments.file}: is in place of {arguments.question}; name one of them")
    if not arguments.question and not arguments.file:
        _list_questions(arguments.lang)
        return 0
    parameters = read_parameters(arguments.parameters)
    question = read_file(arguments.file) if arguments.file else find_question(arguments.question)
    if arguments.audited and (
        arguments.compare or arguments.changed_since is not None or not rests_on_events(question)
    ):
        raise ValueError(f"--audited: an audit says nothing of this answer of {question.name}; ask without it")
    whole = _whole(arguments, question, parameters, offices)
    if whole:
        _write(arguments, *whole, spoken)
        return 0
    with opened(arguments.warehouse, question, as_of=arguments.as_of, given=parameters) as connection:
        if arguments.format == "table":
            _show(arguments, connection, question, parameters, spoken)
        elif arguments.first is None:
            portions = ask_in_portions(connection, question, **parameters)
            said = _audited(arguments, question, spoken) if arguments.audited else None
            chosen = (_columns(one, arguments.columns, said) for one in portions)
            write_portions(chosen, arguments.format, sys.stdout, spoken, _title(question, arguments.lang))
        else:
            _write(arguments, question, ask(connection, question, first=arguments.first, **parameters), spoken)
    return 0


def _whole(
    arguments: argparse.Namespace, question: Question, parameters: dict[str, str], offices: list[str]
) -> tuple[Question, pa.Table] | None:
    """The answer by parts, of two groups, two runs or several offices, with the question as which it is shown."""
    ways = {"--by": arguments.by, "--compare": arguments.compare}
    ways |= {"--changed-since": arguments.changed_since is not None, "several offices": len(offices) > 1}
    wanted = [option for option, value in ways.items() if value]
    if len(wanted) > 1:
        raise ValueError(f"{wanted[0]} and {wanted[1]} do not go together; ask for one after the other")
    if len(offices) > 1:
        if arguments.as_of is not None:
            raise ValueError("--as-of names a run of one warehouse; ask it of one office")
        if arguments.audited:
            raise ValueError("--audited goes with one warehouse; ask each office on its own")
        return question, ask_offices(offices, question, **parameters)
    if arguments.by:
        return question, ask_by(arguments.warehouse, question, arguments.by, as_of=arguments.as_of, **parameters)
    if arguments.compare:
        other = read_parameters(arguments.compare, "--compare")
        return COMPARED, compare(arguments.warehouse, question, other, as_of=arguments.as_of, **parameters)
    if arguments.changed_since is not None:
        return CHANGED, changed_since(arguments.warehouse, question, arguments.changed_since, **parameters)
    return None


def _show(
    arguments: argparse.Namespace,
    connection: duckdb.DuckDBPyConnection,
    question: Question,
    parameters: dict[str, str],
    spoken: Language,
) -> None:
    most = PAGE if arguments.first is None else arguments.first
    page, count = ask_page(connection, question, most, **parameters)
    _show_page(arguments, question, page, most, count, spoken)


def _write(arguments: argparse.Namespace, question: Question, answer: pa.Table, spoken: Language) -> None:
    """An answer that is whole in memory."""
    if arguments.format == "table":
        most = PAGE if arguments.first is None else arguments.first
        _show_page(arguments, question, answer.slice(0, most), most, lambda: len(answer), spoken)
        return
    said = _audited(arguments, question, spoken) if arguments.audited else None
    answer = _columns(answer.slice(0, arguments.first), arguments.columns, said)
    write_answer(answer, arguments.format, sys.stdout, _title(question, arguments.lang), spoken)


def _show_page(
    arguments: argparse.Namespace,
    question: Question,
    page: pa.Table,
    most: int,
    count: Callable[[], int],
    spoken: Language,
) -> None:
    write_answer(_columns(page, arguments.columns), "table", sys.stdout, _title(question, arguments.lang), spoken)
    # Counting all rows of a list takes longer than its page, which is read meanwhile.
    sys.stdout.flush()
    if len(page) == most and (rows := count()) > most:
        how = "--first ROWS shows more, --format csv, json or parquet gives all."
        print(spoken.first_rows.format(most=f"{most:,}", rows=f"{rows:,}", how=how))
    if notes := spoken.notes_of(question):
        print(fill(notes, NOTES_WIDTH))
    if question.parameters and rests_on_events(question) and "office" not in page.column_names:
        print(fill(_audited(arguments, question, spoken), NOTES_WIDTH))


def _audited(arguments: argparse.Namespace, question: Question, spoken: Language) -> str:
    with opened(arguments.warehouse, AUDITS, as_of=arguments.as_of) as connection:
        if not connection.execute("SELECT 1 FROM audits LIMIT 1").fetchone():
            return spoken.audits["none"]
    with opened(arguments.warehouse, AUDITED, as_of=arguments.as_of) as connection:
        return audited(connection, bind(question, read_parameters(arguments.parameters)), spoken)


def _title(question: Question, code: str) -> str:
    return question.indonesian if code == "id" else question.title


def _columns(answer: pa.Table, wanted: str | None, said: str | None = None) -> pa.Table:
    """The columns wanted, and last what is `said` of audits."""
    names = answer.column_names if wanted is None else wanted.split(",")
    for name in names:
        if name not in answer.column_names or names.count(name) > 1:
            told = (
                f"is named {names.count(name)} times" if name in answer.column_names else "is no column of the answer"
            )
            raise QuestionError(f"--columns {name!r} {told}; it has {', '.join(answer.column_names)}")
    return answer.select(names) if said is None else with_audit(answer.select(names), said)


def _list_questions(code: str) -> None:
    console = Console()
    table = Table("question", "what it answers", header_style="bold")
    if console.width >= WIDE:
        table.add_column("one row per")
        table.add_column("parameters (-p name=value)")
    table.columns[0].no_wrap = True
    for question in questions():
        names = ", ".join(parameter.name for parameter in question.parameters)
        more = [question.grain.removeprefix("one row per "), names] if console.width >= WIDE else []
        table.add_row(question.name, _title(question, code), *more)
    console.print(table)


WIDE = 120
"""From so many columns on, the list of questions says more of each than what it answers."""
