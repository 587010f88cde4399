"""The actions of a Delta log, as its protocol has them: what a table is, a file that is added, one that is taken out.

https://github.com/delta-io/delta/blob/master/PROTOCOL.md, reader version 1 and writer version 2, which every client of
Delta Lake has.
"""

import hashlib
import json
import re
import uuid
from urllib.parse import quote, unquote

import pyarrow as pa

from pantau.schemas.column import TIMESTAMP
from pantau.schemas.columns import COLUMNS
from pantau.schemas.table import Table
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.partition import partition_of, word
from pantau.transforms.tables.table_file import TableFile

Action = dict[str, dict]

PROTOCOL: Action = {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}

_FOR_GOOD = "interval 36500 days"
"""Chosen as for ever: what goes, and when, is for `pantau prune` and `pantau retain` to say."""

PROPERTIES = {
    "delta.logRetentionDuration": _FOR_GOOD,
    "delta.deletedFileRetentionDuration": _FOR_GOOD,
    "delta.enableExpiredLogCleanup": "false",
}
"""Without these a client that writes a checkpoint may forget entries of the log that are 30 days old (its default)."""

_TYPES = {
    pa.string(): "string",
    pa.int64(): "long",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.date32(): "date",
    pa.binary(): "binary",
    TIMESTAMP: "timestamp",
}
_PLAIN = re.compile(r"[\w.=/-]*", re.ASCII)


def metadata(table: Table, warehouse_id: str, held: pa.Schema | None = None) -> Action:
    """What a table is, or was when its files `held` other columns; tables of other warehouses have other ids.

    Every column may be null here: in what was upgraded, those are that an earlier version did not have.
    """
    fields = [
        {
            "name": field.name,
            "type": _type(field.type),
            "nullable": True,
            "metadata": {"comment": COLUMNS[field.name].english} if field.name in COLUMNS else {},
        }
        for field in held or table.schema
    ]
    return {
        "metaData": {
            "id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{warehouse_id}/{table.name}")),
            "name": table.name,
            "description": table.grain,
            "format": {"provider": "parquet", "options": {}},
            "schemaString": json.dumps({"type": "struct", "fields": fields}),
            "partitionColumns": [],
            "configuration": PROPERTIES,
        }
    }


def definition_of(action: Action) -> str:
    """What tells one `metadata` from another, as 16 hex digits."""
    return hashlib.sha256(json.dumps(action, sort_keys=True).encode()).hexdigest()[:16]


def add(root: Place, table: Table, file: TableFile, may_be_gone: bool = False) -> Action:
    """A file becomes part of its table. Of one that is gone, if it may be, the size is not known, and 0.

    Of its values the log has those alone that name its folder, date and agency, by which engines leave files out:
    nothing that retention deletes lives on in it.

    Raises:
        FileNotFoundError: the file is not there.
    """
    size, changed_ns, path = 0, 0, root / file.table / file.name
    if not may_be_gone or path.exists():
        stat = path.stat()
        size, changed_ns = stat.st_size, stat.st_mtime_ns
    return {
        "add": {
            "path": _encoded(file.name),
            "partitionValues": {},
            "size": size,
            "modificationTime": changed_ns // 1_000_000,
            "dataChange": True,
            "stats": json.dumps(_statistics(table, file)),
            "tags": {"sha256": file.sha256, "layout": file.layout},
        }
    }


def added_file(table: str, action: Action) -> TableFile:
    """The file that an `add` of a table's log names; of one that others made, what they did not note is empty."""
    kept = action["add"]
    folder, _, name = unquote(kept["path"]).rpartition("/")
    rows, tags = json.loads(kept.get("stats") or "{}").get("numRecords", 0), kept.get("tags") or {}
    return TableFile(table, folder, name, rows, tags.get("sha256", ""), tags.get("layout", ""))


def remove(name: str, now_ms: int) -> Action:
    """A file is no part of its table any more; `now_ms` is in milliseconds since the epoch, UTC."""
    return {"remove": {"path": _encoded(name), "deletionTimestamp": now_ms, "dataChange": True}}


def _statistics(table: Table, file: TableFile) -> dict:
    known: dict = {"numRecords": file.rows}
    if not table.partition:
        return known
    values = dict(zip(table.partition, partition_of(table, file.folder).values, strict=True))
    known["nullCount"] = {name: file.rows if value is None else 0 for name, value in values.items()}
    # Of no rows there is no least value, and one that is made up would be the answer to min(service_date).
    held = {name: word(value) for name, value in values.items() if file.rows and value is not None}
    return known | {"minValues": held, "maxValues": held}


def _encoded(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else quote(name, safe="/=")


def _type(kind: pa.DataType) -> str | dict:
    if pa.types.is_list(kind):
        return {"type": "array", "elementType": _type(kind.value_type), "containsNull": True}
    if kind not in _TYPES:
        raise TypeError(f"no type of Delta Lake is known for the Arrow type {kind}; add it to tables/delta/actions.py")
    return _TYPES[kind]
