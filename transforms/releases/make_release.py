"""A release as a pipeline: the partitions of its dates are counted, planned together, registered, written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import apache_beam as beam

from pantau.schemas.table import Table
from pantau.schemas.tables import AUDITS, SERVICE_TIME, STAFF_PRESENCE, WAITING_VISITS
from pantau.transforms.elements import flows
from pantau.transforms.releases.accuracy import audited
from pantau.transforms.releases.counting.day_facts import (
    PRESENCE_COLUMNS,
    SERVICE_COLUMNS,
    WAITING_COLUMNS,
    DayFacts,
    day_facts,
)
from pantau.transforms.releases.counting.facts import Facts, gather
from pantau.transforms.releases.noisy.plan_noisy import plan_noisy
from pantau.transforms.releases.plan_release import needed_dates, plan_release
from pantau.transforms.releases.register import before, own, refuse_former, register, registered
from pantau.transforms.releases.release_files import (
    OFFICE,
    RELEASE,
    SAFE_ROOM,
    SUMS,
    office_files,
    release_files,
    release_manifest,
    safe_room_files,
    table_files,
)
from pantau.transforms.releases.release_order import AGGREGATES, NOISY, VISITS, ReleaseOrder
from pantau.transforms.releases.safe_room import plan_safe_room
from pantau.transforms.releases.visits.plan_visits import plan_visits
from pantau.transforms.stages import advance, begin_stage
from pantau.transforms.storage.place import place_of
from pantau.transforms.tables.atomic_files import files_below, remove, replace
from pantau.transforms.tables.partition_files import read_files, read_table
from pantau.transforms.tables.visible_files import VisibleFile, visible_files

COUNTED = ((SERVICE_TIME, SERVICE_COLUMNS), (WAITING_VISITS, WAITING_COLUMNS), (STAFF_PRESENCE, PRESENCE_COLUMNS))


FILES_AT_ONCE = 200
"""Files of which only few values are wanted; chosen: some months of a hall, so that years are not in memory."""


class ReleaseDate(NamedTuple):
    """A service date of which a release counts events; ISO text."""

    service_date: str


class ReleaseFile(NamedTuple):
    """A file to be written, by its path below the folder of a release."""

    path: str
    content: bytes


class MadeRelease(NamedTuple):
    """What was made: the id of the release, its counts, and how many of them are withheld."""

    release_id: str
    counts: int
    withheld: int


flows(ReleaseDate, ReleaseFile, MadeRelease)

Written = tuple[MadeRelease, list[ReleaseFile]]


@dataclass
class MakeRelease(beam.PTransform):
    """Service dates of a release (see `dates_of`) → `MadeRelease`, once all its files lie in the folder `out`."""

    warehouse: str
    order: ReleaseOrder
    out: str

    def expand(self, dates: beam.PCollection) -> beam.PCollection:
        """The release."""
        counted = (
            dates | "Apart" >> beam.Reshuffle() | "Count" >> beam.FlatMap(self._counted).with_output_types(DayFacts)
        )
        # A side input is read one by one; years of a hall in one list would be held several times over.
        planned = (
            dates.pipeline
            | "Once" >> beam.Create([None], reshuffle=False)
            | "Plan and register" >> beam.FlatMap(self._planned, beam.pvalue.AsIter(counted)).with_output_types(Written)
        )
        return planned | "Write" >> beam.MapTuple(self._written).with_output_types(MadeRelease)

    def _counted(self, one: ReleaseDate) -> Iterator[DayFacts]:
        day = date.fromisoformat(one.service_date)
        found: dict[str, dict[str, VisibleFile]] = {}
        for table, _ in COUNTED:
            for file in visible_files(self.warehouse, table, service_date=day):
                found.setdefault(file.partition.values[1], {})[table.name] = file
        zones = dict(self.order.zones)
        for agency, files in sorted(found.items()):
            rows = [_rows(table, columns, files) for table, columns in COUNTED]
            beam.metrics.Metrics.counter("release", "rows_counted").inc(sum(map(len, rows)))
            yield day_facts(one.service_date, agency, *rows, zones)
        advance()

    def _planned(self, _: None, days: Iterable[DayFacts]) -> Iterator[tuple[MadeRelease, list[ReleaseFile]]]:
        begin_stage("Gathering what was counted")
        facts = gather(days)
        if self.order.safe_room:
            yield self._for_the_safe_room(facts)
        else:
            yield self._released(facts)

    def _for_the_safe_room(self, facts: Facts) -> Written:
        planned = plan_safe_room(self.order, facts)
        files = safe_room_files(self.order, table_files(planned.tables))
        made = MadeRelease(self.order.id, planned.counts, 0)
        return made, [ReleaseFile(f"{SAFE_ROOM}/{name}", content) for name, content in files.items()]

    def _released(self, facts: Facts) -> Written:
        rows = registered(self.warehouse)
        order, known = self.order, before(rows, self.order)
        if order.level == AGGREGATES:
            planned = plan_release(order, facts, known)
        else:
            plan = {VISITS: plan_visits, NOISY: plan_noisy}[order.level]
            planned = plan(order, facts, own(rows, order))
        begin_stage("Making the files")
        tables = table_files(planned.tables)
        said = audited(read_table(self.warehouse, AUDITS).to_pylist(), order.first, order.last)
        manifest = release_manifest(order, planned, tables, _versions(self.warehouse, order), said)
        # Whatever may leave the office is in the register first, whenever the machine stops.
        register(self.warehouse, order, manifest["release_id"], planned.published, [row["release_id"] for row in rows])
        files = {f"{OFFICE}/{name}": content for name, content in office_files(planned).items()}
        files |= {f"{RELEASE}/{name}": content for name, content in release_files(manifest, tables).items()}
        made = MadeRelease(manifest["release_id"], planned.counts, len(planned.withheld))
        return made, [ReleaseFile(*one) for one in files.items()]

    def _written(self, made: MadeRelease, files: list[ReleaseFile]) -> MadeRelease:
        write_release(self.out, files)
        return made


def write_release(out: str, files: list[ReleaseFile]) -> None:
    """The sums last: a folder without them is not finished. What a release of before left there goes."""
    mine = {file.path for file in files}
    for part in sorted({path.partition("/")[0] for path in mine}):
        for path, _ in files_below(place_of(out) / part, ""):
            if f"{part}/{path.name}" not in mine or path.name == SUMS:
                remove(path)
    for file in sorted(files, key=lambda one: (one.path.endswith(SUMS), one.path)):
        replace(place_of(out) / file.path, file.content)


def dates_of(warehouse: str, order: ReleaseOrder) -> list[ReleaseDate]:
    """The service dates with events that a release needs: its own, and those of earlier releases of common dates.

    Raises:
        RefusedRelease: the register says that it may not be made.
    """
    spans = [(order.first, order.last)]
    if not order.safe_room:
        spans = needed_dates(order, before(registered(warehouse), order))
        refuse_former(warehouse, spans)
    days = {file.partition.values[0] for table, _ in COUNTED for file in visible_files(warehouse, table)}
    return [ReleaseDate(day.isoformat()) for day in sorted(days) if any(first <= day <= last for first, last in spans)]


def _rows(table: Table, columns: tuple[str, ...], files: Mapping[str, VisibleFile]):
    return read_files(table, [files[table.name]] if table.name in files else [], columns)


def _versions(warehouse: str, order: ReleaseOrder) -> list[tuple[str, str]]:
    """Program and site file of the services of a release."""
    files = [
        one for one in visible_files(warehouse, SERVICE_TIME) if order.first <= one.partition.values[0] <= order.last
    ]
    found = set()
    for at in range(0, len(files), FILES_AT_ONCE):
        rows = read_files(SERVICE_TIME, files[at : at + FILES_AT_ONCE], ("code_hash", "config_hash"))
        found |= {
            (row["code_hash"], row["config_hash"]) for row in rows.group_by(rows.column_names).aggregate([]).to_pylist()
        }
    return sorted(found)
