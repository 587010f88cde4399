"""The page of worked questions: its commands name questions, parameters and columns that there are."""

import re
import shlex
from itertools import pairwise
from pathlib import Path

from pantau import sql
from pantau.sql.asking import bind
from pantau.sql.output.language import indonesian

PAGE = (Path(__file__).parents[2] / "docs" / "worked_questions.md").read_text(encoding="utf-8")


def test_its_commands_can_be_asked():
    commands = [shlex.split(line) for line in re.findall(r"^\$ pantau ask (.*)$", PAGE, re.MULTILINE)]
    assert len(commands) == 5
    for name, *words in commands:
        given = dict(word.split("=", 1) for option, word in pairwise(words) if option == "-p")
        question = sql.find_question(name)
        assert bind(question, given).keys() >= given.keys()
        wanted = words[words.index("--columns") + 1].split(",")
        assert all(column in question.sql and column in indonesian().headings for column in wanted)
