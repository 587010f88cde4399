"""Whose files may be that tell no time by their names: those whose names differ in a number alone are of one camera."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass

_NUMBER = re.compile(r"[\d\W_]*$")


@dataclass(frozen=True)
class TimelessGroup:
    """Files of one folder that may be one camera's: `name` is what their names have in common, empty for none."""

    folder: str
    name: str
    files: tuple[str, ...]


def timeless_groups(paths: Iterable[str], taken: Container[str] = ()) -> tuple[TimelessGroup, ...]:
    """The groups of some paths (with / between folders), by folder and name.

    `taken` folders are left out: they are of recorders whose cameras are known by the names of other files.
    """
    groups: dict[tuple[str, str], list[str]] = {}
    for path in sorted(paths):
        folder, _, name = path.rpartition("/")
        if folder not in taken:
            groups.setdefault((folder, _NUMBER.sub("", name.rpartition(".")[0])), []).append(path)
    return tuple(TimelessGroup(*key, tuple(files)) for key, files in groups.items())
