"""What to do about each kind of error that pydantic finds in a site file."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel

from pantau.schemas.sentences import sentence
from pantau.schemas.site.site import Site

_REMEDIES = {
    "timezone_aware": "has no time zone; add one, such as +07:00",
    "model_type": "should be fields, each written `name: value`",
    "tuple_type": "should be a list, written `[a, b]` or as lines that begin with `- `",
    "string_type": "should be text",
    "finite_number": "should be a number that is not infinite",
    "date_from_datetime_inexact": "should be a date without a time, such as 2024-03-31",
}


def remedy(error: Mapping[str, Any]) -> str:
    """A sentence for one item of `ValidationError.errors()` of a `Site`: what is wrong and what would be valid."""
    kind, path, limits = error["type"], error["loc"], error.get("ctx", {})
    if kind == "missing":
        return f"is required; add it{_where(error)}"
    if error["input"] is None:
        return "is empty; give it a value" + ("" if _is_required(path) else " or remove the line")
    if kind == "extra_forbidden":
        return f"is not a field here; the fields are {', '.join(_fields(path[:-1]))}"
    if kind == "string_pattern_mismatch":
        return sentence("no_name")
    if kind == "string_too_short":
        return sentence("too_short", least=limits["min_length"]) if error["input"].strip() else sentence("is_blank")
    if "polygon" in path and kind in ("less_than_equal", "greater_than_equal"):
        return sentence("no_fraction")
    if kind.startswith(("date_", "datetime_")) and kind not in _REMEDIES:
        return f"should be a {kind.split('_')[0]}: {limits.get('error', 'it is none')}"
    if kind == "too_short":
        return sentence("too_few", count=limits["actual_length"], least=limits["min_length"])
    if kind == "too_long":
        return f"has more than {limits['max_length']} entries; remove the others"
    message = error["msg"].removeprefix("Value error, ")
    return _REMEDIES.get(kind, message.replace("Input should", "should").replace("String should", "should"))


def _where(error: Mapping[str, Any]) -> str:
    """Of a part of a list, which one it is: the line of the error is the one in which it begins."""
    name = error["input"].get("id") if isinstance(error["input"], Mapping) else None
    return f" to {name}, which begins in this line" if isinstance(name, str) and len(error["loc"]) > 1 else ""


def _is_required(path: tuple[str | int, ...]) -> bool:
    """Whether the site file may not be without the field at a path."""
    if not path or not isinstance(path[-1], str):
        return False
    fields = _model(path[:-1]).model_fields
    return any(field.is_required() for name, field in fields.items() if path[-1] in (name, field.alias))


def _fields(path: tuple[str | int, ...]) -> list[str]:
    """The fields of the model at a path, as they are written."""
    return [field.alias or name for name, field in _model(path).model_fields.items()]


def _model(path: tuple[str | int, ...]) -> type[BaseModel]:
    model: type[BaseModel] = Site
    for part in path:
        if isinstance(part, str):
            field = next(f for name, f in model.model_fields.items() if part in (name, f.alias))
            model = next(inner for inner in _inside(field.annotation) if issubclass(inner, BaseModel))
    return model


def _inside(annotation: Any) -> list[type]:
    if arguments := get_args(annotation):
        return [inner for argument in arguments for inner in _inside(argument)]
    return [annotation] if isinstance(annotation, type) else []
