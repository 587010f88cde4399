"""Evaluation: pairs one to one, counts, errors and shares with exact expectations."""

from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pantau import sql
from pantau.sql.connection import create_macros
from pantau.sql.evaluation import evaluate_tables

pytestmark = pytest.mark.slow

MATCHES = (Path(sql.__file__).parent / "evaluate" / "matches.sql").read_text(encoding="utf-8")
DAY = "2026-11-03"


def service(name, start, end, **more):
    return {"event_id": name, "started_at": f"{DAY} {start}", "ended_at": f"{DAY} {end}", **more}


def presence(name, state, start, end, **more):
    return {"state": state, **service(name, start, end, **more)}


def anomaly(name, kind, start, end, **more):
    return {"kind": kind, **service(name, start, end, **more)}


def row(table, *labels):
    """The row whose first columns hold `labels`."""
    (found,) = (r for r in table.to_pylist() if tuple(r.values())[: len(labels)] == labels)
    return found


def picked(result, /, **expected):
    assert {name: result[name] for name in expected} == pytest.approx(expected)


def test_truth_against_itself_is_perfect(office):
    results = sql.evaluate(office, office)
    assert list(results) == ["found", "errors", "outcomes", "presence", "agreement", "summary"]
    for table, truth in (("service_time", 4), ("staff_presence", 5), ("anomalies", 3)):
        total = row(results["found"], table, "total")
        picked(total, truth=truth, found=truth, matched=truth, missed=0, spurious=0, f1_share=1.0)
    picked(
        row(results["errors"], "service_time", "total", "start"), compared=3, left_out=1, mean_abs_s=0, within_share=1
    )
    picked(row(results["errors"], "service_time", "total", "waiting"), compared=3, left_out=0, mean_abs_s=0)
    picked(row(results["presence"], "L1"), known_hours=160 / 60, measured_time_share=1.0, difference_points=0.0)
    assert all(r["agreed_share"] == 1.0 for r in results["agreement"].to_pylist())


def test_services_are_counted_by_counter_and_duplicates_are_spurious(make):
    truth = make(
        {
            "service_time": [
                service("t1", "08:00", "08:10"),
                service("t2", "08:10", "08:20"),
                service("t3", "08:00", "08:10", counter_id="L2"),
            ],
            "coverage": [{**presence_like("08:00", "08:10"), "coverage_state": "recorded"}],
        },
        "truth",
    )
    warehouse = make(
        {
            "service_time": [
                service("f1", "08:00:30", "08:10"),
                service("f1-again", "08:00:40", "08:10"),
                service("f2", "08:15:01", "08:20"),
                service("f3", "08:00", "08:10", counter_id="L3"),
                {"event_id": "other", "started_at": "2026-11-05 08:00", "ended_at": "2026-11-05 08:10"},
            ],
            "coverage": [{**presence_like("08:00", "08:14"), "coverage_state": "recorded"}],
        }
    )
    found = sql.evaluate(truth, warehouse)["found"]
    picked(row(found, "service_time", "L1"), truth=2, found=3, matched=1, missed=1, missed_unseen=1, spurious=2)
    picked(row(found, "service_time", "L2"), truth=1, found=0, missed=1, missed_unseen=0, precision_share=None)
    picked(row(found, "service_time", "L3"), truth=0, found=1, spurious=1, recall_share=None, precision_share=0.0)
    picked(
        row(found, "service_time", "total"),
        truth=3, found=4, matched=1, precision_share=1 / 4, recall_share=1 / 3, f1_share=2 / 7,
    )  # fmt: skip
    picked(row(sql.evaluate(truth, warehouse, iou=0.49)["found"], "service_time", "L1"), matched=2, spurious=1)


def presence_like(start, end):
    return {"started_at": f"{DAY} {start}", "ended_at": f"{DAY} {end}", "in_service_hours": True}


