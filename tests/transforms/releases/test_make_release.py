"""The steps of a release as a transform."""

from datetime import date

import apache_beam as beam
import pytest
from apache_beam.testing.util import assert_that

from pantau.pipelines.engine import beam_options
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.releases.make_release import MakeRelease, dates_of
from pantau.transforms.releases.release_order import Publication, ReleaseOrder
from tests.sql.conftest import write_rows


@pytest.mark.slow
def test_dates_become_a_release(tmp_path):
    rows = [
        {
            "event_id": f"{counter}{n}",
            "counter_id": f"c{counter}",
            "camera_id": f"C{counter}",
            "started_at": f"2026-11-02 08:{n:02d}",
            "ended_at": f"2026-11-02 08:{n + 1:02d}",
        }
        for counter in range(3)
        for n in range(10)
    ]
    warehouse = str(write_rows(tmp_path / "w", {"service_time": rows}))
    day = date(2026, 11, 2)
    order = ReleaseOrder("one", day, day, "date", 60, Rule(), Publication("p", "c", "r", "l"))
    dates = dates_of(warehouse, order)
    assert dates == [("2026-11-02",)]

    def made(found):
        (one,) = found
        # No hours were seen to be open, and nobody to leave.
        assert (one.counts, one.withheld) == (1, 0)

    with beam.Pipeline(options=beam_options([])) as pipeline:
        assert_that(
            pipeline | beam.Create(dates, reshuffle=False) | MakeRelease(warehouse, order, str(tmp_path / "o")), made
        )
    text = (tmp_path / "o" / "release" / "cells.csv").read_text(encoding="utf-8")
    assert text.splitlines()[1].split(",")[3:7] == ['"2026-11-02"', '"08:00-09:00"', "false", "30"]
