"""What counters did in their service hours: recomputed from the states of `staff_presence`."""

from tests.sql.hostile.recompute.reading import HOUR_S, Row, Rows, by, grouped, lasting
from tests.sql.hostile.recompute.statistics import share

COUNTER = ("agency_id", "counter_id")
STATES = ("serving", "idle", "unattended")


def in_state(rows: list[Row], *states: str, seconds=lasting) -> float:
    """Seconds in these states; what is not observed is in none of `STATES`."""
    return sum(seconds(row) for row in rows if row["state"] in states)


def staffed_share(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for (agency, counter), mine in grouped(rows.of("staff_presence", asked, *COUNTER), by(*COUNTER)).items():
        whole, observed = sum(map(lasting, mine)), in_state(mine, *STATES)
        staffed = in_state(mine, "serving", "idle")
        answer.append(
            {
                "agency_id": agency,
                "counter_id": counter,
                "service_hours": whole / HOUR_S,
                "observed_share": share(observed, whole),
                "staffed_share": share(staffed, observed),
                "serving_share": share(in_state(mine, "serving"), observed),
                "idle_share": share(in_state(mine, "idle"), observed),
                "unattended_share": share(in_state(mine, "unattended"), observed),
                "staffed_lo_share": share(staffed, whole),
                "staffed_hi_share": share(staffed + whole - observed, whole),
            }
        )
    return answer


def waiting_unattended(rows: list[Row]) -> dict:
    """Seconds unattended, with somebody waiting (at most so long), people times seconds, and with the queue not seen.

    All are null where nothing was observed. Those with somebody waiting are null too where the queue was never seen in
    the time unattended.
    """
    if not in_state(rows, *STATES):
        return dict.fromkeys(("unattended", "waiting", "people", "unseen"))
    empty = [row for row in rows if row["state"] == "unattended"]
    seen = [row for row in empty if row["customers_waiting"] is not None]
    known = bool(seen) or not empty
    return {
        "unattended": sum(map(lasting, empty)),
        "unseen": sum(map(lasting, empty)) - sum(map(lasting, seen)),
        "waiting": sum(lasting(row) * min(1.0, row["customers_waiting"]) for row in seen) if known else None,
        "people": sum(lasting(row) * row["customers_waiting"] for row in seen) if known else None,
    }


def minutes(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 60


def unattended_waiting(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    asked_for = rows.of("staff_presence", asked, *COUNTER)
    for (agency, counter, day), mine in grouped(asked_for, by(*COUNTER, "service_date")).items():
        observed, found = in_state(mine, *STATES), waiting_unattended(mine)
        answer.append(
            {
                "agency_id": agency,
                "counter_id": counter,
                "service_date": day,
                "observed_hours": observed / HOUR_S,
                "unattended_minutes": minutes(found["unattended"]),
                "waiting_minutes": minutes(found["waiting"]),
                "person_minutes": minutes(found["people"]),
                "queue_unseen_minutes": minutes(found["unseen"]),
                "unattended_waiting_share": share(found["waiting"], observed - (found["unseen"] or 0.0)),
            }
        )
    return answer


def presence_timeline(rows: Rows, asked: dict) -> list[Row]:
    return [
        {
            "agency_id": row["agency_id"],
            "counter_id": row["counter_id"],
            "service_date": row["service_date"],
            "started_local": rows.local(row, row["started_at"]),
            "ended_local": rows.local(row, row["ended_at"]),
            "duration_s": lasting(row),
            "state": row["state"],
            "customers_waiting": row["customers_waiting"],
        }
        for row in rows.of("staff_presence", asked, *COUNTER)
    ]