def test_errors_are_signed_and_censored_sides_do_not_count(make):
    truth = make(
        {
            "service_time": [
                service("t1", "08:00", "08:10", waiting_s=100.0),
                service("t2", "08:20", "08:30", waiting_s=200.0),
                service("t3", "08:40", "08:50", waiting_s=50.0),
                service("t4", "09:00", "09:10"),
            ]
        },
        "truth",
    )
    warehouse = make(
        {
            "service_time": [
                service("f1", "08:00:08", "08:10:02", waiting_s=104.0),  # +8, +2, -6, +4: all within ten seconds
                service("f2", "08:20:20", "08:29:56", waiting_s=180.0),  # +20, -4, -24, -20
                service("f3", "08:41:00", "08:50:06", start_censored=True),
                service("f4", "09:00", "09:10", waiting_s=5.0),
            ]
        }
    )
    errors = sql.evaluate(truth, warehouse)["errors"]
    for label in ("L1", "total"):
        start, end, duration, waiting = (
            row(errors, "service_time", label, measure) for measure in ("start", "end", "duration", "waiting")
        )
        picked(start, compared=3, left_out=1, mean_abs_s=28 / 3, median_s=8.0, within_share=2 / 3)
        picked(end, compared=4, left_out=0, mean_abs_s=12 / 4, median_s=1.0, within_share=1.0)
        picked(duration, compared=3, left_out=1, mean_abs_s=10.0, median_s=-6.0, within_share=2 / 3)
        picked(waiting, compared=2, left_out=1, mean_abs_s=12.0, median_s=-8.0, within_share=0.5)


def test_presence_is_compared_over_the_time_whose_truth_is_known(make):
    truth = make(
        {
            "staff_presence": [
                presence("t1", "serving", "08:00", "08:20"),
                presence("t2", "unattended", "08:20", "08:40"),
                presence("t3", "unknown", "08:40", "10:00"),
            ]
        },
        "truth",
    )
    warehouse = make(
        {
            "staff_presence": [
                presence("f1", "serving", "08:00", "08:15"),
                presence("f2", "unknown", "08:15", "08:22"),
                presence("f3", "idle", "08:22", "08:26"),
                presence("f4", "unattended", "08:26", "08:36"),
                presence("f5", "serving", "08:45", "10:00"),
            ]
        }
    )
    results = sql.evaluate(truth, warehouse)
    for label in ("L1", "total"):
        shares = row(results["presence"], label)
        picked(shares, known_hours=40 / 60, measured_time_share=29 / 40)
        picked(shares, truth_staffed_share=0.5, measured_staffed_share=19 / 29)
        picked(shares, difference_points=100 * (19 / 29 - 1 / 2), same_time_points=100 * (19 / 29 - 15 / 29))
        serving = row(results["agreement"], label, "serving")
        picked(serving, truth_s=1200, as_serving_s=900, as_unknown_s=300, agreed_share=1.0)
        unattended = row(results["agreement"], label, "unattended")
        picked(unattended, truth_s=1200, as_idle_s=240, as_unattended_s=600, as_unknown_s=360, agreed_share=600 / 840)


def waited(name, start, end, outcome="served", **more):
    return {"waiting_outcome": outcome, "counter_ids": ["L1"], **service(name, start, end, **more)}


