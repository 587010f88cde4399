"""Events found in processes of their own, and what ends the stage."""

import pytest

from pipelines import events
from pipelines.command_line import main
from pipelines.events import refuse
from schemas.tables import COVERAGE, EVENT_TABLES
from tests.pipelines.nights import tables
from transforms.bulkhead import Lost


def test_processes_of_their_own_find_the_same_to_the_byte(office, changed_office, monkeypatch):
    monkeypatch.setattr(events, "FEW", 0)
    given = {"site": changed_office.site, "archive": changed_office.archive, "warehouse": changed_office.warehouse}
    assert main(["events", *(str(part) for name, value in given.items() for part in (f"--{name}", value))]) == 0
    for table in (*EVENT_TABLES, COVERAGE):
        of_table = [
            {place: content for place, content in tables(one.warehouse).items() if place.startswith(f"{table.name}/")}
            for one in (changed_office, office)
        ]
        assert of_table[0] == of_table[1] != {}


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ValueError("no such zone"), "events of cam-1 on 2026-11-02: no such zone"),
        (Lost("killed", "recording"), r"events of cam-1 on 2026-11-02: its process was lost \(killed\); run it again"),
    ],
)
def test_what_cannot_be_found_ends_the_run_and_says_where(error, message):
    with pytest.raises(RuntimeError, match=message):
        refuse(("cam-1", "2026-11-02"), error)
