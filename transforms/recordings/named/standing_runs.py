"""The run of a date by the inputs that stand in tables, where the archive is not listed anew."""

from datetime import date

import pyarrow.compute as pc

from pantau.schemas.site import Site
from pantau.schemas.tables import RECORDINGS, REJECTS
from pantau.transforms.planned_run import RunDate
from pantau.transforms.provenance import run_id
from pantau.transforms.recordings.named.name_recordings import RunOfDate
from pantau.transforms.tables.partition_files import read_table


def standing_run(one: RunDate, site: Site) -> RunOfDate:
    """The run of a date by its recordings, and by the inputs that could not be probed."""
    day, warehouse = date.fromisoformat(one.service_date), one.draft
    found = read_table(warehouse, RECORDINGS, ("recording_uri", "bytes"), service_date=day)
    rejects = read_table(warehouse, REJECTS, ("input", "bytes", "step"), service_date=day)
    failed = rejects.filter(pc.equal(rejects["step"], "probe")).drop_columns("step")
    inputs = [tuple(row) for rows in (found, failed) for row in zip(*rows.to_pydict().values(), strict=True)]
    return RunOfDate(one.service_date, run_id(site, day, inputs))
