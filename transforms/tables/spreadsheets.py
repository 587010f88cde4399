"""Tables that pass through spreadsheets: texts that none of them takes for a formula, and files as they save them."""

import codecs
import re
from pathlib import Path

FORMULA_SIGNS = "=+-@＝＋－＠"
"""A text that begins with one of these, blanks aside, is computed when a file is opened (OWASP, CSV Injection); the
last four are what Japanese and Chinese keyboards give for the first."""

LINE_SIGNS = "\t\r\n"
"""A text that begins with one of these may be moved into a cell of its own (as above)."""

NUMBER = r"[-+]?[0-9]+([.,][0-9]+)?([eE][-+]?[0-9]+)?"
"""A text that is a number is computed to nothing but itself."""

MARK = "'"
"""Before a text, it makes every spreadsheet take the cell for text; it is a part of the cell in a file of CSV."""

_NUMBER = re.compile(NUMBER)

_MARKS = {
    codecs.BOM_UTF8: ("utf-8-sig", "UTF-8"),
    codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
}


def inert(text: str) -> str:
    """The text as a cell that no spreadsheet computes: with `'` before it if it would be a formula, else as it is.

    Numbers, a single sign (a dash for nothing), blanks alone and the empty text stay.
    """
    begins = text.startswith(tuple(LINE_SIGNS)) or text.lstrip(" ").startswith(tuple(FORMULA_SIGNS))
    return f"{MARK}{text}" if len(text) > 1 and begins and not _NUMBER.fullmatch(text) else text


def read_text(path: str | Path) -> str:
    """The text of a file that a spreadsheet may have saved: UTF-8, UTF-16 with its mark, or else Windows-1252.

    Raises:
        ValueError: it is none of these; the message names the encoding that it looks like, and the remedy.
        OSError: it cannot be read.
    """
    content = Path(path).read_bytes()
    mark = next((mark for mark in _MARKS if content.startswith(mark)), None)
    if mark is None and b"\0" in content:
        raise ValueError(f"{path}: is UTF-16 without its mark, or no text; save it as CSV in UTF-8")
    code, name = _MARKS[mark] if mark else ("utf-8", "UTF-8")
    try:
        return content.decode(code)
    except UnicodeDecodeError as error:
        if mark:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise ValueError(f"{path}:{line}: begins as {name} and is not; save it as CSV in UTF-8 again") from error
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ValueError(
            f"{path}:{line}: is neither UTF-8, UTF-16 nor Windows-1252; save it as CSV in UTF-8"
        ) from error
