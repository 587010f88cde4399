"""The pages of a release, and its citation for programs."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pantau.schemas.column import Column

HERE = Path(__file__).parent


def data_card(manifest: Mapping[str, Any]) -> str:
    """What the data are, what they cover, how right they are, and how to cite them, as Markdown."""
    coverage = "\n".join(
        f"| {one['agencies']} | `{one['observer']}` | {one['first']} to {one['last']} | {_fineness(one)} | "
        f"{one['observed_share']:.0%} |"
        for one in manifest["blocks"]
    )
    text = (HERE / manifest["level"] / "README.md").read_text(encoding="utf-8")
    noise = _noise_rows(manifest)
    keys = ("title", "description", "release_id", "name", "citation", "accuracy")
    return text.format(**manifest["publication"], **{key: manifest[key] for key in keys}, coverage=coverage, **noise)


def _noise_rows(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """Of noisy counts: epsilon, and a row for each measure."""
    if (said := manifest.get("noise")) is None:
        return {}
    rows = "\n".join(
        f"| {measure} | {one['bound']} | {one['epsilon']:.3g} | {one['scale']:.6g} | {2**0.5 * one['scale']:.3g} | "
        f"{one['within']} |"
        for measure, one in said["counts"].items()
    )
    return {"epsilon": said["epsilon"], "library": said["library"], "noise": rows}


def _fineness(one: Mapping[str, Any]) -> str:
    if "groups" in one:
        return str(one["groups"])
    return f"{one['period_kind']}, {one['bin_minutes']} min | {one['published_share']:.0%}"


def method_sheet(manifest: Mapping[str, Any]) -> str:
    """How it was counted and what was withheld, as Markdown."""
    versions = manifest["versions"]
    events = "; ".join(f"program {code}, site file {config}" for code, config in versions["events"])
    text = (HERE / manifest["level"] / "METHOD.md").read_text(encoding="utf-8")
    return text.format(
        version=versions["pantau"],
        code_hash=versions["code_hash"],
        events=events,
        **manifest["rule"],
        **_noise_rows(manifest),
    )


def release_dictionary(tables: Mapping[str, tuple[Column, ...]]) -> str:
    """Every column in both languages, as Markdown."""
    parts = ["# Data dictionary – Kamus data\n"]
    for name, columns in tables.items():
        rows = "\n".join(
            f"| `{column.name}` | {column.type} | {column.unit or ''} | {'yes' if column.nullable else ''} | "
            f"{column.english} | {column.indonesian} |"
            for column in columns
        )
        head = "| column | type | unit | null | meaning | arti |\n|---|---|---|---|---|---|"
        parts.append(f"## {name}\n\n{head}\n{rows}\n")
    return "\n".join(parts)


def citation(manifest: Mapping[str, Any]) -> str:
    """CITATION.cff, Citation File Format 1.2.0. Text in JSON is YAML too."""
    said = manifest["publication"]
    lines = {
        "cff-version": "1.2.0",
        "type": "dataset",
        "message": "If you use these data, please cite them as below.",
        "title": manifest["title"],
        "authors": [{"name": said["publisher"], "email": said["contact"]}],
        "version": manifest["release_id"],
        "license" if "://" not in said["licence"] else "license-url": said["licence"],
        **({"url": said["url"]} if said["url"] else {}),
        **({"date-released": said["issued"]} if said["issued"] else {}),
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in lines.items())
