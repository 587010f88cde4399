"""What of a day is unknown and why: recomputed from `coverage`, and from what its cameras recorded of counters.

The advice on each cause is left out: it is words alone.
"""

from tests.sql.hostile.recompute.cameras import of_cameras
from tests.sql.hostile.recompute.coverage import meant_to_record
from tests.sql.hostile.recompute.reading import Row, Rows, by, grouped, lasting, seconds
from tests.sql.hostile.recompute.statistics import share

LONGEST_STEP_S = 60.0
"""Between two frames of the grid, at the most: a shorter stretch may have none."""


def cause_of(row: Row) -> str | None:
    """Why nobody could be seen in a stretch of coverage."""
    if row["coverage_state"] != "recorded":
        return row["coverage_state"]
    looked = row["samples"] or row["skipped_samples"] or lasting(row) <= LONGEST_STEP_S
    return None if looked else "not_looked_at"


def unknown_time(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    reached = [row for row in of_cameras(rows, "coverage", asked) if row["coverage_state"] != "not_yet"]
    for stretches in grouped(reached, by("camera_id", "service_date")).values():
        causes = {row["started_at"]: cause_of(row) for row in stretches}
        unknown = [row for row in stretches if causes[row["started_at"]] not in (None, "out_of_schedule")]
        whole = share(sum(map(lasting, unknown)), meant_to_record(stretches))
        place = {name: stretches[0][name] for name in ("agency_id", "camera_id", "service_date")}
        answer += [place | row | {"camera_unknown_share": whole} for row in _of_camera(stretches, causes)]
        known = [row for row in stretches if causes[row["started_at"]] is None]
        for mine in _counters(rows, asked, place):
            answer += [place | row | {"camera_unknown_share": whole} for row in _of_counter(mine, known)]
    return [{name: row[name] for name in COLUMNS} for row in answer]


COLUMNS = (
    *("agency_id", "camera_id", "counter_id", "service_date", "cause", "unknown_minutes", "unknown_share"),
    *("service_unknown_minutes", "service_unknown_share", "camera_unknown_share"),
)


def _of_camera(stretches: list[Row], causes: dict) -> list[Row]:
    service = sum(lasting(row) for row in stretches if row["in_service_hours"])
    found = []
    for cause, mine in grouped(stretches, lambda row: causes[row["started_at"]]).items():
        inside = sum(lasting(row) for row in mine if row["in_service_hours"])
        if cause is None or (cause == "out_of_schedule" and not inside):
            continue
        long = sum(map(lasting, mine))
        if cause == "out_of_schedule":
            # Only what service hours lose by it is unknown that should be known.
            long = inside
        found.append(
            {
                "counter_id": None,
                "cause": cause,
                "unknown_minutes": long / 60,
                "unknown_share": None if cause == "out_of_schedule" else share(long, meant_to_record(stretches)),
                "service_unknown_minutes": inside / 60,
                "service_unknown_share": share(inside, service),
            }
        )
    nothing = {
        "counter_id": None,
        "cause": "none",
        "unknown_minutes": 0.0,
        "unknown_share": share(0.0, meant_to_record(stretches)),
        "service_unknown_minutes": 0.0,
        "service_unknown_share": share(0.0, service),
    }
    return found or [nothing]


def _counters(rows: Rows, asked: dict, place: Row) -> list[list[Row]]:
    """The states of each counter that a camera shows on a date."""
    mine = [
        row
        for row in rows.tables["staff_presence"]
        if all(row[name] == place[name] for name in ("camera_id", "service_date"))
        and asked.get("agency") in (None, row["agency_id"])
    ]
    return list(grouped(mine, by("agency_id", "counter_id")).values())


def _of_counter(states: list[Row], known: list[Row]) -> list[Row]:
    service = sum(map(lasting, states))
    found = []
    for cause, of_cause in (
        ("officer_not_seen", [row for row in states if row["state"] == "unknown"]),
        ("queue_not_seen", [row for row in states if row["customers_waiting"] is None]),
    ):
        parts = [
            seconds(max(row["started_at"], one["started_at"]), min(row["ended_at"], one["ended_at"]))
            for row in of_cause
            for one in known
            if row["started_at"] < one["ended_at"] and one["started_at"] < row["ended_at"]
        ]
        if parts:
            both = {"unknown_minutes": sum(parts) / 60, "unknown_share": share(sum(parts), service)}
            found.append(
                {"agency_id": states[0]["agency_id"], "counter_id": states[0]["counter_id"], "cause": cause}
                | both
                | {f"service_{name}": value for name, value in both.items()}
            )
    return found
