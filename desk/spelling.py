"""Numbers, dates and times for reading, in the language of a page. What is not known is said, and never a zero."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pantau.desk.language import Texts
from pantau.schemas.column import Column
from pantau.schemas.columns import COLUMNS
from pantau.schemas.vocabulary import MEANINGS
from pantau.sql.output.rendering import cell, spell_seconds

_UNITS: Mapping[str, str] = {"s": "dtk", "min": "mnt", "h": "jam"}
_NUMBER_AND_UNIT = re.compile(r"(\d) (s|min|h)\b")
_SCORES = ("_score", "_confidence")
"""Ends of the names of columns that order rows: written as a percentage they would be taken for probabilities."""

_BREAK = "\N{NO-BREAK SPACE}"


class Spelling:
    """How values are written: `texts` gives the language, `zone` the clocks of the office."""

    def __init__(self, texts: Texts, zone: ZoneInfo) -> None:
        self.texts, self.zone = texts, zone

    def seconds(self, value: float | None) -> str:
        """A duration."""
        if value is None:
            return self.texts("unknown")
        text = spell_seconds(value)
        if self.texts.language == "id":
            text = _NUMBER_AND_UNIT.sub(lambda found: f"{found[1]} {_UNITS[found[2]]}", text).replace(".", ",")
        return text.replace(" ", _BREAK)

    def step(self, value: float) -> str:
        """A round number of seconds or minutes."""
        size, unit = (value / 60, "min") if value % 60 == 0 else (value, "s")
        return f"{size:.0f}{_BREAK}{_UNITS[unit] if self.texts.language == 'id' else unit}"

    def share(self, value: float | None) -> str:
        """A share of 0 to 1 as a percentage; rounded to all or nothing only where it is all or nothing."""
        if value is None:
            return self.texts("unknown")
        percent = 100 * value
        if 0 < percent < 0.1 or 99.9 < percent < 100:
            percent = 0.1 if percent < 1 else 99.9
        text = f"{percent:.0f}" if percent in (0, 100) else f"{percent:.1f}"
        return f"{self._number(text)}{_BREAK}%"

    def count(self, value: int | None) -> str:
        """A number of things."""
        return self.texts("unknown") if value is None else str(value)

    def day(self, value: date) -> str:
        """A date with its weekday."""
        weekday = self.texts.one_of("weekdays", value.weekday())
        return self.texts("day_of", weekday=weekday, day=value.day, month=self.month_name(value), year=value.year)

    def month(self, value: date) -> str:
        """A month and its year."""
        return f"{self.month_name(value)} {value.year}"

    def month_name(self, value: date) -> str:
        """The name of a date's month."""
        return self.texts.one_of("months", value.month - 1)

    def weekday(self, value: date) -> str:
        """The name of a date's weekday."""
        return self.texts.one_of("weekdays", value.weekday())

    def clock(self, value: datetime) -> str:
        """A moment by the clocks of the office, to the second."""
        return f"{value.astimezone(self.zone):%H:%M:%S}"

    def precise(self, value: datetime) -> str:
        """A moment by the clocks of the office, to the tenth of a second that it lies in."""
        local = value.astimezone(self.zone)
        return self._number(f"{local:%H:%M:%S}.{local.microsecond // 100_000}")

    def meaning(self, word: str) -> str:
        """What a word of a column means."""
        return MEANINGS[word][self.texts.language == "id"] if word in MEANINGS else word

    def outcome(self, word: str) -> str:
        """How a waiting ended; `unknown` means another thing there than of a state."""
        return self.texts("outcome_unknown") if word == "unknown" else self.meaning(word)

    def column(self, name: str) -> str:
        """What a column holds."""
        column: Column = COLUMNS[name]
        return column.indonesian if self.texts.language == "id" else column.english

    def value(self, name: str, value: object) -> str:
        """The value of a column."""
        if value is None:
            return self.texts("unknown")
        if isinstance(value, bool):
            return self.texts("yes" if value else "no")
        if isinstance(value, datetime):
            local = value.astimezone(self.zone)
            return f"{local:%Y-%m-%d} {self.precise(value)}"
        if isinstance(value, float) and (name.endswith("_s") or COLUMNS[name].unit == "s"):
            return self.seconds(value)
        if isinstance(value, float) and name.endswith(_SCORES):
            return self._number(f"{value:.2f}")
        if isinstance(value, float) and COLUMNS[name].unit == "share":
            return self.share(value)
        return self._number(cell(name, value)) if isinstance(value, float) else cell(name, value)

    def _number(self, text: str) -> str:
        return text.replace(".", ",") if self.texts.language == "id" else text
