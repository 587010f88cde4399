"""The site file on the disk: read with its digest, and replaced as a whole if nobody has changed it meanwhile."""

import os
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pantau.desk.drafted_file import alone_in, drafted
from pantau.schemas.site import Site, SiteFileError, parse_site
from pantau.schemas.site.document import MAX_BYTES

RIGHTS_OF_NEW = 0o644
"""Of a new site file: everybody reads it, as the night that another account may run; its owner changes it."""


class ChangedMeanwhile(Exception):
    """The site file is not the one from which the change was made."""


@dataclass(frozen=True)
class SiteText:
    """A site file as it was read: its text, a digest of its bytes, and what it says."""

    text: str
    digest: str
    site: Site


def read_site(path: Path) -> SiteText:
    """The site file as it is now.

    Raises:
        SiteFileError: it cannot be read, or is not valid.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SiteFileError(f"{path}: cannot be read ({error.strerror})") from error
    return _parsed(content, str(path))


@lru_cache(maxsize=2)
def _parsed(content: bytes, name: str) -> SiteText:
    """What a content says; the same one is asked for by each page, and large files take seconds."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SiteFileError(f"{name}: is not UTF-8; save the file in UTF-8") from error
    return SiteText(text, digest_of(content), parse_site(text, name))


def digest_of(content: bytes) -> str:
    """What tells one content from another."""
    return sha256(content).hexdigest()


def is_writable(path: Path) -> bool:
    """Whether this process may replace the file."""
    target = path.resolve()
    return os.access(target, os.W_OK) and os.access(target.parent, os.W_OK)


def replace_site(path: Path, expected: str, text: str) -> None:
    """Puts a new text in the place of the site file whose digest is `expected`; readers see the old one or the new.

    A link stays a link, and the rights of the file stay. Desks wait for each other; an editor does not, so the file is
    compared at the last moment.

    Raises:
        ChangedMeanwhile: the file has another content.
        OSError: it cannot be written; then it is as it was.
    """
    target = path.resolve()
    with alone_in(target.parent):
        state = target.stat()
        with drafted(target, text, state.st_mode & 0o7777, (state.st_uid, state.st_gid)) as draft:
            if digest_of(target.read_bytes()) != expected:
                raise ChangedMeanwhile
            os.replace(draft, target)


def is_creatable(path: Path) -> bool:
    """Whether this process may make the file, which is not there."""
    return os.access(path.resolve().parent, os.W_OK)


def create_site(path: Path, text: str) -> None:
    """Writes a site file where none is; readers see all of it or nothing.

    Raises:
        ChangedMeanwhile: there is one.
        OSError: it cannot be written.
    """
    target = path.resolve()
    with alone_in(target.parent), drafted(target, text, RIGHTS_OF_NEW) as draft:
        if os.path.lexists(target):
            raise ChangedMeanwhile
        os.rename(draft, target)
