"""Reading a site file, with errors that point at the place and say the remedy."""

from pathlib import Path

import yaml
from pydantic import ValidationError

from schemas.site.crossref import problems
from schemas.site.site import Site


class SiteFileError(ValueError):
    """The site file cannot be used; the message has a line for each problem."""


def load_site(path: str | Path) -> Site:
    """The site described by a YAML file.

    Raises:
        SiteFileError: the file is missing, is no YAML, or says something that cannot be.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SiteFileError(f"{path}: cannot be read ({error}); name a YAML file with --site") from error
    return parse_site(text, str(path))


def parse_site(text: str, name: str = "site file") -> Site:
    """The site described by YAML text; `name` is what errors call it.

    Raises:
        SiteFileError: as `load_site`.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise SiteFileError(f"{name}: is not valid YAML: {' '.join(str(error).split())}") from error
    try:
        site = Site.model_validate(content)
    except ValidationError as error:
        found = [(e["loc"], e["input"], _remedy(e["type"], e["msg"])) for e in error.errors()]
    else:
        found = list(problems(site))
        if not found:
            return site
    raise SiteFileError(
        "\n".join(f"{name}:{_line(node, loc)}: {_path(loc)}: {why}{_shown(value)}" for loc, value, why in found)
    )


_REMEDIES = {
    "missing": "is required; add it",
    "extra_forbidden": "is not a field here; correct its spelling or remove it",
    "timezone_aware": "has no time zone; add one, such as +07:00",
}


def _remedy(kind: str, message: str) -> str:
    return _REMEDIES.get(kind, message.removeprefix("Value error, "))


def _path(loc: tuple[str | int, ...]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".") or "the file"


def _shown(value: object) -> str:
    return f" (found {value!r})" if isinstance(value, str | int | float | bool) else ""


def _line(node: yaml.Node | None, loc: tuple[str | int, ...]) -> int:
    """The line of the deepest node along `loc` that exists."""
    line = 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pairs = [(key, value) for key, value in node.value if key.value == str(part)]
            if not pairs:
                break
            line, node = pairs[0][0].start_mark.line + 1, pairs[0][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