def test_waiting_visits_are_matched_whatever_their_end_and_their_ends_compared(make):
    shared = {"counter_id": None, "counter_ids": ["L3", "L1"]}
    truth = make(
        {
            "waiting_visits": [
                waited("t1", "08:00", "08:10"),
                waited("t2", "08:20", "08:30", "reneged"),
                waited("t3", "08:40", "08:50", "reneged"),
                waited("t4", "09:00", "09:10", "reneged", **shared),
            ]
        },
        "truth",
    )
    warehouse = make(
        {
            "waiting_visits": [
                waited("f1", "08:00:06", "08:10:00"),
                waited("f2", "08:20:00", "08:30:06", "reneged"),
                waited("f3", "08:40", "08:49", "unknown", end_censored=True),
                waited("f4", "09:00", "09:09:30", "reneged", **shared),
                waited("f5", "09:30", "09:40"),
            ]
        }
    )
    results = sql.evaluate(truth, warehouse)
    picked(row(results["found"], "waiting_visits", "L1"), truth=3, found=4, matched=3, missed=0, spurious=1)
    picked(row(results["found"], "waiting_visits", "L1+L3"), truth=1, found=1, matched=1)
    total = row(results["errors"], "waiting_visits", "total", "duration")
    picked(
        total, compared=3, left_out=1, mean_abs_s=14.0, median_s=-6.0, median_relative_share=0.01, within_share=2 / 3
    )
    picked(row(results["outcomes"], "L1", "served"), matched=1, as_served=1, agreed_share=1.0)
    picked(row(results["outcomes"], "L1", "reneged"), matched=2, as_reneged=1, as_unknown=1, agreed_share=0.5)
    picked(row(results["outcomes"], "total", "reneged"), matched=3, as_reneged=2, as_unknown=1, agreed_share=2 / 3)


def test_the_summary_has_each_measure_of_the_other_tables(make):
    truth = make(
        {
            "service_time": [service("t1", "08:00", "08:10"), service("t2", "08:20", "08:30")],
            "waiting_visits": [waited("w1", "07:50", "08:00"), waited("w2", "08:10", "08:20")],
            "staff_presence": [
                presence("p1", "serving", "08:00", "08:40"),
                presence("p2", "serving", "08:00", "08:40", counter_id="L2"),
            ],
        },
        "truth",
    )
    warehouse = make(
        {
            "service_time": [service("f1", "08:00:20", "08:10:08")],
            "waiting_visits": [waited("v1", "07:50", "08:00:20"), waited("v2", "08:10", "08:20:30")],
            "staff_presence": [
                presence("q1", "serving", "08:00", "08:40"),
                presence("q2", "serving", "08:00", "08:30", counter_id="L2"),
                presence("q3", "unattended", "08:30", "08:40", counter_id="L2"),
            ],
        }
    )
    (summary,) = sql.evaluate(truth, warehouse)["summary"].to_pylist()
    assert summary == pytest.approx(
        {
            "services_f1_share": 2 / 3,
            "waiting_f1_share": 1.0,
            "start_s": 20.0,
            "end_s": 8.0,
            "duration_s": 12.0,
            "waiting_relative_share": 25 / 600,
            "start_within_share": 0.0,
            "end_within_share": 1.0,
            "start_within_frames_share": 0.0,
            "end_within_frames_share": 1.0,
            "duration_within_share": 0.0,
            "waiting_within_share": 0.0,
            "staffed_points": 25.0,
        }
    )


def test_anomalies_match_by_kind_and_place(make):
    truth = make(
        {
            "anomalies": [
                anomaly("t1", "unattended_waiting", "08:00", "08:10"),
                anomaly("t2", "footage_missing", "08:00", "08:10", counter_id=None),
                anomaly("t3", "visitor_in_staff_area", "08:00", "08:10"),
                anomaly("t4", "presence_out_of_hours", "20:00", "20:10", camera_id="C2", counter_id=None),
            ]
        },
        "truth",
    )
    warehouse = make(
        {
            "anomalies": [
                anomaly("f1", "unattended_waiting", "08:00", "08:10", counter_id="L2"),
                anomaly("f2", "footage_missing", "08:01", "08:10", counter_id="L1"),
                anomaly("f3", "visitor_in_staff_area", "08:04", "08:10", camera_id="C9"),
                anomaly("f4", "presence_out_of_hours", "20:00", "20:10", camera_id="C1", counter_id=None),
            ]
        }
    )
    found = sql.evaluate(truth, warehouse)["found"]
    for kind, matched in (
        ("unattended_waiting", 0),
        ("footage_missing", 1),
        ("visitor_in_staff_area", 1),
        ("presence_out_of_hours", 0),
    ):
        picked(row(found, "anomalies", kind), truth=1, found=1, matched=matched, missed=1 - matched)
    picked(row(found, "anomalies", "total"), truth=4, found=4, matched=2, spurious=2)


