"""What has become of the figures that somebody quoted: a question as of an earlier run, and as it is now."""

from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pyarrow as pa

from pantau.sql.asking import ask
from pantau.sql.parameter import QuestionError
from pantau.sql.question import Question

CHANGED = Question(
    "changes",
    "Which figures of an answer changed after a run",
    "Angka mana dari suatu jawaban yang berubah setelah suatu proses",
    "one row per figure that is another now",
    (),
    """
-- figure_of says which row of the answer it is, by the columns that name it. before is the figure as it was
-- after the run, after as it is now; a row that only one of them has is there with all its figures.
-- restatements says which events changed, and by which run. Figures of dates that were first run since have no
-- before.
""",
)
"""As what the changes are shown: their titles, and what a reader must know."""

ANSWER = pa.schema([(name, pa.string()) for name in ("figure_of", "column_name", "before", "after")])

SAME = 1e-9
"""Numbers that differ by less than this share are the same: sums may be added in another order."""


def changed_since(warehouse: str | Path, question: Question, run: int, /, **parameters: object) -> pa.Table:
    """The figures of a question that are otherwise now than they were after a run.

    Rows of both answers are matched by their leading columns that are no numbers, such as agency, counter and date, and
    by the hour. Raises as `ask`, and QuestionError where these do not tell the rows of the answer apart.
    """
    then, now = ask(warehouse, question, as_of=run, **parameters), ask(warehouse, question, **parameters)
    keys = list(takewhile(lambda name: _names(now.schema.field(name)), now.column_names))
    before, after = _by_name(question, then, keys), _by_name(question, now, keys)
    return pa.Table.from_pylist(list(_changes(before, after, keys)), schema=ANSWER)


def _names(field: pa.Field) -> bool:
    return field.name == "local_hour" or not (pa.types.is_floating(field.type) or pa.types.is_integer(field.type))


def _by_name(question: Question, answer: pa.Table, keys: list[str]) -> dict[tuple, dict]:
    rows = answer.to_pylist()
    named = {tuple(row[key] for key in keys): row for row in rows}
    if len(named) < len(rows):
        said = f"rows of {question.name} are not told apart by {', '.join(keys) or 'any column'}"
        raise QuestionError(f"{said}, so nobody can say which has changed; restatements has the events")
    return named


def _changes(before: dict[tuple, dict], after: dict[tuple, dict], keys: list[str]) -> Iterator[dict]:
    for name in dict.fromkeys((*before, *after)):
        old, new = before.get(name, {}), after.get(name, {})
        for column in dict.fromkeys((*old, *new)):
            if column not in keys and not _same(old.get(column), new.get(column)):
                yield {
                    "figure_of": ", ".join(str(value) for value in name),
                    "column_name": column,
                    "before": _text(old.get(column)),
                    "after": _text(new.get(column)),
                }


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= SAME * max(abs(one), abs(other))
    return one == other


def _text(value: object) -> str | None:
    return f"{value:.12g}" if isinstance(value, float) else None if value is None else str(value)
