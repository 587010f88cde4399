"""What stands below an answer of the audits of its dates."""

from pantau import sql
from pantau.sql.output.audited import NOT_AUDITED, audited


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
    assert told(warehouse, camera="C3") == NOT_AUDITED
