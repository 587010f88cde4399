from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from pantau.desk.application import application
from pantau.desk.figures.day import ON_A_PAGE, day_lines
from tests.desk.conftest import HOST, during
from tests.sql.conftest import write_rows

DAY = date(2026, 11, 2)
NAMES = [f"c{number:02d}" for number in range(ON_A_PAGE + 2)]
FIRST, LAST = NAMES[0], NAMES[-1]


@pytest.fixture(scope="module")
def hall(desk_settings, tmp_path_factory):
    """A hall of ten counters, each served once; the first and the last share a queue, the last has a candidate."""
    at = {"zone_id": "desk"}
    services = [during("09:00", "09:05", **at, counter_id=name, event_id=f"s-{name}") for name in NAMES]
    wait = during("10:00", "10:05", **at, counter_id=None, counter_ids=[FIRST, LAST], event_id="w")
    candidate = {"kind": "unattended_waiting", "severity": "low", "observed_value": 90.0, "expected_value": 60.0}
    tables = {
        "service_time": services,
        "waiting_visits": [wait | {"waiting_outcome": "reneged"}],
        "anomalies": [during("11:00", "11:30", **at, **candidate, counter_id=LAST, event_id="a", value_unit="s")],
    }
    return replace(desk_settings, warehouse=str(write_rows(tmp_path_factory.mktemp("hall"), tables)))


def test_a_page_has_the_rows_of_its_counters_alone_and_the_summary_of_all(hall):
    first, second = (day_lines(hall, DAY, page) for page in (1, 2))
    for lines in (first, second):
        assert [[line.counter_id for line in part] for part in lines.pages] == [NAMES[:ON_A_PAGE], NAMES[ON_A_PAGE:]]
        assert all(line.summary["sessions"] is not None for line in lines.counters)
        assert [row["event_id"] for row in lines.candidates] == ["a"]
    for lines, names in ((first, NAMES[:ON_A_PAGE]), (second, NAMES[ON_A_PAGE:])):
        rows = {line.counter_id: [row["event_id"] for row in line.services] for line in lines.counters}
        assert rows == {name: [f"s-{name}"] if name in names else [] for name in NAMES}


def test_who_waits_for_several_counters_stands_at_each_of_them_on_its_page(hall):
    found = {page: {line.counter_id: len(line.waits) for line in day_lines(hall, DAY, page).drawn} for page in (1, 2)}
    assert found[1] == {name: int(name == FIRST) for name in NAMES[:ON_A_PAGE]}
    assert found[2] == {name: int(name == LAST) for name in NAMES[ON_A_PAGE:]}
    assert [line.counter_id for line in day_lines(hall, DAY, 2).drawn if line.candidates] == [LAST]


def test_all_pages_have_one_axis_over_whatever_is_known_of_the_day(hall):
    first, second = (day_lines(hall, DAY, page).axis for page in (1, 2))
    assert first == second
    assert (first.started.hour + 7, first.ended.hour + 7, first.ended.minute) == (9, 11, 30)


def test_the_day_leads_to_its_other_counters_and_to_no_page_that_is_not_there(hall):
    with TestClient(application(hall), f"http://{HOST}", headers={"accept-language": "en"}) as client:
        one, two = client.get("/day/2026-11-02").text, client.get("/day/2026-11-02?counters=2").text
        assert 'href="/event/s-c00"' in one and 'href="/event/s-c09"' not in one
        assert 'href="/event/s-c09"' in two and 'href="/event/s-c00"' not in two
        assert '<a href="?counters=2#timelines">c08 – c09</a>' in one
        assert '<a href="?counters=2#timelines" aria-current="page">c08 – c09</a>' in two
        assert '<th scope="row"><a href="?counters=1#timelines">c00</a>' in two
        for wrong in ("3", "0", "-1", "x", "", "1e9", "99999999999", "٢"):
            assert client.get(f"/day/2026-11-02?counters={wrong}").status_code == 404


def test_where_all_counters_are_on_one_page_there_is_no_choice_of_pages(desk):
    assert "timelines" not in desk.get("/day/2026-11-02").text
