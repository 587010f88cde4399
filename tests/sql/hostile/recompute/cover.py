"""Whether another counter had an officer while one had none: recomputed moment by moment."""

from itertools import pairwise

from tests.sql.hostile.recompute.presence import COUNTER, STATES
from tests.sql.hostile.recompute.reading import Row, Rows, by, grouped, seconds
from tests.sql.hostile.recompute.sessions import service_hour_pieces
from tests.sql.hostile.recompute.statistics import share


def break_cover(rows: Rows, asked: dict) -> list[Row]:
    whole = {name: value for name, value in asked.items() if name in ("from", "to")}
    others = grouped(rows.of("staff_presence", whole), by("agency_id", "service_date"))
    answer = []
    for (agency, counter, hour), mine in grouped(service_hour_pieces(rows, asked), by(*COUNTER, "hour")).items():
        hours = grouped(mine, by("service_date", "hour_local"))
        seen = [one for one in hours.values() if any(piece["state"] in STATES for piece in one)]
        empty = [piece for one in seen for piece in one if piece["state"] == "unattended"]
        if not empty:
            continue
        absent = sum(piece["seconds"] for piece in empty)
        away = [sum(piece["seconds"] for piece in one if piece["state"] == "unattended") for one in seen]
        unseen = [sum(piece["seconds"] for piece in one if piece["state"] not in STATES) for one in seen]
        least = asked["minutes"] * 60
        breaks = sum(length > 0 and length >= least for length in away)
        undecided = sum(
            not (length > 0 and length >= least) and length + hidden > 0 and length + hidden >= least
            for length, hidden in zip(away, unseen, strict=True)
        )
        known = len(seen) - undecided
        told = [_covered(piece, others[agency, piece["service_date"]]) for piece in empty]
        queued = [piece for piece in empty if piece["customers_waiting"] is not None]
        waiting = sum(piece["customers_waiting"] * piece["seconds"] for piece in queued)
        answer.append(
            {
                "agency_id": agency,
                "counter_id": counter,
                "local_hour": hour,
                "days": len(seen),
                "known_days": known,
                "break_days": breaks,
                "usual_break": breaks / known >= asked["usual"] if known else None,
                "absent_minutes": absent / 60 / len(seen),
                "covered_share": share(sum(yes for yes, _ in told), absent),
                "uncovered_share": share(sum(no for _, no in told), absent),
                "waiting_minutes": waiting / 60 / len(seen) if queued else None,
            }
        )
    return answer


def _covered(piece: Row, states: list[Row]) -> tuple[float, float]:
    """Seconds of an absence in which another counter surely had an officer, and in which surely none had."""
    start, end = piece["piece"].started_at, piece["piece"].ended_at
    others = [
        row
        for row in states
        if row["counter_id"] != piece["counter_id"] and row["started_at"] < end and start < row["ended_at"]
    ]
    edges = {start, end, *(edge for row in others for edge in (row["started_at"], row["ended_at"]))}
    yes = no = 0.0
    for since, until in pairwise(sorted(edge for edge in edges if start <= edge <= end)):
        meanwhile = {row["state"] for row in others if row["started_at"] <= since and until <= row["ended_at"]}
        if meanwhile & {"serving", "idle"}:
            yes += seconds(since, until)
        elif "unknown" not in meanwhile:
            no += seconds(since, until)
    return yes, no
