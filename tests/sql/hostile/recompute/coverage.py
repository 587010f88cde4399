"""How much was recorded: recomputed from the stretches of `coverage`."""

from tests.sql.hostile.recompute.cameras import of_cameras
from tests.sql.hostile.recompute.reading import HOUR_S, Row, Rows, by, grouped, lasting
from tests.sql.hostile.recompute.statistics import share

PLACE = ("agency_id", "camera_id")


STATES = ("gap", "unreadable", "repeated", "covered", "frozen", "moved", "not_yet")


def lasted(rows: list[Row], *states: str) -> float:
    """Seconds in these states."""
    return sum(lasting(row) for row in rows if row["coverage_state"] in states)


def meant_to_record(rows: list[Row]) -> float:
    return sum(lasting(row) for row in rows if row["coverage_state"] not in ("out_of_schedule", "not_yet"))


def coverage_by_day(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for (agency, camera, day), mine in grouped(of_cameras(rows, "coverage", asked), by(*PLACE, "service_date")).items():
        inside = [row for row in mine if row["in_service_hours"]]
        answer.append(
            {
                "agency_id": agency,
                "camera_id": camera,
                "service_date": day,
                "recorded_hours": lasted(mine, "recorded") / HOUR_S,
                "recorded_share": share(lasted(mine, "recorded"), meant_to_record(mine)),
                "service_hours": sum(map(lasting, inside)) / HOUR_S,
                "service_recorded_share": share(lasted(inside, "recorded"), sum(map(lasting, inside))),
                **{f"{state}_minutes": lasted(mine, state) / 60 for state in STATES},
            }
        )
    return answer


def coverage_by_hour(rows: Rows, asked: dict) -> list[Row]:
    inside = [row for row in of_cameras(rows, "coverage", asked) if row["in_service_hours"]]
    cut = [{**row, "hour": piece.hour.hour, "seconds": piece.seconds} for row in inside for piece in rows.hours(row)]
    answer = []
    for (agency, camera, hour), mine in grouped(cut, by(*PLACE, "hour")).items():
        days = [_sums(day) for day in grouped(mine, by("service_date")).values()]
        service, recorded = (sum(values) for values in zip(*days, strict=True))
        answer.append(
            {
                "agency_id": agency,
                "camera_id": camera,
                "local_hour": hour,
                "days": len(days),
                "service_hours": service / HOUR_S,
                "recorded_hours": recorded / HOUR_S,
                "recorded_share": share(recorded, service),
                "worst_day_share": min(recorded / service for service, recorded in days),
            }
        )
    return answer


def _sums(rows: list[Row]) -> tuple[float, float]:
    return (
        sum(row["seconds"] for row in rows),
        sum(row["seconds"] for row in rows if row["coverage_state"] == "recorded"),
    )


def coverage_timeline(rows: Rows, asked: dict) -> list[Row]:
    return [
        {
            "agency_id": row["agency_id"],
            "camera_id": row["camera_id"],
            "service_date": row["service_date"],
            "started_local": rows.local(row, row["started_at"]),
            "ended_local": rows.local(row, row["ended_at"]),
            "duration_s": lasting(row),
            "coverage_state": row["coverage_state"],
            "in_service_hours": row["in_service_hours"],
        }
        for row in of_cameras(rows, "coverage", asked)
    ]
