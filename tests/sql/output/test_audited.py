"""What stands below an answer of the audits of its dates."""

import pyarrow as pa

from pantau import sql
from pantau.sql.output.audited import ADDED, audited, with_audit
from pantau.sql.output.language import ENGLISH, indonesian


def audit(agency, estimate, camera="C1"):
    return {
        "audit_id": f"{camera} {agency}",
        "agency_id": agency,
        "camera_id": camera,
        "service_date": "2026-11-03",
        "audited_to": "2026-11-04",
        "audit_measure": "precision",
        "audit_kind": "service",
        "estimate": estimate,
    }


def error_of(estimate, low, high):
    bounds = {"estimate": estimate, "confidence_lo": low, "confidence_hi": high}
    return audit("dukcapil", estimate) | {"audit_measure": "start_absolute_error", "audit_kind": "service"} | bounds


def told(warehouse, **asked):
    with sql.connect(warehouse) as connection:
        return audited(connection, asked)


def test_agencies_of_one_camera_are_told_apart_and_one_alone_is_not_named(make):
    rows = [audit("dukcapil", 0.9), audit("pajak", 0.5), audit("dukcapil", 0.8, "C2")]
    warehouse = make({"audits": rows})
    assert told(warehouse) == (
        "Audited here: C1 (dukcapil), 2026-11-03 to 2026-11-04: services right 90 %; "
        "C1 (pajak), 2026-11-03 to 2026-11-04: services right 50 %; "
        "C2, 2026-11-03 to 2026-11-04: services right 80 %."
    )
    assert told(warehouse, agency="pajak") == "Audited here: C1, 2026-11-03 to 2026-11-04: services right 50 %."
    assert told(warehouse, camera="C3") == ENGLISH.audits["none"]


def test_of_a_counter_only_the_cameras_that_show_it_are_named(make):
    span = {"started_at": "2026-11-03 09:00", "ended_at": "2026-11-03 09:10"}
    warehouse = make(
        {
            "audits": [audit("dukcapil", 0.9), audit("dukcapil", 0.8, "C2"), audit("pajak", 0.5)],
            "service_time": [span | {"event_id": "s1", "camera_id": "C1", "counter_id": "L1"}],
            "waiting_visits": [span | {"event_id": "w1", "camera_id": "C2", "counter_ids": ["L2", "L3"]}],
        }
    )
    first, second = (
        f"{camera}, 2026-11-03 to 2026-11-04: services right {right} %" for camera, right in (("C1", 90), ("C2", 80))
    )
    assert told(warehouse, counter="L1") == f"Audited here: {first}."
    assert told(warehouse, counter="L3") == f"Audited here: {second}."
    assert told(warehouse, counter="L1,L2") == f"Audited here: {first}; {second}."
    none = ENGLISH.audits["none"]
    assert told(warehouse, counter="L1", camera="C2") == told(warehouse, counter="L1", agency="pajak") == none
    assert told(warehouse, counter="L1", **{"from": "2026-11-04"}) == none


def test_it_is_said_where_events_are_of_an_observer_that_was_not_audited(make):
    events = [
        {"agency_id": "dukcapil", "model_hash": observer, "started_at": f"{day} 09:00", "ended_at": f"{day} 09:10"}
        for observer, day in (("old", "2026-11-03"), ("new", "2026-11-04"))
    ]
    warehouse = make({"audits": [audit("dukcapil", 0.9) | {"model_hash": "old"}], "service_time": events})
    right = "Audited here: C1, 2026-11-03 to 2026-11-04: services right 90 %"
    assert told(warehouse) == f"{right} (not of all observers of these events)."
    assert told(warehouse, to="2026-11-03") == f"{right}."
    both = make({"audits": [audit("dukcapil", 0.9) | {"model_hash": "new old"}], "service_time": events}, "both")
    assert told(both) == f"{right}."


def test_it_is_said_in_indonesian_and_in_a_column_of_an_answer(make):
    warehouse = make({"audits": [audit("dukcapil", 0.9), error_of(1.25, 0.5, 2.0)]})
    with sql.connect(warehouse) as connection:
        said = audited(connection, {}, indonesian())
    assert said == (
        "Diaudit di sini: C1, 2026-11-03 sampai 2026-11-04: layanan benar 90 %, awal meleset 1,25 dtk (0,5 sampai 2)."
    )
    answer = with_audit(pa.table({"run": [1, 2]}), said)
    assert answer.to_pydict() == {"run": [1, 2], ADDED: [said, said]}
