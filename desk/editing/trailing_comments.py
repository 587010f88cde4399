"""Comments that stand after a part of a tree: ruamel.yaml keeps them with its last value, wherever that goes."""

from ruamel.yaml.comments import CommentedBase, CommentedMap, CommentedSeq
from ruamel.yaml.error import CommentMark
from ruamel.yaml.tokens import CommentToken

AFTER_VALUE = {CommentedMap: 2, CommentedSeq: 0}
"""Where ruamel.yaml notes what follows a value on its line and on the lines below."""


def take_trailing(part: CommentedBase) -> str:
    """The lines of comment after a part, which has them no more; what stands on the line of its last value stays."""
    taken = ""
    token = _token(part)
    if token is not None:
        on_line, _, taken = token.value.partition("\n")
        token.value = f"{on_line}\n"
    for block in reversed(_path(part)):
        taken += "".join(map(as_lines, block.ca.end or ()))
        block.ca.end = []
    return taken


def give_trailing(part: CommentedBase, lines: str) -> None:
    """Puts lines of comment after a part, before those that are there."""
    if not lines:
        return
    token = _token(part)
    if token is not None:
        on_line, _, rest = token.value.partition("\n")
        token.value = f"{on_line}\n{lines}{rest}"
        return
    block = _path(part)[-1]
    # Without a place for what comes before, what comes at the end is not written.
    block.ca.comment = block.ca.comment or [None, None]
    block.ca.end = [CommentToken(lines, CommentMark(0), None), *(block.ca.end or ())]


def as_lines(token: CommentToken) -> str:
    """A comment of lines of its own, as it is written."""
    return " " * token.start_mark.column * token.value.startswith("#") + token.value


def split_by_indent(lines: str, column: int) -> tuple[str, str]:
    """Those of the first lines that are indented by `column` or more, and the rest: it is about what comes next."""
    held = lines.splitlines(keepends=True)
    last = 0
    for number, line in enumerate(held, start=1):
        if line.strip():
            if len(line) - len(line.lstrip(" ")) < column:
                break
            last = number
    return "".join(held[:last]), "".join(held[last:])


def _path(part: CommentedBase) -> list[CommentedBase]:
    """The blocks that end where the part does, the part itself first."""
    found = [part]
    while found[-1]:
        last = found[-1][_last_key(found[-1])]
        if not isinstance(last, CommentedMap | CommentedSeq) or not last or last.fa.flow_style():
            break
        found.append(last)
    return found


def _last_key(block: CommentedBase) -> object:
    return list(block)[-1] if isinstance(block, CommentedMap) else len(block) - 1


def _token(part: CommentedBase) -> CommentToken | None:
    """What follows the last value of a part on its line."""
    block = _path(part)[-1]
    if not block:
        return None
    noted = block.ca.items.get(_last_key(block))
    return noted[AFTER_VALUE[type(block)]] if noted else None
