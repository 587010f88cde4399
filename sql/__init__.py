"""ASK: views, questions, checks and the evaluation, one SQL file each, and a small Python face over them."""

from pantau.sql.asking import ask, ask_in_portions, ask_page, opened
from pantau.sql.checking import Failure, check
from pantau.sql.connection import DEFAULT_ZONE, connect, export_database, zones_of
from pantau.sql.evaluation import evaluate
from pantau.sql.index.update import update_index
from pantau.sql.output.formats import FORMATS, write_answer, write_portions
from pantau.sql.output.rendering import answer_table
from pantau.sql.parameter import Parameter, QuestionError
from pantau.sql.parts import ask_by
from pantau.sql.question import Question, find_question, questions, read_file
from pantau.sql.shell import open_shell

__all__ = [
    "DEFAULT_ZONE",
    "FORMATS",
    "Failure",
    "Parameter",
    "Question",
    "QuestionError",
    "answer_table",
    "ask",
    "ask_by",
    "ask_in_portions",
    "ask_page",
    "check",
    "connect",
    "evaluate",
    "export_database",
    "find_question",
    "open_shell",
    "opened",
    "questions",
    "read_file",
    "update_index",
    "write_answer",
    "write_portions",
    "zones_of",
]
