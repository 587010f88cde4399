"""Shipped questions: one file each, whose first comment says title, grain and parameters."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from pantau.sql.parameter import KINDS, Parameter, QuestionError
from pantau.sql.view import refuse_beyond_tables

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
        lines = self.sql.partition("\nWITH ")[0].splitlines()
        told = {self.title, self.indonesian, f"grain: {self.grain}"}
        comments = [line[3:] for line in lines if line.startswith("-- ") and line[3:] not in told]
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


def read_file(path: str | Path) -> Question:
    """A question of one's own from its file, named as the file is; it has its header, as shipped ones have.

    Raises:
        QuestionError: the header is not one, the SQL takes other parameters than it declares, or does more than asking
            the tables.
        OSError: the file cannot be read.
    """
    text = Path(path).read_text(encoding="utf-8").strip().rstrip(";")
    try:
        # Named with a suffix, so that no kept answer of a shipped question is taken for its own.
        question = read_question(Path(path).with_suffix(Path(path).suffix or ".sql").name, text)
        refuse_beyond_tables(text)
    except ValueError as error:
        raise QuestionError(f"{path}: {error}; docs/analyst.md has an example") from error
    declared = {parameter.name for parameter in question.parameters}
    used = set(re.findall(r"\$([A-Za-z_]\w*)", "\n".join(_statement(question.sql))))
    if undeclared := sorted(used - declared):
        wanted = f"-- param: {undeclared[0]} TYPE default VALUE MEANING"
        raise QuestionError(f"{path}: ${undeclared[0]} is not declared; write '{wanted}' into its header")
    if unused := sorted(declared - used):
        raise QuestionError(
            f"{path}: parameter {unused[0]} is declared, and ${unused[0]} stands nowhere; use it or drop it"
        )
    return question


def _statement(text: str) -> list[str]:
    """The lines without those that are comments alone."""
    return [line for line in text.splitlines() if not line.lstrip().startswith("--")]


def find_question(name: str | Question) -> Question:
    """The shipped question of that name; one that was read from a file is itself.

    Raises:
        QuestionError: there is none; the message names the closest ones.
    """
    if isinstance(name, Question):
        return name
    named = {question.name: question for question in questions()}
    if name not in named:
        close = get_close_matches(name, named, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(named)}"
        raise QuestionError(f"no question is named {name!r}; {hint}")
    return named[name]
