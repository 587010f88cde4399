"""What was seen on a recording, in all tables together: found, weighed, removed."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import NamedTuple

import pyarrow.parquet as pq

from pantau.schemas.table import Table
from pantau.schemas.tables import OBSERVED_TABLES, SAMPLES
from pantau.transforms.storage.place import Place, on_disk
from pantau.transforms.tables.atomic_files import discard, names_in, remove
from pantau.transforms.tables.copies import copy_path
from pantau.transforms.tables.partition import FILE_NAME, Partition, partition_of, root_of, word


class ObservedPlace(NamedTuple):
    """The folder that a recording has in each of the tables."""

    service_date: date
    agency_id: str
    camera_id: str
    recording_id: str


class Weight(NamedTuple):
    """How much is there: rows and bytes of the finished files, and the hash of them."""

    rows: int
    bytes: int
    hash: str


def observed_dates(warehouse: str | Place, tables: tuple[Table, ...] = OBSERVED_TABLES) -> list[date]:
    """The service dates of which anything is there, in some tables."""
    names = {name for table in tables for name in names_in(root_of(warehouse) / table.name)}
    return sorted(date.fromisoformat(name.partition("=")[2]) for name in names if name.startswith("service_date="))


def observed_places(warehouse: str | Place, day: date) -> list[ObservedPlace]:
    """The recordings of a service date of which anything is there, be it only what a killed run left."""
    found = set()
    for table in OBSERVED_TABLES:
        top, of_day = root_of(warehouse) / table.name, f"service_date={word(day)}"
        if on_disk(top):
            folders = set(_below(top, of_day, len(table.partition) - 1))
        else:
            folders = {path.parent.relative_to(top).as_posix() for path, _ in (top / of_day).below()}
        found |= {ObservedPlace(*partition_of(table, folder).values) for folder in folders}
    return sorted(found)


def weigh(warehouse: str | Place, place: ObservedPlace) -> Weight:
    """What there is of a recording."""
    rows, size, digest = 0, 0, hashlib.sha256()
    for folder in _folders(warehouse, place):
        with suppress(FileNotFoundError, NotADirectoryError):
            content = (folder / FILE_NAME).read_bytes()
            rows += pq.read_metadata(io.BytesIO(content)).num_rows
            size += len(content)
            digest.update(content)
    return Weight(rows, size, digest.hexdigest())


def remove_observed(warehouse: str | Place, place: ObservedPlace) -> None:
    """Removes all that there is of a recording, unfinished files included, and the folders that this empties."""
    for folder in _folders(warehouse, place):
        if not on_disk(folder):
            for place in (folder, copy_path(folder)):
                discard(place)
            continue
        for name in names_in(folder):
            remove(folder / name)
        for emptied in (folder, *folder.parents[: len(place) - 1]):
            with suppress(OSError):
                emptied.rmdir()


def _folders(warehouse: str | Place, place: ObservedPlace) -> list[Place]:
    tables = (table for table in OBSERVED_TABLES if table.partition == SAMPLES.partition)
    return [root_of(warehouse) / table.name / Partition(table, place).folder for table in tables]


def _below(top: Place, folder: str, depth: int) -> Iterator[str]:
    if not depth:
        yield folder
        return
    for name in names_in(top / folder):
        if "=" in name:
            yield from _below(top, f"{folder}/{name}", depth - 1)
