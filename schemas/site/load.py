"""Reading a site file, with errors that point at the place and say the remedy."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError
from yaml import Node

from pantau.schemas.sentences import FOUND, in_language
from pantau.schemas.site.cross_references import Problem, problems
from pantau.schemas.site.document import MAX_BYTES, NotYaml, line_of, read
from pantau.schemas.site.notifying.notifications import SECRETS
from pantau.schemas.site.remedies import remedy
from pantau.schemas.site.site import Site

MOST_SHOWN = 40


@dataclass(frozen=True)
class SiteProblem:
    """What cannot be in a site file: its line, counted from 1, its path in the file, and a sentence with the remedy."""

    line: int
    path: tuple[str | int, ...]
    sentence: str


class SiteFileError(ValueError):
    """The site file cannot be used; the message has a line for each problem.

    `problems`: all of them in the order of the file; none where it cannot be read at all.
    """

    def __init__(self, message: str, problems: Sequence[SiteProblem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)

    def told_in(self, language: str) -> str:
        """The message, with each sentence in a language as far as there is one."""
        message = str(self)
        for one in self.problems:
            message = message.replace(one.sentence, in_language(one.sentence, language))
        return message


def load_site(path: str | Path) -> Site:
    """The site described by a YAML file.

    Raises:
        SiteFileError: the file is missing, is no YAML, or says something that cannot be.
    """
    return site_in(site_content(path), str(path))


def site_content(path: str | Path) -> bytes:
    """What a site file holds, or more than one may.

    Raises:
        SiteFileError: it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SiteFileError(f"{path}: cannot be read ({error.strerror}); name a YAML file with --site") from error


def site_in(content: bytes, name: str) -> Site:
    """The site described by the bytes of a YAML file; `name` is what errors call it.

    Raises:
        SiteFileError: as `load_site`.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        found = "UTF-16" if error.object.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "perhaps Windows-1252"
        raise SiteFileError(f"{name}:{line}: is {found}, not UTF-8; save the file in UTF-8") from error
    return parse_site(text, name)


def parse_site(text: str, name: str = "site file") -> Site:
    """The site described by YAML text; `name` is what errors call it.

    Raises:
        SiteFileError: as `load_site`. Each line reads `name:line: path: remedy (found value)`.
    """
    try:
        node, content = read(text)
    except NotYaml as error:
        told = SiteProblem(error.line, (), str(error))
        raise SiteFileError("\n".join(_lines(name, [told])), [told]) from error
    try:
        site = Site.model_validate(content)
    except ValidationError as error:
        found = [(e["loc"], _found(e), remedy(e)) for e in error.errors() if not _follows(e, error)]
    else:
        found = list(problems(site))
        if not found:
            return site
    told = _placed(node, found)
    raise SiteFileError("\n".join(_lines(name, told)), told)


def placed(content: bytes, name: str, found: Iterable[Problem], language: str = "en") -> list[str]:
    """Problems of a site file, from which `site_in` has made a site, as lines in the order of the file, in a language.

    Raises:
        ValueError: it is another one.
    """
    node, _ = read(content.decode("utf-8"))
    told = (replace(one, sentence=in_language(one.sentence, language)) for one in _placed(node, found))
    return _lines(name, [*told])


def _placed(node: Node | None, found: Iterable[Problem]) -> list[SiteProblem]:
    told = [SiteProblem(line_of(node, loc), loc, f"{why}{_shown(value)}") for loc, value, why in found]
    return sorted(told, key=lambda problem: problem.line)


def _lines(name: str, told: Sequence[SiteProblem]) -> list[str]:
    rest = [f"{name}: and {len(told) - MOST_SHOWN} problems more"] if len(told) > MOST_SHOWN else []
    return [*(f"{name}:{one.line}: {_path(one.path)}: {one.sentence}" for one in told[:MOST_SHOWN]), *rest]


def _found(one: dict) -> object:
    """What was found, unless it may be a secret that somebody has written into the site file."""
    where, what = one["loc"][:1], one["loc"][-1:]
    return None if where == ("notifications",) and what and what[0] in SECRETS else one["input"]


def _follows(one: dict, error: ValidationError) -> bool:
    """Whether a list is called too short only because pydantic left its bad items out."""
    depth = len(one["loc"])
    return one["type"] == "too_short" and any(
        len(other["loc"]) > depth and other["loc"][:depth] == one["loc"] for other in error.errors()
    )


def _path(loc: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".") or "the file"


def _shown(value: object) -> str:
    if not isinstance(value, str | int | float | bool):
        return ""
    text = repr(value)
    return FOUND[0].format(value=text if len(text) <= 80 else text[:77] + "...")