@pytest.mark.slow
def test_a_warehouse_that_found_nothing(office, tmp_path):
    results = sql.evaluate(office, tmp_path)
    picked(row(results["found"], "service_time", "total"), truth=4, found=0, recall_share=0.0, precision_share=None)
    picked(row(results["presence"], "total"), measured_time_share=0.0, difference_points=None)
    assert results["errors"].num_rows == 0


def test_what_cannot_be_evaluated_is_refused(office, tmp_path):
    with pytest.raises(ValueError, match=r"no service, waiting, presence or anomaly in the truth folder"):
        sql.evaluate(tmp_path, office)
    with pytest.raises(sql.QuestionError, match="iou: 0 is not a number above 0"):
        sql.evaluate(office, office, iou=0)


spans = st.lists(st.tuples(st.integers(0, 20), st.integers(1, 12)), max_size=7)


@pytest.mark.slow
@settings(max_examples=40)
@given(truth=spans, found=spans, iou=st.sampled_from([0.1, 0.5, 1.0]))
def test_pairs_are_one_to_one_and_the_best_first(truth, found, iou):
    events = [("truth", i, start, start + length) for i, (start, length) in enumerate(truth)]
    events += [("found", 100 + i, start, start + length) for i, (start, length) in enumerate(found)]
    with duckdb.connect() as connection:
        create_macros(connection)
        connection.execute(
            """CREATE TABLE events (
                side VARCHAR, id BIGINT, start_s DOUBLE, end_s DOUBLE,
                table_name VARCHAR DEFAULT 't', class VARCHAR DEFAULT '', service_date DATE DEFAULT '2026-11-03',
                counter_id VARCHAR DEFAULT 'L1', camera_id VARCHAR
            )"""
        )
        if events:
            connection.executemany("INSERT INTO events (side, id, start_s, end_s) VALUES (?, ?, ?, ?)", events)
        pairs = connection.execute(MATCHES, {"iou": iou}).fetchall()
    assert sorted(pair[:2] for pair in pairs) == sorted(best_first(events, iou))


def best_first(events, least):
    def overlap(a, b):
        return (min(a[3], b[3]) - max(a[2], b[2])) / (max(a[3], b[3]) - min(a[2], b[2]))

    true, seen = ([event for event in events if event[0] == side] for side in ("truth", "found"))
    pairs = sorted((-overlap(a, b), a[1], b[1]) for a in true for b in seen if overlap(a, b) >= least)
    taken, matched = set(), []
    for _, a, b in pairs:
        if taken.isdisjoint((a, b)):
            taken |= {a, b}
            matched.append((a, b))
    return matched


def test_tables_in_memory_are_compared_as_those_of_a_warehouse(office):
    with duckdb.connect() as connection:
        sql.connection.create_tables(connection, office, "truth", ("service_time", "staff_presence"))
        tables = {
            name: connection.table(f"truth.{name}").to_arrow_table() for name in ("service_time", "staff_presence")
        }
    told = evaluate_tables(tables, tables | {"staff_presence": tables["staff_presence"].slice(0, 0)})
    assert list(told) == ["events", "matches", "shared_time"]
    services = [r for r in told["events"].to_pylist() if r["table_name"] == "service_time"]
    assert sorted(r["side"] for r in services) == ["found"] * 4 + ["truth"] * 4
    assert {r["iou"] for r in told["matches"].to_pylist()} == {1.0} and told["matches"].num_rows == 4
    assert {r["found_state"] for r in told["shared_time"].to_pylist()} == {"unknown"}
    with pytest.raises(sql.QuestionError, match="iou: 0 is not"):
        evaluate_tables({}, {}, 0)
