"""ASK: views, questions, checks and the evaluation, one SQL file each, and a small Python face over them."""

from sql.asking import ask, ask_in_portions, ask_page, opened
from sql.checking import Failure, check
from sql.connection import DEFAULT_ZONE, connect, export_database, zones_of
from sql.evaluation import evaluate
from sql.formats import FORMATS, write_answer, write_portions
from sql.indexing import update_index
from sql.parameter import Parameter, QuestionError
from sql.question import Question, find_question, questions
from sql.rendering import answer_table
from sql.shell import open_shell

__all__ = [
    "DEFAULT_ZONE",
    "FORMATS",
    "Failure",
    "Parameter",
    "Question",
    "QuestionError",
    "answer_table",
    "ask",
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
    "update_index",
    "write_answer",
    "write_portions",
    "zones_of",
]
