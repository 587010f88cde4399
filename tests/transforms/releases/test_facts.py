"""Facts gathered from days that come in any order, and parts of them."""

from datetime import date

import pyarrow as pa

from benchmarks.release_attack import facts_stream
from pantau.transforms.releases.counting.day_facts import EVENTS, OPENINGS, DayFacts
from pantau.transforms.releases.counting.facts import coded, gather, numbered

ROWS = {
    ("2026-09-02", "a"): [("service", "L2", 9, 30.0, True, True, None), ("lost", "L1+L2", 8, 5.0, True, False, 5.0)],
    ("2026-09-01", "b"): [("service", "L3", 8, 60.0, False, True, 2.0)],
    ("2026-09-01", "a"): [("service", "L1", 8, 90.0, True, False, 1.0)],
}
DAYS = [
    DayFacts(
        day,
        agency,
        ((f"camera {agency}", "x"),),
        facts_stream(rows, EVENTS),
        facts_stream([(rows[0][1], 8, 3600.0, 1800.0, 900.0)], OPENINGS),
    )
    for (day, agency), rows in ROWS.items()
]


def test_all_rows_by_date_and_agency_in_whatever_order_days_come():
    first, again = gather(DAYS), gather(DAYS[::-1])
    assert first.events.to_pylist() == again.events.to_pylist()
    assert [
        (str(row["service_date"]), row["agency_id"], row["kind"], row["unit"], row["hour"], row["waited_s"])
        for row in first.events.to_pylist()
    ] == [
        ("2026-09-01", "a", "service", "L1", 8, 1.0),
        ("2026-09-01", "b", "service", "L3", 8, 2.0),
        ("2026-09-02", "a", "service", "L2", 9, None),
        ("2026-09-02", "a", "lost", "L1+L2", 8, 5.0),
    ]
    assert [row["unit"] for row in first.openings.to_pylist()] == ["L1", "L3", "L2"]
    assert first.agencies == ("a", "b") and first.observers == again.observers
    assert first.observers[0] == ("a", date(2026, 9, 1), "camera a", "x")


def test_parts_and_all():
    facts = gather(DAYS)
    assert facts.among({"a", "b"}, date(2026, 9, 1), date(2026, 9, 2)).events is facts.events
    some = facts.among({"a"}, date(2026, 9, 2), date(2026, 9, 9))
    assert some.services["unit"].to_pylist() == ["L2"] and len(some.events) == 2 and len(some.observers) == 1
    assert len(facts.of("reneged")) == 0 and len(facts.of("service", "lost")) == 4
    assert len(facts.among({"c"}, date(2026, 9, 1), date(2026, 9, 2)).events) == 0


def test_no_day_at_all():
    facts = gather([])
    assert len(facts.events) == len(facts.openings) == 0 and facts.agencies == facts.observers == ()


def test_names_as_numbers():
    column = pa.chunked_array([["b", "a"], ["b"]]).dictionary_encode()
    names, codes = coded(column)
    assert [names[code] for code in codes] == ["b", "a", "b"]
    assert numbered(column)[0] == ["a", "b"] and numbered(column)[1].tolist() == [1, 0, 1]
    assert numbered(column.filter(pa.array([True, False, True])))[0] == ["b"]
    assert numbered(pa.chunked_array([[]], pa.string()))[0] == []
