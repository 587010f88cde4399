"""Distributions, and people in the waiting room: recomputed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from tests.sql.hostile.recompute.arrivals import everybody
from tests.sql.hostile.recompute.presence import COUNTER
from tests.sql.hostile.recompute.reading import Row, Rows, by, grouped, seconds
from tests.sql.hostile.recompute.statistics import share

MINUTES = (1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120)
QUARTER = timedelta(minutes=15)


def distribution(rows: Rows, asked: dict) -> list[Row]:
    took: list[tuple[str, float, float, float, bool]] = []
    if asked["measure"] == "service":
        took = [
            (row["agency_id"], row["duration_s"], row["duration_lo_s"], row["duration_hi_s"], row["end_censored"])
            for row in rows.of("service_time", asked, *COUNTER)
            if not row["start_censored"]
        ]
    else:
        for row in everybody(rows, asked):
            if asked.get("counter") not in (None, row["counter_id"]):
                continue
            if row["waited"]:
                took.append((row["agency_id"], *row["waited"], False))
            elif row["outcome"] != "served" and not row["start_censored"]:
                took.append((row["agency_id"], row["duration_s"], row["duration_lo_s"], row["duration_hi_s"], True))
    answer = []
    for agency, mine in grouped(took, lambda one: one[0]).items():
        known = [one for one in mine if not one[4]]
        for minutes in MINUTES:
            answer.append(
                {
                    "agency_id": agency,
                    "minutes": minutes,
                    "known": len(known),
                    "start_seen": len(mine),
                    **{
                        f"within{word}_share": share(sum(one[place] <= minutes * 60 for one in known), len(known))
                        for word, place in (("", 1), ("_sure", 3), ("_possible", 2))
                    },
                    "km_within_share": _estimated([(one[1], one[4]) for one in mine], minutes * 60),
                }
            )
    return answer


def _estimated(rows: list[tuple[float, bool]], limit_s: float) -> float | None:
    """The share that ended within a limit, as a product over the ends; not known beyond the last that was seen."""
    lasting = 1.0
    for time in sorted({one for one, cut in rows if not cut and one <= limit_s}):
        at_risk = sum(one >= time for one, _ in rows)
        lasting *= 1 - sum(one == time and not cut for one, cut in rows) / at_risk
    return None if lasting > 1e-9 and limit_s > max(one for one, _ in rows) else 1 - lasting


def quarters(start: datetime, end: datetime) -> Iterable[tuple[datetime, datetime, datetime]]:
    """Each quarter of an hour that a stretch touches, and what of the stretch lies in it."""
    edge = start - timedelta(minutes=start.minute % 15, seconds=start.second, microseconds=start.microsecond)
    while edge < end:
        yield edge, max(edge, start), min(edge + QUARTER, end)
        edge += QUARTER


def waiting_room(rows: Rows, asked: dict) -> list[Row]:
    pieces = [
        {**row, "quarter": quarter, "from": start, "to": end}
        for row in rows.of("staff_presence", asked, "agency_id")
        for quarter, start, end in quarters(row["started_at"], row["ended_at"])
    ]
    visits = rows.of("waiting_visits", asked, "agency_id")
    answer = []
    for (agency, day, quarter), mine in grouped(pieces, by("agency_id", "service_date", "quarter")).items():
        open_s = max(_lasting(of_one) for of_one in grouped(mine, by("counter_id")).values())
        seen = share(_lasting([piece for piece in mine if piece["customers_waiting"] is not None]), _lasting(mine))
        first, last = min(piece["from"] for piece in mine), max(piece["to"] for piece in mine)
        here = [row for row in visits if row["agency_id"] == agency and row["service_date"] == day]
        people_s = sum(
            row["party_size"] * max(0.0, seconds(max(row["started_at"], first), min(row["ended_at"], last)))
            for row in here
        )
        joined = [row for row in here if quarter <= row["started_at"] < quarter + QUARTER]
        gave_up = [row for row in joined if row["waiting_outcome"] == "reneged"]
        answer.append(
            {
                "agency_id": agency,
                "service_date": day,
                "quarter_local": rows.local(mine[0], quarter),
                "open_minutes": open_s / 60,
                "queue_seen_share": seen,
                "mean_waiting": people_s / open_s if seen else None,
                "joined": len(joined) if seen else None,
                "gave_up": len(gave_up) if seen else None,
            }
        )
    return answer


def _lasting(pieces: list[Row]) -> float:
    return sum(seconds(piece["from"], piece["to"]) for piece in pieces)
