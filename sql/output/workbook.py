"""An answer as a workbook of a spreadsheet (XLSX)."""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import chain
from typing import BinaryIO

import pyarrow as pa
import xlsxwriter

from pantau.schemas.columns import COLUMNS
from pantau.sql.output.language import Language
from pantau.sql.output.rendering import in_utc, plain_header
from pantau.sql.parameter import QuestionError

MOST_ROWS = 1_048_575
"""Rows of a sheet of Excel (2^20), without the one of the headings."""

MOST_LETTERS = 32_767
"""Letters that a cell of Excel holds."""

WIDTH = 14
"""Width of a column in digits. Chosen: a date with its time takes 16, most others less than ten."""


def write_workbook(portions: Iterable[pa.Table], out: BinaryIO, language: Language, title: str | None = None) -> None:
    """Writes one sheet: headings in the language, words too, numbers and dates as such, instants in UTC.

    Shares are shown in percent and durations stay in seconds. No text is a formula.

    Raises:
        QuestionError: there are more rows than a sheet holds.
    """
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    options["nan_inf_to_errors"] = True
    with xlsxwriter.Workbook(out, options) as book:
        if title:
            book.set_properties({"title": title})
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True, "text_wrap": True})
        share, moment, day = (
            book.add_format({"num_format": form}) for form in ("0.0%", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd")
        )
        portions = iter(portions)
        first = next(portions)
        formats = [share if _is_share(name) else None for name in first.column_names]
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(formats) - 1, 0), WIDTH)
        for place, field in enumerate(first.schema):
            sheet.write_string(0, place, plain_header(field.name, field.type, language), bold)
        row = 0
        for portion in chain([first], portions):
            for values in language.worded(portion).to_pylist():
                row += 1
                if row > MOST_ROWS:
                    raise QuestionError(
                        f"a sheet holds {MOST_ROWS:,} rows and these are more; ask for less, or for csv"
                    )
                for place, value in enumerate(values.values()):
                    if isinstance(value, bool):
                        sheet.write_string(row, place, language.yes if value else language.no)
                    elif isinstance(value, (int, float)):
                        sheet.write_number(row, place, value, formats[place])
                    elif isinstance(value, datetime):
                        sheet.write_datetime(row, place, in_utc(value).replace(tzinfo=None), moment)
                    elif isinstance(value, date):
                        sheet.write_datetime(row, place, datetime.combine(value, time()), day)
                    elif value is not None:
                        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
                        sheet.write_string(row, place, text[:MOST_LETTERS])


def _is_share(name: str) -> bool:
    return name.endswith("_share") or (name in COLUMNS and COLUMNS[name].unit == "share")
