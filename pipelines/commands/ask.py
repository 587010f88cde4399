"""`pantau ask`: a shipped question, or the list of them."""

import argparse
import sys

from rich.console import Console
from rich.table import Table

from pipelines.commands.warehouse import describe_as_of, describe_warehouse
from sql import ask, questions
from sql.question import find_question
from sql.rendering import FORMATS, write_answer


def describe(parser: argparse.ArgumentParser) -> None:
    """The question, its parameters and the format."""
    parser.add_argument("question", nargs="?", metavar="QUESTION")
    describe_warehouse(parser)
    describe_as_of(parser)
    parser.add_argument("-p", dest="parameters", action="append", default=[], metavar="name=value")
    parser.add_argument("--first", type=int, metavar="ROWS", help="no more than so many rows")
    parser.add_argument("--format", choices=FORMATS, default="table")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when the question was answered.

    Raises:
        ValueError: the question, a parameter or a value is unknown.
    """
    if not arguments.question:
        _list_questions()
        return 0
    parameters = dict(_pair(text) for text in arguments.parameters)
    question = find_question(arguments.question)
    answer = ask(arguments.warehouse, question.name, as_of=arguments.as_of, first=arguments.first, **parameters)
    write_answer(answer, arguments.format, sys.stdout, question.title)
    return 0


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
