"""Views: local time, hours of the day, and tables as they lie in folders."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pantau import sql
from pantau.schemas.tables import TABLES
from pantau.sql.connection import create_all
from pantau.sql.view import view_files
from pantau.sql.warehouse import duckdb_type

at = datetime.fromisoformat


def rows(connection, query):
    return connection.execute(query).fetchall()


def test_tables_without_files_have_the_declared_columns_and_types(tmp_path, office):
    with sql.connect(tmp_path) as empty, sql.connect(office) as full:
        for name, table in TABLES.items():
            assert empty.table(name).columns == list(table.columns)
            assert empty.table(name).types == full.table(name).types, name
            assert rows(empty, f"SELECT count(*) FROM {name}") == [(0,)]


def test_views_come_after_those_they_select_from():
    order = list(view_files())
    assert order.index("counter_hours") < order.index("counter_days")
    assert order.index("services") < order.index("counter_days")


def test_local_midnight_divides_the_service_dates(make):
    late = {"event_id": "late", "started_at": "2026-11-03 23:50", "ended_at": "2026-11-03 23:59:59"}
    early = {"event_id": "early", "started_at": "2026-11-04 00:00", "ended_at": "2026-11-04 00:10"}
    warehouse = make({"service_time": [late, early]})
    with sql.connect(warehouse) as connection:
        for setting in ("UTC", "America/Los_Angeles", "Pacific/Kiritimati"):
            connection.execute(f"SET TimeZone = '{setting}'")
            assert rows(connection, "SELECT event_id, service_date, started_local, local_hour FROM services") == [
                ("late", date(2026, 11, 3), at("2026-11-03 23:50:00"), 23),
                ("early", date(2026, 11, 4), at("2026-11-04 00:00:00"), 0),
            ]
        assert "service_dates" not in {failure.check for failure in sql.check(connection)}


def test_each_site_keeps_its_own_zone(make):
    row = {"started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:10"}
    warehouse = make(
        {
            "service_time": [
                {"event_id": "w", **row},
                {"event_id": "m", "site_id": "o'makassar", "counter_id": "M", **row},
            ]
        }
    )
    with sql.connect(warehouse, {"o'makassar": "Asia/Makassar"}) as connection:
        assert rows(connection, "SELECT event_id, local_hour FROM services ORDER BY ALL") == [("m", 9), ("w", 8)]


def test_the_newest_run_says_which_zone_a_site_is_in(make):
    row = {"event_id": "w", "started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:10"}
    run = {"ended_at": "2026-11-03 23:00", "service_date": "2026-11-03"}
    runs = [
        {"run_id": "n2", "started_at": "2026-11-03 22:00", "time_zone": "Asia/Jayapura", **run},
        {"run_id": "n1", "started_at": "2026-11-03 21:00", "time_zone": "Asia/Makassar", **run},
        {"run_id": "n3", "started_at": "2026-11-03 22:30", "time_zone": "Asia/Tokyo", "site_id": "other", **run},
    ]
    warehouse = make({"service_time": [row], "runs": runs})
    with sql.connect(warehouse) as connection:
        assert rows(connection, "SELECT local_hour FROM services") == [(10,)]
    with sql.connect(warehouse, "Asia/Jakarta") as connection:
        assert rows(connection, "SELECT local_hour FROM services") == [(8,)]


def test_an_unknown_zone_is_refused(tmp_path):
    with pytest.raises(ValueError, match="no time zone is named 'Asia/Blora'; write one such as Asia/Jakarta"):
        sql.connect(tmp_path, "Asia/Blora")


@pytest.mark.slow
def test_a_day_of_25_hours(make):
    zone = ZoneInfo("Europe/Berlin")
    day = {"service_date": "2026-10-25", "started_at": "2026-10-25 00:00", "ended_at": "2026-10-26 00:00"}
    warehouse = make({"coverage": [{**day, "coverage_state": "gap"}]}, zone=zone)
    with sql.connect(warehouse, "Europe/Berlin") as connection:
        assert sql.check(connection) == []
        assert rows(connection, "SELECT day_s FROM camera_days") == [(25 * 3600.0,)]
    assert [failure.check for failure in sql.check(warehouse, "Asia/Jakarta")] == ["coverage_fills_the_day"]


def test_hours_are_cut_in_zones_off_the_full_hour(make):
    zone = ZoneInfo("Asia/Kolkata")
    stretch = {"event_id": "p", "state": "serving", "started_at": "2026-11-03 08:15", "ended_at": "2026-11-03 10:30"}
    warehouse = make({"staff_presence": [stretch]}, zone=zone)
    with sql.connect(warehouse, "Asia/Kolkata") as connection:
        assert rows(connection, "SELECT hour_local, serving_s FROM counter_hours ORDER BY ALL") == [
            (at("2026-11-03 08:00:00"), 2700.0),
            (at("2026-11-03 09:00:00"), 3600.0),
            (at("2026-11-03 10:00:00"), 1800.0),
        ]


def test_services_outside_recorded_hours_do_not_count_in_rates(make):
    open_hours = [
        {"event_id": "p1", "state": "serving", "started_at": "2026-11-03 08:30", "ended_at": "2026-11-03 08:45"},
        {"event_id": "p2", "state": "unknown", "started_at": "2026-11-03 08:45", "ended_at": "2026-11-03 09:00"},
    ]
    began = [
        {"event_id": str(minute), "started_at": f"2026-11-03 {minute}", "ended_at": f"2026-11-03 {minute}:30"}
        for minute in ("08:10", "08:30", "08:40", "08:50", "09:00")
    ]
    warehouse = make({"staff_presence": open_hours, "service_time": began})
    with sql.connect(warehouse) as connection:
        assert rows(connection, "SELECT services, observed_s, recorded_s FROM counter_hours") == [(2, 900.0, 900.0)]
        assert rows(connection, "SELECT sessions, services_in_recorded_hours FROM counter_days") == [(5, 2)]


def test_an_unseen_queue_is_not_an_empty_one(make):
    row = {"state": "unattended", "started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:10"}
    warehouse = make(
        {
            "staff_presence": [
                {"event_id": "a", "counter_id": "A", "customers_waiting": None, **row},
                {"event_id": "b", "counter_id": "B", "customers_waiting": 3.0, **row},
            ]
        }
    )
    answer = sql.ask(warehouse, "unattended_waiting").to_pylist()
    assert [(r["waiting_minutes"], r["person_minutes"], r["queue_unseen_minutes"]) for r in answer] == [
        (None, None, 10.0),
        (10.0, 30.0, 0.0),
    ]


def test_frames_and_detections_carry_their_time(office):
    with sql.connect(office) as connection:
        expected = [(at("2026-11-03 08:01:30.500000"),)]
        assert rows(connection, "SELECT sampled_local FROM frames") == expected
        assert rows(connection, "SELECT sampled_local FROM detections") == expected


def test_folder_words_stay_text_and_unknown_dates_are_null(make):
    warehouse = make(
        {
            "service_time": [
                {"event_id": "s", "agency_id": "007", "started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:10"}
            ],
            "rejects": [{"service_date": None, "input": "hiv00000.mp4"}],
        }
    )
    with sql.connect(warehouse) as connection:
        assert rows(connection, "SELECT agency_id FROM services WHERE agency_id = '007'") == [("007",)]
        assert rows(connection, "SELECT service_date, input FROM rejects") == [(None, "hiv00000.mp4")]


def test_a_file_being_written_is_not_read(make):
    row = {"event_id": "s", "started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:10"}
    warehouse = make({"service_time": [row]})
    written = next(warehouse.rglob("part-0.parquet"))
    (written.parent / ".writing-abc").write_bytes(b"half a file")
    assert sql.ask(warehouse, "waiting_time").num_rows == 1


def test_a_warehouse_may_have_any_name(make):
    row = {"event_id": "s", "started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:10"}
    warehouse = make({"service_time": [row]}, name="it's [a] *w?house*")
    assert sql.ask(warehouse, "waiting_time").num_rows == 1


@pytest.mark.slow
def test_the_exported_database_answers_in_any_client(office, tmp_path):
    file = sql.export_database(office, tmp_path / "views.duckdb", "Asia/Jakarta")
    assert sql.export_database(office, file) == file
    with duckdb.connect(file, read_only=True) as connection:
        connection.execute("SET TimeZone = 'America/New_York'")
        assert rows(connection, "SELECT started_local FROM services WHERE event_id = 's1'") == [
            (at("2026-11-03 08:00:00"),)
        ]
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{file}' AS office (READ_ONLY)")
        assert rows(connection, "SELECT count(*) FROM office.counter_hours") == [(5,)]
    assert [path.name for path in tmp_path.iterdir()] == ["views.duckdb"]


def test_bytes_are_a_blob():
    assert duckdb_type(pa.binary()) == "BLOB"


def test_an_arrow_type_that_no_table_uses_is_refused():
    with pytest.raises(TypeError, match="decimal"):
        duckdb_type(pa.decimal128(5))


def test_files_of_another_version_are_read_as_far_as_they_go(tmp_path):
    folder = tmp_path / "runs" / "service_date=2026-11-03"
    folder.mkdir(parents=True)
    pq.write_table(pa.table({"run_id": ["n1"], "event_rows": pa.array([3], pa.int32())}), folder / "part-0.parquet")
    with sql.connect(tmp_path) as connection:
        assert rows(connection, "SELECT run_id, event_rows, site_id, time_zone FROM runs") == [("n1", 3, None, None)]


def test_a_question_looks_only_at_the_tables_it_needs(office):
    with duckdb.connect() as connection:
        create_all(connection, office, statement=sql.find_question("service_time").sql)
        made = {name for (name,) in rows(connection, "SELECT view_name FROM duckdb_views() WHERE NOT internal")}
    assert made == {"runs", "service_time", "staff_presence", "coverage", "services", "counter_hours"}


def test_who_was_not_served_waited_too_and_waits_on_where_nobody_looked(make):
    day = "2026-11-03"
    warehouse = make(
        {
            "service_time": [
                {"event_id": "s", "started_at": f"{day} 08:00", "ended_at": f"{day} 08:10", "waiting_s": 0.0},
                {"event_id": "t", "started_at": f"{day} 08:10", "ended_at": f"{day} 08:20", "waiting_s": 60.0},
                {"event_id": "u", "started_at": f"{day} 08:20", "ended_at": f"{day} 08:30"},
            ],
            "waiting_visits": [
                {
                    "event_id": "w",
                    "started_at": f"{day} 08:09",
                    "ended_at": f"{day} 08:10",
                    "service_event_id": "t",
                    "counter_ids": ["L1", "L2"],
                },
                {
                    "event_id": "x",
                    "started_at": f"{day} 08:00",
                    "ended_at": f"{day} 08:05",
                    "waiting_outcome": "reneged",
                    "counter_id": None,
                    "counter_ids": ["L1", "L2"],
                },
            ],
        }
    )
    with sql.connect(warehouse) as connection:
        columns = "event_id, counter_id, counter_ids, waiting_outcome, waited_s, waited_lo_s, waited_hi_s, end_censored"
        assert rows(connection, f"SELECT {columns} FROM waits ORDER BY event_id") == [
            ("s", "L1", ["L1"], "served", 0.0, 0.0, 10.0, False),
            ("t", "L1", ["L1", "L2"], "served", 60.0, 50.0, 70.0, False),
            ("u", "L1", ["L1"], "served", None, None, None, False),
            ("x", None, ["L1", "L2"], "reneged", 300.0, 290.0, 310.0, True),
        ]
        assert rows(connection, "SELECT event_id FROM waits WHERE start_censored") == [("u",)]


def test_a_candidate_that_has_another_kind_since_it_was_decided_is_there_once(make):
    """Both decisions are on the candidate `a`; the newer one holds, and counts for the kind that it was on."""
    kinds = {"a": "long_wait", "b": "unattended_waiting"}
    when = {"started_at": "2026-11-03 08:00", "ended_at": "2026-11-03 08:10"}
    decided = {"event_id": "a", "service_date": "2026-11-03"}
    warehouse = make(
        {
            "anomalies": [{"event_id": name, "kind": kind, **when} for name, kind in kinds.items()],
            "reviews": [
                {**decided, "kind": "long_wait", "decision": "confirmed", "reviewed_at": "2026-11-04 08:00"},
                {**decided, "kind": "unattended_waiting", "decision": "false_alarm", "reviewed_at": "2026-11-05 08:00"},
            ],
        }
    )
    with sql.connect(warehouse) as connection:
        found = rows(connection, "SELECT event_id, decision, alike, kind_precision FROM review_queue ORDER BY event_id")
    assert found == [("a", "false_alarm", 1, pytest.approx(0.99)), ("b", None, 1, pytest.approx(10 / 11))]
