"""The JSON Schema of the site file, from which editors complete and check it.

`python -m pantau.schemas.site.editor_schema` writes it. It knows fields, words and forms; what only the whole file
shows (names that must exist, dates that must not overlap) is left to `load_site`.
"""

import json
from pathlib import Path
from typing import Any

from pantau.schemas.site.site import Site

PATH = Path(__file__).parents[1] / "site.schema.json"


def editor_schema() -> str:
    """The JSON Schema (draft 2020-12) of the site file as it is written: `from`, `until`, `date`, hours as text."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_trim(Site.model_json_schema(by_alias=True))}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _trim(schema: dict[str, Any]) -> dict[str, Any]:
    """Without what editors show and nobody needs: titles that repeat the name, defaults that say "nothing"."""
    trimmed: dict[str, Any] = {}
    for word, value in schema.items():
        if word in ("properties", "$defs"):
            trimmed[word] = {name: _trim(inner) for name, inner in value.items()}
        elif isinstance(value, dict) and word != "default":
            trimmed[word] = _trim(value)
        elif word in ("anyOf", "prefixItems"):
            trimmed[word] = [_trim(inner) for inner in value]
        elif word != "title" and not (word == "default" and value in (None, [], "")):
            trimmed[word] = value
    return trimmed


if __name__ == "__main__":
    PATH.write_text(editor_schema(), encoding="utf-8")
    print(PATH)
