"""Where a secret is kept: in the environment or in a file, never in the site file itself."""

import re
from typing import Annotated

from pydantic import AfterValidator

_PLACE = re.compile(r"env:[A-Za-z_][A-Za-z0-9_]*|file:/.+")


def is_place(text: str) -> bool:
    """Whether a text names the place of a secret."""
    return _PLACE.fullmatch(text) is not None


def _placed(value: str) -> str:
    if not is_place(value):
        raise ValueError(
            "a secret stands in no site file; write env:NAME, a variable of the environment, or file:/PATH, a file"
        )
    return value


SecretPlace = Annotated[str, AfterValidator(_placed)]
"""`env:NAME`, a variable of the environment, or `file:/PATH`, the first line of a file."""
