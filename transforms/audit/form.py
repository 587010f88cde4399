"""The form that a person fills in: written with empty answers, read back with every answer checked."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pantau.transforms.audit.units import SERVICE, WINDOW
from pantau.transforms.tables.spreadsheets import inert, read_text

GIVEN = ("number", "clip", "kind", "counter_id", "marked_from_s", "marked_to_s", "unit_id", "stratum", "probability")
ANSWERS = ("correct", "services_begun", "real_start_s", "real_end_s", "unattended_s")
REMARK = "remark"

CANNOT_TELL = "?"
YES, NO = ("yes", "ya", "y"), ("no", "tidak", "n")


@dataclass(frozen=True)
class Label:
    """One answered row: yes is 1 and no is 0; times are seconds in the clip. Answers left out are not in `answers`."""

    unit_id: str
    row: int
    answers: Mapping[str, float]


def asked(kind: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The answers that a unit of a kind needs, and those that it may have besides."""
    if kind == SERVICE:
        return ("correct", "services_begun"), ("real_start_s", "real_end_s")
    return (("services_begun", "unattended_s"), ()) if kind.startswith(WINDOW) else (("correct",), ())


def write_form(rows: Sequence[Mapping[str, object]], path: Path) -> None:
    """Writes the form: `GIVEN` from the rows; answers that are not asked of a unit are a dash, the others empty.

    No text of it is a formula to a spreadsheet.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        form = csv.writer(file, lineterminator="\n")
        form.writerow([*GIVEN, *ANSWERS, REMARK])
        for row in rows:
            needed, possible = asked(str(row["kind"]))
            empty = ["" if name in needed + possible else "-" for name in ANSWERS]
            given = [inert(value) if isinstance(value, str) else value for value in (row[name] for name in GIVEN)]
            form.writerow([*given, *empty, ""])


def read_form(path: str | Path, kinds: Mapping[str, str], lengths: Mapping[str, float]) -> list[Label]:
    """The answered rows of a form; `kinds` and `lengths` (seconds judged) are those of the drawn units by their id.

    Rows without any answer, and those with a `?`, count as not answered. The encodings, semicolons and decimal commas
    of spreadsheets are understood.

    Raises:
        ValueError: something in it cannot be used; the message names the row, counted as a spreadsheet does.
    """
    text = read_text(path)
    first = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    if missing := [name for name in ("unit_id", *ANSWERS) if name not in (rows.fieldnames or ())]:
        raise ValueError(f"{path}: has no column {missing[0]}; keep the first line of the form as it was")
    labels, seen = [], {}
    for number, row in enumerate(rows, start=2):
        place = f"{path}, row {number}"
        unit = (row["unit_id"] or "").strip()
        if unit not in kinds:
            raise ValueError(f"{place}: unit_id {unit!r} was not drawn; keep the column unit_id as it was")
        if unit in seen:
            raise ValueError(f"{place}: unit_id {unit!r} stands in row {seen[unit]} already; delete one of the two")
        seen[unit] = number
        if answers := _answers(row, kinds[unit], lengths[unit], place):
            labels.append(Label(unit, number, answers))
    return labels


def _answers(row: Mapping[str, str | None], kind: str, length_s: float, place: str) -> dict[str, float]:
    given = {name: (row[name] or "").strip() for name in ANSWERS}
    given = {name: text for name, text in given.items() if text not in ("", "-")}
    needed, possible = asked(kind)
    if not given or CANNOT_TELL in given.values():
        return {}
    for name in given:
        if name not in needed + possible:
            raise ValueError(f"{place}: {name} is not asked of a {kind}; empty it")
    for name in needed:
        if name not in given:
            raise ValueError(f"{place}: {name} is empty; answer it, or write ? where the clip does not tell")
    answers = {name: _value(name, text, place) for name, text in given.items()}
    if answers.get("unattended_s", 0) > length_s + 1:
        raise ValueError(
            f"{place}: unattended_s {given['unattended_s']} is longer than the marked {length_s:.0f} s; write the "
            "seconds without an officer within the marked time"
        )
    if answers.get("correct") == 0 and (times := [name for name in possible if name in answers]):
        raise ValueError(f"{place}: {times[0]} is given and correct is no; empty it, or write yes")
    if "real_start_s" in answers and answers.get("real_end_s", float("inf")) <= answers["real_start_s"]:
        raise ValueError(f"{place}: real_end_s {given['real_end_s']} is not after real_start_s {given['real_start_s']}")
    return answers


def _value(name: str, text: str, place: str) -> float:
    if name == "correct":
        if text.lower() not in YES + NO:
            raise ValueError(f"{place}: correct {text!r} is neither yes nor no (ya, tidak)")
        return float(text.lower() in YES)
    if name == "services_begun":
        if not (text.isascii() and text.isdigit() and len(text) < 3):
            raise ValueError(f"{place}: services_begun {text!r} is not a count such as 0, 1 or 2")
        return float(text)
    try:
        minutes, colon, seconds = text.replace(",", ".").rpartition(":")
        value = float(seconds) + (60 * int(minutes) if colon else 0)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1e6:
        raise ValueError(f"{place}: {name} {text!r} is not a time in the clip, such as 83.5 or 1:23.5")
    return value
