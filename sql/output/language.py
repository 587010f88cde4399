"""The languages of an answer: what columns and words are called, and how numbers are written."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow as pa
import yaml

from pantau.schemas.rejected import IN_INDONESIAN
from pantau.sql.question import Question

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Language:
    """How an answer is said. A column or word without an entry keeps its own name."""

    headings: Mapping[str, str]
    words: Mapping[str, str]
    word_columns: Sequence[str]
    seconds: str
    minutes: str
    hours: str
    points: str
    yes: str
    no: str
    decimal: str
    separator: str
    no_rows: str
    first_rows: str
    notes: Mapping[str, str]
    audits: Mapping[str, str]

    def word(self, column: str, value: object) -> object:
        """A word of a column that holds words, or any other value as it is."""
        if column not in self.word_columns or not isinstance(value, str):
            return value
        return self.words.get(f"{column}.{value}", self.words.get(value, value))

    def number(self, text: str) -> str:
        """A number as it is written, with its decimal sign."""
        return text.replace(".", self.decimal)

    def notes_of(self, question: Question) -> str:
        """What a reader of its answer must know; those of one's own question as they are."""
        text = self.notes.get(question.name, question.notes)
        return re.sub(r"`(\w+)`", lambda name: self._called(name[1]), text)

    def _called(self, name: str) -> str:
        """A column as in its heading; a word as it is said; any other name as it is."""
        return f"“{self.headings[name]}”" if name in self.headings else self.words.get(name, name)

    def worded(self, answer: pa.Table) -> pa.Table:
        """An answer with its words in this language."""
        for place, field in enumerate(answer.schema):
            if field.name in self.word_columns and pa.types.is_string(field.type):
                words = [self.word(field.name, value) for value in answer.column(place).to_pylist()]
                answer = answer.set_column(place, field.name, pa.array(words, pa.string()))
        return answer


ENGLISH = Language(
    headings={},
    words={},
    word_columns=(),
    seconds="s",
    minutes="min",
    hours="h",
    points="points",
    yes="yes",
    no="no",
    decimal=".",
    separator=",",
    no_rows="no rows",
    first_rows="These are the first {most} of {rows} rows: {how}",
    notes={},
    audits={
        "none": "Not audited here: no sample of these dates was judged (pantau evaluate --sample, --labels … --keep).",
        "some": "Audited here: {cameras}.",
        "more": "and {number} cameras more, in the table audits",
        "other": " (not of all observers of these events)",
        "to": "to",
        "precision": "services right {value} %{ends}",
        "services_missed_per_hour": "missed an hour {value}{ends}",
        "start_absolute_error": "starts wrong by {value} s{ends}",
        "end_absolute_error": "ends wrong by {value} s{ends}",
    },
)


@cache
def indonesian() -> Language:
    """Indonesian: decimal comma, and semicolons between the fields of CSV, as a spreadsheet set to it expects."""
    said = yaml.safe_load((HERE / "indonesian.yaml").read_text(encoding="utf-8"))
    return Language(
        headings=said["headings"],
        words=said["words"] | {f"error.{word}": sentence for word, sentence in IN_INDONESIAN.items()},
        word_columns=said["word_columns"],
        seconds="dtk",
        minutes="mnt",
        hours="jam",
        points="poin",
        yes="ya",
        no="tidak",
        decimal=",",
        separator=";",
        no_rows="tidak ada baris",
        first_rows="Ini {most} baris pertama dari {rows}: {how}",
        audits=said["audits"],
        notes=yaml.safe_load((HERE / "notes_indonesian.yaml").read_text(encoding="utf-8")),
    )


def language(code: str) -> Language:
    """The language of a code, `en` or `id`."""
    return indonesian() if code == "id" else ENGLISH


CODES = ("en", "id")
