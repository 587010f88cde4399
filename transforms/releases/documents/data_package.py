"""A release as a Frictionless data package (Data Package 1.0, specs.frictionlessdata.io), with units."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from pantau.schemas.column import TIMESTAMP, Column
from pantau.schemas.release import RELEASE_TABLES

TYPES = {
    pa.string(): "string",
    pa.int64(): "integer",
    pa.float64(): "number",
    pa.bool_(): "boolean",
    TIMESTAMP: "datetime",
    pa.date32(): "date",
    pa.list_(pa.string()): "string",
}


KEPT = ("level", "period", "rule", "noise", "versions", "blocks", "region")
"""What of the manifest stands in the package beside what the standard knows; noise where there is any."""


def data_package(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The package of a release; beside what the standard knows, `pantau` holds period, rule, versions and blocks."""
    said = manifest["publication"]
    return {
        "profile": "tabular-data-package",
        "name": manifest["name"].lower(),
        "id": manifest["release_id"],
        "title": manifest["title"],
        "description": manifest["description"],
        **({"homepage": said["url"]} if said["url"] else {}),
        **({"created": f"{said['issued']}T00:00:00Z"} if said["issued"] else {}),
        "licenses": [{"path" if "://" in said["licence"] else "name": said["licence"]}],
        "contributors": [{"title": said["publisher"], "email": said["contact"], "role": "publisher"}],
        "resources": [
            _resource(name, columns, manifest) for name, columns in RELEASE_TABLES[manifest["level"]].items()
        ],
        "pantau": {key: manifest[key] for key in KEPT if key in manifest},
    }


def _resource(name: str, columns: tuple[Column, ...], manifest: Mapping[str, Any]) -> dict[str, Any]:
    file = manifest["files"][f"{name}.csv"]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file["bytes"],
        "hash": f"sha256:{file['sha256']}",
        "schema": {"fields": [_field(column) for column in columns], "missingValues": [""]},
    }


def _field(column: Column) -> dict[str, Any]:
    needs = ({} if column.nullable else {"required": True}) | ({"enum": list(column.values)} if column.values else {})
    return {
        "name": column.name,
        "type": TYPES[column.type],
        "title": column.english,
        "description": f"{column.english} / {column.indonesian}",
        **({"unit": column.unit} if column.unit else {}),
        **({"constraints": needs} if needs else {}),
    }
