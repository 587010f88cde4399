"""Finding what cameras tell together, as a step after the events of each camera."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import apache_beam as beam

from pantau.schemas.site import Site
from pantau.schemas.tables import ANOMALIES, STAFF_PRESENCE
from pantau.transforms.events.across_cameras import empty_across_cameras
from pantau.transforms.events.former_events import former_of_agency
from pantau.transforms.planned_run import RunDate
from pantau.transforms.tables.partition import Partition, partition_of
from pantau.transforms.tables.writing.pieces import PartitionPiece, read_piece, write_pieces
from pantau.transforms.tables.writing.write import PartitionKey, key_of


@dataclass
class FindAcrossCameras(beam.PTransform):
    """The `PartitionPiece`s of camera days, and the `RunDate`s of which all is wanted → pieces of anomalies.

    Of each agency whose counters several cameras see. `pieces` and `dates` of a mapping.
    """

    site: Site

    def expand(self, given: Mapping[str, beam.PCollection]) -> beam.PCollection:
        """The pieces that come on top."""
        keyed = {
            "pieces": given["pieces"]
            | "Presence" >> beam.FlatMap(_of_presence).with_output_types(tuple[PartitionKey, PartitionPiece]),
            "dates": given["dates"]
            | "Agencies" >> beam.FlatMap(self._agencies).with_output_types(tuple[PartitionKey, RunDate]),
        }
        return (
            keyed
            | "Gather agencies" >> beam.CoGroupByKey()
            | "Together" >> beam.FlatMapTuple(self._found).with_output_types(PartitionPiece)
        )

    def _agencies(self, one: RunDate) -> Iterator[tuple[PartitionKey, RunDate]]:
        day = date.fromisoformat(one.service_date)
        return ((key_of(Partition(STAFF_PRESENCE, (day, agency))), one) for agency in self.site.across_cameras(day))

    def _found(self, key: PartitionKey, found: Mapping[str, Iterable[Any]]) -> list[PartitionPiece]:
        day, agency = partition_of(STAFF_PRESENCE, key.folder).values
        for one in found["dates"]:
            presence = [row for piece in sorted(found["pieces"]) for row in read_piece(one.draft, piece).to_pylist()]
            former = former_of_agency(one.draft, agency, day)
            if rows := empty_across_cameras(self.site, agency, day, presence, former):
                part = Partition(ANOMALIES, (day, agency)), ANOMALIES.arrow(rows)
                return write_pieces(one.draft, f"together-{day}-{agency}.arrows", [part])
        return []


def _of_presence(piece: PartitionPiece) -> Iterator[tuple[PartitionKey, PartitionPiece]]:
    if piece.table == STAFF_PRESENCE.name:
        yield PartitionKey(piece.table, piece.folder), piece
