"""The site file as YAML: plain text values with their lines. Which text is a number or a date is up to the models.

YAML guesses the type of an unquoted value, which turns `NO` into false, `010` into eight and `2024-02-30` into a crash;
here every value stays the text that was written, and only an empty one, `null` or `~` is none. Aliases, tags and
repeated keys are refused.
"""

from typing import ClassVar

import yaml

MAX_BYTES = 1_000_000
"""Far above the largest site; PyYAML needs some ten seconds for it."""


class NotYaml(ValueError):
    """The text is no YAML of this kind; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def compose_node(self, parent: yaml.Node | None, index: object) -> yaml.Node:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()
            raise NotYaml(event.start_mark.line + 1, f"*{event.anchor} repeats another part; write that part out here")
        return super().compose_node(parent, index)


def read(text: str) -> tuple[yaml.Node | None, object]:
    """The YAML tree, for its lines, and its content in dicts, lists, text and `None`.

    Raises:
        NotYaml: the text is too large, no YAML, several documents, or has an alias, a tag or a repeated key.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise NotYaml(1, f"is larger than {MAX_BYTES} bytes; describe each site in a file of its own")
    loader = None
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        return node, None if node is None else _content(node)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise NotYaml(line, f"has the character U+{error.character:04X}, which no YAML may have; remove it") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise NotYaml(mark.line + 1 if mark else 1, _why(error)) from error
    except RecursionError as error:
        raise NotYaml(1, "is nested too deeply; a site file has no more than ten levels") from error
    finally:
        if loader is not None:
            loader.dispose()


def line_of(node: yaml.Node | None, path: tuple[str | int, ...]) -> int:
    """The line, counted from 1, of the deepest part along `path` that exists."""
    line = node.start_mark.line + 1 if node is not None else 1
    for part in path:
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


def _content(node: yaml.Node) -> object:
    line = node.start_mark.line + 1
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    if isinstance(node, yaml.SequenceNode) and kind == "seq":
        return [_content(item) for item in node.value]
    if isinstance(node, yaml.MappingNode) and kind == "map":
        content: dict[str, object] = {}
        for key, value in node.value:
            name = _content(key)
            if not isinstance(name, str):
                raise NotYaml(key.start_mark.line + 1, "has a field without a name; write `name: value`")
            if name in content:
                raise NotYaml(key.start_mark.line + 1, f"repeats the field {name!r}; keep one of the two")
            content[name] = _content(value)
        return content
    if isinstance(node, yaml.ScalarNode) and kind in ("str", "null"):
        return None if kind == "null" else node.value
    raise NotYaml(line, f"has the tag {node.tag!r}; remove it, a site file needs none")


def _why(error: yaml.MarkedYAMLError) -> str:
    problem = f"is not valid YAML: {error.problem or error.context}"
    if "\\t" in problem:
        return f"{problem}; indent with spaces"
    if "single document" in str(error.context):
        return "is not valid YAML: has a second document; remove the line `---` and what follows"
    return f"{problem}; look at this line and the one above"
