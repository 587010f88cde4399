"""Shipped questions: one file each, whose first comment says title, grain and parameters."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from pantau.sql.parameter import KINDS, Parameter, QuestionError

FOLDER = Path(__file__).parent / "questions"
_PARAMETER = re.compile(r"-- param: (?P<name>\w+) (?P<kind>[\w|]+) default (?P<default>\S+) (?P<meaning>.+)")


@dataclass(frozen=True)
class Question:
    """A question: `sql` takes the values of `parameters` by name, bound and never pasted."""

    name: str
    title: str
    indonesian: str
    grain: str
    parameters: tuple[Parameter, ...]
    sql: str

    @property
    def notes(self) -> str:
        """What a reader of the answer must know: the comments after the parameters."""
        comments = [line[3:] for line in self.sql.partition("\nWITH ")[0].splitlines()[3:] if line.startswith("-- ")]
        return " ".join(line for line in comments if not line.startswith("param: "))


def read_question(name: str, text: str) -> Question:
    """A question from the text of its file.

    Raises:
        ValueError: the first comment lacks a title, a grain, or declares a parameter wrongly.
    """
    lines = text.splitlines()
    if len(lines) < 3 or not all(line.startswith("-- ") for line in lines[:3]) or "-- grain: " not in lines[2]:
        raise ValueError(f"question {name}: its first three lines must be title, Indonesian title and grain")
    parameters = []
    for line in lines:
        if line.startswith("-- param:"):
            found = _PARAMETER.fullmatch(line)
            listed = tuple(found["kind"].split("|")) if found and "|" in found["kind"] else ()
            if not found or (not listed and found["kind"] not in KINDS):
                raise ValueError(
                    f"question {name}: {line!r} is not '-- param: NAME TYPE default VALUE MEANING' with a type "
                    f"of {', '.join(KINDS)}, or the words it may be as one|other, and - for no default"
                )
            default = None if found["default"] == "-" else found["default"]
            kind = "text" if listed else found["kind"]
            parameters.append(Parameter(found["name"], kind, default, found["meaning"], listed))
    return Question(name, lines[0][3:], lines[1][3:], lines[2].removeprefix("-- grain: "), tuple(parameters), text)


@cache
def questions() -> tuple[Question, ...]:
    """All shipped questions, in the order of their names."""
    return tuple(read_question(path.stem, path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.sql")))


def find_question(name: str) -> Question:
    """The shipped question of that name.

    Raises:
        QuestionError: there is none; the message names the closest ones.
    """
    named = {question.name: question for question in questions()}
    if name not in named:
        close = get_close_matches(name, named, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(named)}"
        raise QuestionError(f"no question is named {name!r}; {hint}")
    return named[name]
