"""YAML read for changing: comments and forms are kept, and every value stays the text that was written.

As in `schemas.site.document`, nothing is guessed: `NO`, `010` and `2024-02-30` are texts, and only an empty value is
none.
"""

import io
import re

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver

WIDE = 10_000
"""Columns: no line is broken that was not."""

_NOTHING = frozenset(("", "~", "null", "Null", "NULL"))
_FIRST_DASH = re.compile(r"^cameras:.*\n(?:\s*(?:#.*)?\n)*( *)- ", re.MULTILINE)


class TextResolver(VersionedResolver):
    """Takes every plain value for text."""

    def resolve(self, kind: type, value: str | None, implicit: tuple[bool, bool]) -> str:
        """The tag of a node."""
        if kind is ScalarNode and implicit[0] and value not in _NOTHING:
            return self.DEFAULT_SCALAR_TAG
        return super().resolve(kind, value, implicit)


def read_tree(text: str) -> CommentedMap:
    """The tree of a site file that has been checked."""
    return _yaml(text).load(text)


def write_tree(tree: CommentedMap, like: str) -> str:
    """The text of a tree; lists are indented as those of the text `like`."""
    out = io.StringIO()
    _yaml(like).dump(tree, out)
    return out.getvalue()


def _yaml(text: str) -> YAML:
    yaml = YAML()
    yaml.Resolver = TextResolver
    yaml.preserve_quotes = True
    yaml.width = WIDE
    found = _FIRST_DASH.search(text)
    offset = len(found[1]) if found else 0
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    return yaml
