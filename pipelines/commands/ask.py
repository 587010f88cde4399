"""`pantau ask`: a shipped question, or the list of them."""

import argparse
import sys
from textwrap import fill

import duckdb
from rich.console import Console
from rich.table import Table

from pantau.pipelines.commands.arguments.warehouse import describe_as_of, describe_warehouse
from pantau.sql import FORMATS, ask, ask_in_portions, ask_page, connect, opened, questions, write_answer, write_portions
from pantau.sql.known_names import known_values
from pantau.sql.question import Question, find_question

PAGE = 200
"""So many rows of a table are shown unless more are asked for."""

NOTES_WIDTH = 80
"""Columns of what is said below a table; any terminal is as wide."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The question, its parameters and the format."""
    parser.add_argument("question", nargs="?", metavar="QUESTION")
    describe_warehouse(parser)
    describe_as_of(parser)
    parser.add_argument("-p", dest="parameters", action="append", default=[], metavar="name=value")
    parser.add_argument("--values", metavar="NAME", help="list what may be asked for as agency, counter or camera")
    shown = f"no more than so many rows; unless given, a table has {PAGE}, and the other formats have all"
    parser.add_argument("--first", type=int, metavar="ROWS", help=shown)
    parser.add_argument("--format", choices=FORMATS, default="table")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when the question was answered.

    Raises:
        ValueError: the question, a parameter or a value is unknown.
    """
    if arguments.values:
        with connect(arguments.warehouse, as_of=arguments.as_of) as connection:
            write_answer(known_values(connection, arguments.values), arguments.format, sys.stdout)
        return 0
    if not arguments.question:
        _list_questions()
        return 0
    parameters = _parameters(arguments.parameters)
    question = find_question(arguments.question)
    with opened(arguments.warehouse, question.name, as_of=arguments.as_of, given=parameters) as connection:
        if arguments.format == "table":
            _show(connection, question, arguments.first, parameters)
        elif arguments.first is None:
            write_portions(ask_in_portions(connection, question.name, **parameters), arguments.format, sys.stdout)
        else:
            answer = ask(connection, question.name, first=arguments.first, **parameters)
            write_answer(answer, arguments.format, sys.stdout)
    return 0


def _show(
    connection: duckdb.DuckDBPyConnection, question: Question, first: int | None, parameters: dict[str, str]
) -> None:
    most = PAGE if first is None else first
    page, count = ask_page(connection, question.name, most, **parameters)
    write_answer(page, "table", sys.stdout, question.title)
    # Counting all rows of a list takes longer than its page, which is read meanwhile.
    sys.stdout.flush()
    if len(page) == most and (rows := count()) > most:
        how = "--first ROWS shows more, --format csv, json or parquet gives all."
        print(f"These are the first {most:,} of {rows:,} rows: {how}")
    if question.notes:
        print(fill(question.notes, NOTES_WIDTH))


def _parameters(texts: list[str]) -> dict[str, str]:
    pairs = [_pair(text) for text in texts]
    for name, value in pairs:
        values = [other for one, other in pairs if one == name]
        if len(values) > 1:
            raise ValueError(
                f"-p {name}={value}: {name} is given {len(values)} times ({', '.join(values)}); name it once"
            )
    return dict(pairs)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise ValueError(f"-p {text!r} is not name=value; write for example -p from=2026-11-02")
    return name, value


def _list_questions() -> None:
    table = Table("question", "what it answers", "one row per", "parameters (-p name=value)", header_style="bold")
    for question in questions():
        names = ", ".join(parameter.name for parameter in question.parameters)
        table.add_row(question.name, question.title, question.grain.removeprefix("one row per "), names)
    Console().print(table)
