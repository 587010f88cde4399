"""Pieces of partitions: rows that wait in a file of a draft until all of their partition have been found.

What flows is where they are, since between two steps an engine may hold all of a run at once, several times over.
"""

from collections.abc import Iterable
from typing import NamedTuple

import pyarrow as pa

from pantau.schemas.tables import TABLES
from pantau.transforms.elements import flows
from pantau.transforms.storage.place import on_disk, place_of
from pantau.transforms.tables.atomic_files import put
from pantau.transforms.tables.partition import Partition, partition_of
from pantau.transforms.tables.partition_files import WarehouseError

PIECES = "_pieces"


class PartitionPiece(NamedTuple):
    """Rows of one partition, in bytes `start` to `end` of a file of the draft."""

    table: str
    folder: str
    file: str
    start: int
    end: int
    rows: int


flows(PartitionPiece)


def write_pieces(draft: str, name: str, tables: Iterable[tuple[Partition, pa.Table]]) -> list[PartitionPiece]:
    """Writes rows of several partitions into one file, which `name` has to itself; done again it says the same.

    Raises:
        WarehouseError: the file cannot be written.
    """
    file = place_of(draft) / PIECES / name
    found, content = [], bytearray()
    for partition, rows in tables:
        start = len(content)
        content += _encoded(rows)
        found.append(
            PartitionPiece(
                partition.table.name, partition.folder, f"{PIECES}/{name}", start, len(content), rows.num_rows
            )
        )
    try:
        put(file, bytes(content))
    except OSError as error:
        raise WarehouseError(
            f"{file}: cannot be written ({error.strerror or error}); what readers see is as it was"
        ) from error
    return found


def read_piece(draft: str, piece: PartitionPiece) -> pa.Table:
    """The rows, with the table's columns."""
    file = place_of(draft) / piece.file
    if on_disk(file):
        with file.open("rb") as whole:
            whole.seek(piece.start)
            content = whole.read(piece.end - piece.start)
    else:
        content = file.bucket.read_part(file.key, piece.start, piece.end)
    return pa.ipc.open_stream(content).read_all()


def partition_of_piece(piece: PartitionPiece) -> Partition:
    """The partition that the rows are of."""
    return partition_of(TABLES[piece.table], piece.folder)


def _encoded(rows: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return sink.getvalue().to_pybytes()
