"""A folder of played days from a folder that was released: whoever has the one can make the other."""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.releases.planned import PlannedRelease
from pantau.transforms.releases.release_files import PACKAGE, SUMS, Files, release_files, release_manifest, table_files
from pantau.transforms.releases.release_order import SYNTHETIC, Publication, ReleaseOrder
from pantau.transforms.releases.synthetic.event_tables import SYNTHETIC_TABLES, event_rows, event_table
from pantau.transforms.releases.synthetic.leaving import leaving_as_published
from pantau.transforms.releases.synthetic.played_day import played_day
from pantau.transforms.releases.synthetic.queue_model import Dates, QueueModel, fitted
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.atomic_files import names_in

FIRST_DAY = date(2000, 1, 3)
"""The first played day, a Monday; chosen long before any recording, so that nobody takes it for a real one."""

FOREVER = Rule()
"""Played days have no rule of their own: nothing goes into them that was not published under one."""


@dataclass(frozen=True)
class SyntheticOrder:
    """How many working days are played, with which seed, under which name, and who stands for it."""

    name: str
    days: int
    seed: int
    publication: Publication

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 1000:
            raise ValueError(f"--days {self.days}: 1 to 1000 days are played")
        if self.seed < 0:
            raise ValueError(f"--seed {self.seed}: a seed is a whole number, 0 or more")


def synthetic_files(order: SyntheticOrder, released: Place) -> tuple[str, Files]:
    """The id and files of a data set of played days, of a release of aggregates. The same give the same bytes.

    Raises:
        ValueError: the folder is no finished release of aggregates, or tells too little.
    """
    package, cells, durations = _read(released)
    models = [leaving_as_published(model) for model in fitted(cells, durations, _dates(package))]
    days = _working_days(order.days)
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in SYNTHETIC_TABLES}
    for number, model in enumerate(models):
        for day in days:
            parties = played_day(model, np.random.default_rng([order.seed, number, day.toordinal()]))
            for name, found in event_rows(model, day, parties).items():
                rows[name] += found
    made = {f"synthetic_{table.name}": _marked(event_table(table, rows[table.name])) for table in SYNTHETIC_TABLES}
    asked = ReleaseOrder(order.name, days[0], days[-1], "all", 60, FOREVER, order.publication, level=SYNTHETIC)
    planned = PlannedRelease(made, (), tuple(_cover(model, days) for model in models), 0, (), (), ())
    tables = table_files(made)
    said = f"Played with seed {order.seed} from release `{package['id']}` ({package['name']})."
    manifest = release_manifest(asked, planned, tables, [], said)
    return manifest["release_id"], release_files(manifest, tables)


def _read(released: Place) -> tuple[Mapping[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    names = names_in(released)
    needed = ("cells.parquet", "durations.parquet", PACKAGE, SUMS)
    if lacking := [name for name in needed if name not in names]:
        raise ValueError(
            f"--of {released}: has no {lacking[0]}, so it is no finished release of aggregates; name the folder release"
        )
    *found, sums = ((released / name).read_bytes() for name in needed)
    for name, content in zip(needed, found, strict=False):
        if f"{hashlib.sha256(content).hexdigest()}  {name}" not in sums.decode(errors="replace").splitlines():
            raise ValueError(f"--of {released}: {name} is not what {SUMS} says; take the folder as it was published")
    tables = [pq.read_table(io.BytesIO(content)) for content in found[:2]]
    if any("observer_from" not in table.column_names for table in tables):
        raise ValueError(
            f"--of {released}: has no column observer_from, as a version made it that did not tell which rows are of "
            "which dates; name a release that was made since"
        )
    return json.loads(found[2]), *(table.to_pylist() for table in tables)


def _dates(package: Mapping[str, Any]) -> Dates:
    return {
        (one["agencies"], one["observer"], one["first"]): (
            date.fromisoformat(one["first"]),
            date.fromisoformat(one["last"]),
        )
        for one in package["pantau"]["blocks"]
    }


def _working_days(number: int) -> list[date]:
    return [FIRST_DAY + timedelta(days=7 * (n // 5) + n % 5) for n in range(number)]


def _marked(table: pa.Table) -> pa.Table:
    return table.replace_schema_metadata({SYNTHETIC: "These days never were: played from published numbers."})


def _cover(model: QueueModel, days: list[date]) -> dict[str, Any]:
    return {
        "agencies": model.name,
        "observer": SYNTHETIC,
        "first": str(days[0]),
        "last": str(days[-1]),
        "observed_share": 1.0,
        "groups": model.counters,
    }
