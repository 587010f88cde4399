"""Values of a question's parameters: read from text or Python, checked, and bound rather than pasted."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches

from pantau.schemas.columns import COLUMNS

Value = datetime | date | str | float | None


class QuestionError(ValueError):
    """A question or one of its parameters was given wrongly; the message says what would be right."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a question; without a default it may be left out, and then limits nothing."""

    name: str
    kind: str
    default: str | None
    meaning: str
    listed: tuple[str, ...] = ()
    """The words it may be, where the question lists them."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words it may be, where the question lists them, or the schemas do for a column of the same name."""
        if self.kind != "text" or self.listed:
            return self.listed
        return COLUMNS[self.name].values if self.name in COLUMNS else ()

    @property
    def valid(self) -> str:
        """What a valid value looks like."""
        return f"one of {', '.join(self.words)}" if self.words else KINDS[self.kind][1]

    def read(self, value: object) -> Value:
        """The value to bind; the default for `None`.

        Raises:
            QuestionError: the value is not of the parameter's kind.
        """
        if value is None:
            value = self.default
        if value is None:
            return None
        try:
            read = KINDS[self.kind][0](value)
        except (ValueError, TypeError) as error:
            raise self._refusal(value) from error
        if self.words and read not in self.words:
            raise self._refusal(value)
        return read

    def _refusal(self, value: object) -> QuestionError:
        close = get_close_matches(value, self.words, n=1) if isinstance(value, str) else []
        hint = f"; did you mean {close[0]}?" if close else ""
        return QuestionError(f"parameter {self.name}: {value!r} is not {self.valid}{hint}")


def _date(value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return date.fromisoformat(_text(value))


def _moment(value: object) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    if moment.tzinfo is not None:
        raise ValueError(value)
    return moment


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    return value


def _number(value: object) -> float:
    number = float(value)
    if isinstance(value, bool) or not math.isfinite(number) or number < 0:
        raise ValueError(value)
    return number


def _share(value: object) -> float:
    share = _number(value)
    if share > 1:
        raise ValueError(value)
    return share


KINDS: dict[str, tuple[Callable[[object], Value], str]] = {
    "date": (_date, "a date such as 2026-11-24"),
    "moment": (_moment, "a local time such as '2026-11-24 10:15'"),
    "text": (_text, "a text"),
    "number": (_number, "a number, zero or more"),
    "share": (_share, "a share from 0 to 1, such as 0.9 for 90 %"),
}
"""How a value of each kind is read, and what is valid."""
