import ast
from pathlib import Path

from pantau.schemas.rejected import IN_INDONESIAN
from pantau.schemas.vocabulary import STEPS

ROOT = Path(__file__).parents[2]
WORD_AT = {"Unreadable": 0, "UnnamedFile": 0, "UnreadableName": 0, "Lost": 0, "_lost": 0, "_reject": 1}
WORD_AT |= {"reject_recording": 2, "reject_unnamed": 3}
NAMED = {
    "COPY": "copy",
    "SAME_BYTES": "same_bytes",
    "SET_ASIDE": "set_aside",
    "FUTURE_TIME": "future_time",
    "CHANGING": "changing",
}


def words(path):
    """The words of rejects that a module writes, as far as they stand there."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            place = WORD_AT.get(getattr(node.func, "id", getattr(node.func, "attr", "")))
            if place is not None and len(node.args) > place:
                word = node.args[place]
                yield word.value if isinstance(word, ast.Constant) else NAMED.get(getattr(word, "id", ""))


def test_each_word_by_which_an_input_is_rejected_is_said_in_indonesian():
    found = {word for path in (ROOT / "transforms").rglob("*.py") for word in words(path)} - {None, *STEPS}
    assert found == IN_INDONESIAN.keys()
