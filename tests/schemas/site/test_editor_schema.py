"""The editors' schema, tried with a validator of the part of JSON Schema (draft 2020-12) that pydantic writes."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import yaml

from pantau.schemas.site.editor_schema import PATH, editor_schema

EXAMPLE = PATH.parent / "site" / "example.yaml"
SCHEMA = json.loads(editor_schema())

TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
}
FORMATS = {"date": date.fromisoformat, "date-time": datetime.fromisoformat}
LIMITS = {
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "exclusiveMinimum": lambda value, limit: value > limit,
    "multipleOf": lambda value, limit: value % limit == 0,
    "minLength": lambda value, limit: len(value) >= limit,
    "maxLength": lambda value, limit: len(value) <= limit,
    "minItems": lambda value, limit: len(value) >= limit,
    "maxItems": lambda value, limit: len(value) <= limit,
    "enum": lambda value, words: value in words,
    "pattern": lambda value, pattern: value is None or re.search(pattern, value) is not None,
}
NOTES = {"$schema", "$defs", "default", "description", "examples"}
HANDLED = {*LIMITS, *NOTES, "$ref", "anyOf", "type", "format", "items", "prefixItems", "properties", "required"}


def faults(schema: dict[str, Any], value: Any, root: dict[str, Any], path: str = "") -> Iterator[str]:
    """Where and why `value` does not fit, as `path: word of the schema`; an unhandled word is a KeyError."""
    if unhandled := schema.keys() - HANDLED - {"additionalProperties"}:
        raise KeyError(f"{path}: {unhandled}")
    if "$ref" in schema:
        yield from faults(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], value, root, path)
        return
    if "anyOf" in schema:
        if all(list(faults(one, value, root, path)) for one in schema["anyOf"]):
            yield f"{path}: anyOf"
        return
    types = schema.get("type", [])
    if not any(TYPES[name](value) for name in ([types] if isinstance(types, str) else types)):
        yield f"{path}: type"
        return
    yield from (
        f"{path}: {word}" for word, holds in LIMITS.items() if word in schema and not holds(value, schema[word])
    )
    if "format" in schema:
        try:
            FORMATS[schema["format"]](value)
        except ValueError:
            yield f"{path}: format"
    if isinstance(value, dict):
        known = schema["properties"]
        yield from (f"{path}.{name}: required" for name in schema.get("required", []) if name not in value)
        yield from (f"{path}.{name}: additionalProperties" for name in value if name not in known)
        for name in value.keys() & known.keys():
            yield from faults(known[name], value[name], root, f"{path}.{name}")
    if isinstance(value, list):
        kinds = schema.get("prefixItems") or [schema["items"]] * len(value)
        for i, (kind, item) in enumerate(zip(kinds, value, strict=False)):
            yield from faults(kind, item, root, f"{path}[{i}]")


class Yaml12(yaml.SafeLoader):
    """As editors read YAML: numbers are numbers, dates are text."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def as_editors_read(text: str) -> Any:
    return yaml.load(text, Loader=Yaml12)


def test_the_schema_is_fresh():
    assert PATH.read_text(encoding="utf-8") == editor_schema(), "run `python -m pantau.schemas.site.editor_schema`"


def test_the_example_fits():
    assert list(faults(SCHEMA, as_editors_read(EXAMPLE.read_text(encoding="utf-8")), SCHEMA)) == []


def test_the_small_site_fits(small):
    assert list(faults(SCHEMA, as_editors_read(small), SCHEMA)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("id: hall", "id: ../hall", ".id: pattern"),
        ("name: Service hall", "nama: Hall\nname: x", ".nama: additionalProperties"),
        ("    purpose: security\n", "", ".cameras[0].purpose: required"),
        ("zone_type: service", "zone_type: secret", ".cameras[0].zone_type: enum"),
        ("retention_days: 30", "retention_days: 0", ".cameras[0].retention_days: minimum"),
        ("notice_date: 2018-12-06", "notice_date: 2018-02-30", ".cameras[0].notice_date: format"),
        ("[0.4, 0.9]", "[0.4, 900]", ".cameras[0].views[0].zones[0].polygon[2][1]: maximum"),
        (", [0.4, 0.9]]", "]", ".cameras[0].views[0].zones[0].polygon: minItems"),
        ("mon: 07:30-16:00", "mon: 7-16", ".calendar.periods[0].hours.mon: pattern"),
        ("      source: decree\n", "", ".calendar.periods[0].source: required"),
        ("    - hours:", "    - since: 2024-01-01\n      hours:", ".calendar.periods[0].since: additionalProperties"),
    ],
)
def test_mistakes_that_editors_mark(small, old, new, fault):
    assert small.count(old) == 1
    assert list(faults(SCHEMA, as_editors_read(small.replace(old, new)), SCHEMA)) == [fault]


def test_fields_are_those_that_people_write():
    period = SCHEMA["$defs"]["Period"]["properties"]
    assert {"from", "until", "hours", "agencies", "kind", "source"} == set(period)
    assert SCHEMA["$defs"]["Opening"]["required"] == ["date", "source"]
    assert SCHEMA["$defs"]["Week"]["properties"]["mon"]["type"] == ["string", "null"]
