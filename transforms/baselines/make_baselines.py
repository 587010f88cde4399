"""Baselines as a step: the services of former dates become what is usual at each counter, in the warehouse."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import apache_beam as beam

from pantau.schemas.tables import BASELINES, SERVICE_TIME
from pantau.transforms.baselines.baseline_rows import BaselineOrder, CounterOfAgency, Row, baseline_rows, is_whole
from pantau.transforms.elements import flows
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows

flows(CounterOfAgency)

Timed = tuple[CounterOfAgency, float]
"""How long a service lasted at a counter, seconds."""


@dataclass
class MakeBaselines(beam.PTransform):
    """Former service dates (ISO) → the number of the run that added the baselines of all counters; none where there are
    too few services."""

    warehouse: str
    order: BaselineOrder

    def expand(self, dates: beam.PCollection) -> beam.PCollection:
        """The run."""
        return (
            dates
            | "Services" >> beam.FlatMap(self._services).with_output_types(Timed)
            | "By counter" >> beam.GroupByKey()
            | "What is usual" >> beam.FlatMapTuple(self._rows).with_output_types(Row)
            | "Together" >> beam.combiners.ToList()
            | "Add" >> beam.FlatMap(self._add).with_output_types(int)
        )

    def _services(self, day: str) -> Iterator[Timed]:
        rows = read_table(self.warehouse, SERVICE_TIME, service_date=date.fromisoformat(day)).to_pylist()
        return (
            (CounterOfAgency(row["agency_id"], row["counter_id"]), row["duration_s"])
            for row in rows
            if row["site_id"] == self.order.site_id and is_whole(row)
        )

    def _rows(self, counter: CounterOfAgency, seconds: Iterable[float]) -> list[Row]:
        return baseline_rows(self.order, counter, list(seconds))

    def _add(self, rows: list[Row]) -> Iterator[int]:
        """An engine may do this again: what stands already is not added twice, and nothing else of the date."""
        with draft_of(self.warehouse) as draft:
            standing = standing_ids(draft, self.order)
            if standing and standing != {row["baseline_id"] for row in rows}:
                raise ValueError(refusal(self.order))
            if rows and not standing:
                add_rows(draft, BASELINES, sorted(rows, key=lambda row: row["baseline_id"]))
                yield commit_draft(draft, {"command": "baselines"})


def standing_ids(warehouse: str | Place, order: BaselineOrder) -> set[str]:
    """The ids of the baselines of a site that hold from the date of an order on."""
    rows = read_table(warehouse, BASELINES, service_date=order.holds_from).to_pylist()
    return {row["baseline_id"] for row in rows if row["site_id"] == order.site_id}


def refusal(order: BaselineOrder) -> str:
    """Why baselines of a date are not made again, and what to do."""
    return (
        f"baselines from {order.holds_from} on: {order.site_id} has some, and none is ever changed, so that nights of "
        "then stay as they are; name a later date"
    )
