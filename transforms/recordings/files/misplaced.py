"""What to do about a file that lies in the folder of no recorder: where the folder of one is after all."""

from collections.abc import Iterable
from pathlib import PurePosixPath

Parts = tuple[str, ...]


def remedy_for(path: str, folders: Iterable[str], archive: str) -> str:
    """What to correct so that a file of an archive belongs to a recorder.

    `path` is relative to the archive and `folders` are those of the recorders; `archive` is its absolute path or its
    address in Cloud Storage, empty where it is not known. All are in one Unicode normal form.
    """
    parts, given = PurePosixPath(path).parts[:-1], PurePosixPath(archive).parts
    wanted = {folder: PurePosixPath(folder).parts for folder in sorted(folders)}
    for folder, names in wanted.items():
        if depth := _depth(parts, names):
            above, levels = "/".join(parts[:depth]), "one level" if depth == 1 else f"{depth} levels"
            whole = f"{archive.rstrip('/')}/{above}" if archive else above
            return (
                f"the folder {folder} of a recorder lies {levels} deeper, in {above}; name {whole} as the archive, or "
                f"write folder: {above}/{folder} in the site file"
            )
    for folder, names in wanted.items():
        if cut := _cut(given, parts, names):
            above = archive.rstrip("/").rsplit("/", cut)[0] or "/"
            return f"the archive begins within the folder {folder} of a recorder; name {above} as the archive"
    for folder, names in wanted.items():
        written = "/".join(parts[: len(names)])
        if written.casefold() == folder.casefold():
            return f"the site file writes this folder {folder}, in other capitals; write folder: {written} there"
    known = ", ".join(wanted)
    return f"the site file knows {known}; add a recorder with this folder, or move the file into one of those"


def _depth(parts: Parts, names: Parts) -> int:
    """How many folders lie above a recorder's, of the folders of a file; 0 where it is not among them."""
    return next((at for at in range(1, len(parts)) if parts[at : at + len(names)] == names), 0)


def _cut(given: Parts, parts: Parts, names: Parts) -> int:
    """How many parts of a recorder's folder the archive's own path ends with, while a file lies in the rest; or 0."""
    cuts = range(len(names), 0, -1)
    return next((cut for cut in cuts if given[-cut:] == names[:cut] and parts[: len(names) - cut] == names[cut:]), 0)
