from itertools import pairwise

import pyarrow as pa
import pytest

from pantau.schemas.tables import TABLES
from pantau.simulation.day_script import write_script
from pantau.simulation.scenario import load_scenario
from pantau.simulation.truth.truth_tables import truth_tables

pytestmark = pytest.mark.slow


def tables(name: str, seed: int):
    rows = truth_tables(write_script(load_scenario(name), seed))
    return {table: TABLES[table].arrow(found) for table, found in rows.items()}


def stored(name: str, seed: int) -> bytes:
    sink = pa.BufferOutputStream()
    for _, table in sorted(tables(name, seed).items()):
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table)
    return sink.getvalue().to_pybytes()


def test_the_same_seed_gives_the_same_bytes_and_another_one_others():
    assert stored("demo", 5) == stored("demo", 5)
    assert stored("demo", 5) != stored("demo", 6)


@pytest.mark.parametrize(("name", "seed"), [("demo", 1), ("demo", 2), ("demo", 3), ("office", 1)])
def test_every_kind_of_review_candidate_happens(name, seed):
    kinds = tables(name, seed)["anomalies"].column("kind").to_pylist()
    assert set(kinds) == {"footage_missing", "presence_out_of_hours", "unattended_waiting", "visitor_in_staff_area"}


@pytest.mark.parametrize(("name", "seed"), [("tiny", 0), ("demo", 1), ("office", 3)])
def test_the_states_of_each_counter_fill_its_hours_without_overlap(name, seed):
    scenario = load_scenario(name)
    rows = tables(name, seed)["staff_presence"].to_pylist()
    counters = {row["counter_id"] for row in rows}
    assert counters == {counter.id for camera in scenario.cameras for counter in camera.counters}
    for counter in counters:
        mine = [row for row in rows if row["counter_id"] == counter]
        bounds = [(mine[0]["started_at"] - scenario.started_at).total_seconds()]
        bounds.append((mine[-1]["ended_at"] - scenario.started_at).total_seconds())
        assert tuple(bounds) == scenario.hours
        assert all(before["ended_at"] == after["started_at"] for before, after in pairwise(mine))


@pytest.mark.parametrize(("name", "seed"), [("demo", 1), ("office", 3)])
def test_a_served_waiting_leads_to_the_session_whose_waiting_it_is(name, seed):
    found = tables(name, seed)
    sessions = {row["event_id"]: row for row in found["service_time"].to_pylist()}
    waits = found["waiting_visits"].to_pylist()
    served = [row for row in waits if row["waiting_outcome"] == "served"]
    assert served and all((row["service_event_id"] is None) == (row not in served) for row in waits)
    for row in served:
        session = sessions[row["service_event_id"]]
        assert (row["ended_at"], row["party_size"]) == (session["started_at"], session["party_size"])
        assert row["start_censored"] or row["duration_s"] == pytest.approx(session["waiting_s"], abs=2e-3)


def test_the_time_served_is_the_time_of_sessions_with_an_officer():
    found = tables("demo", 1)
    for counter in set(found["service_time"].column("counter_id").to_pylist()):
        served = sum(
            row["duration_s"]
            for row in found["staff_presence"].to_pylist()
            if row["counter_id"] == counter and row["state"] == "serving"
        )
        staffed = sum(
            row["duration_s"] * row["staffed_share"]
            for row in found["service_time"].to_pylist()
            if row["counter_id"] == counter
        )
        assert served == pytest.approx(staffed, abs=0.05)
