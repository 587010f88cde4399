"""Little's law, L = lambda W, by counter and hour: recomputed from states and sessions.

All is in person-seconds: a party of two that is present for a minute counts 120.
"""

from datetime import datetime, timedelta

from tests.sql.hostile.recompute.presence import COUNTER
from tests.sql.hostile.recompute.reading import HOUR_S, Row, Rows, by, censored, grouped, lasting, seconds
from tests.sql.hostile.recompute.sessions import recorded_seconds, service_hour_pieces
from tests.sql.hostile.recompute.statistics import share

ALMOST_S = 0.01
"""Sums of times to the millisecond are equal when they differ by less."""
ROUNDED_S = 1.0
"""By so many person-seconds the two sides may differ without an error."""
MEASURES = (
    *("arrivals", "arrivals_known", "mean_present", "arrivals_per_hour", "mean_visit_s", "little_ratio"),
    *("ratio_lo", "ratio_hi", "outside"),
)


def littles_law(rows: Rows, asked: dict) -> list[Row]:
    counter_day = by(*COUNTER, "service_date")
    seen = {row["service_event_id"]: row for row in rows.tables["waiting_visits"] if row["start_censored"]}
    sessions = grouped((_with_seen(row, seen) for row in rows.of("service_time", asked, *COUNTER)), counter_day)
    pieces = service_hour_pieces(rows, asked)
    answer = []
    for key, mine in grouped(pieces, by(*COUNTER, "service_date", "hour_local")).items():
        start, end = min(_from(piece) for piece in mine), max(_to(piece) for piece in mine)
        found = dict.fromkeys(MEASURES)
        if _covered(mine, seconds(start, end)):
            visits = sessions.get(key[:3], [])
            found = _balance(rows, mine, visits, start, end, asked.get("walk_s", 10.0))
        answer.append(
            {
                **dict(zip((*COUNTER, "service_date", "hour_local"), key, strict=True)),
                "window_minutes": seconds(start, end) / 60,
                **found,
            }
        )
    return answer


def _with_seen(row: Row, seen: dict[str, Row]) -> Row:
    """A session with how long its party was seen waiting before it, by the best estimate and at least."""
    visit = seen.get(row["event_id"], {"duration_s": 0.0, "duration_lo_s": 0.0})
    return row | {f"seen_waiting{part}_s": visit[f"duration{part}_s"] for part in ("", "_lo")}


def _from(piece: Row) -> datetime:
    return piece["piece"].started_at


def _to(piece: Row) -> datetime:
    return piece["piece"].ended_at


def _covered(pieces: list[Row], window_s: float) -> bool:
    """Service hours, recorded, and the queue seen, without a break."""
    return (
        sum(piece["seconds"] for piece in pieces) > window_s - ALMOST_S
        and recorded_seconds(pieces) > window_s - ALMOST_S
        and all(piece["customers_waiting"] is not None for piece in pieces)
    )


def _balance(rows: Rows, pieces: list[Row], sessions: list[Row], start: datetime, end: datetime, walk_s: float) -> dict:
    came = [row for row in sessions if not row["start_censored"] and start <= _joined(row) < end]
    known = [row for row in came if row["waiting_s"] is not None and not censored(row)]
    arrivals, arrivals_known = (sum(row["party_size"] for row in some) for some in (came, known))
    mean_visit = share(sum(row["party_size"] * (row["waiting_s"] + lasting(row)) for row in known), arrivals_known)

    present = sum(piece["seconds"] * piece["customers_waiting"] for piece in pieces)
    present += sum(
        row["party_size"] * _overlap(row["started_at"], row["ended_at"], _from(piece), _to(piece))
        for row in sessions
        for piece in pieces
        if piece["state"] in ("serving", "unknown")
    )
    uneven = _uneven(pieces)
    least = sum(_least(row, walk_s) - row["party_size"] * max(0.0, seconds(end, row["ended_at"])) for row in came)
    least -= uneven
    most = None
    if _end_is_known(rows, pieces, end):
        others = [row for row in sessions if row not in came]
        most = sum(_most(row, start) for row in came) + uneven
        most += sum(row["party_size"] * _overlap(_joined(row), row["ended_at"], start, end) for row in others)
    expected = None if mean_visit is None else arrivals * mean_visit
    return {
        "arrivals": arrivals,
        "arrivals_known": arrivals_known,
        "mean_present": present / seconds(start, end),
        "arrivals_per_hour": arrivals / (seconds(start, end) / HOUR_S),
        "mean_visit_s": mean_visit,
        "little_ratio": share(present, expected),
        "ratio_lo": share(max(0.0, least), expected),
        "ratio_hi": share(most, expected),
        "outside": present < least - ROUNDED_S or (most is not None and present > most + ROUNDED_S),
    }


def _joined(row: Row) -> datetime:
    """When a party joined the queue; where that is not known, when it was first seen, waiting or served."""
    return row["started_at"] - timedelta(seconds=row["waiting_s"] or row["seen_waiting_s"])


def _least(row: Row, walk_s: float) -> float:
    return row["party_size"] * ((row["waiting_lo_s"] or row["seen_waiting_lo_s"]) + row["duration_lo_s"] - walk_s)


def _most(row: Row, start: datetime) -> float:
    """A visit whose waiting was not seen may have waited since the window began."""
    waiting = seconds(start, row["started_at"]) if row["waiting_s"] is None else row["waiting_hi_s"]
    return row["party_size"] * (waiting + row["duration_hi_s"])


def _uneven(pieces: list[Row]) -> float:
    """What a state that goes on past the hour leaves open: both parts may differ by its mean number, or by one."""
    uneven = 0.0
    # A state has two pieces in an hour in which clocks are changed.
    for mine in grouped(pieces, by("event_id")).values():
        people, inside, whole = mine[0]["customers_waiting"], sum(piece["seconds"] for piece in mine), lasting(mine[0])
        # Times are added up in whole microseconds.
        uneven += round(max(people, 1.0) * inside * (whole - inside) / whole, 6) if people > 0 else 0.0
    return uneven


def _end_is_known(rows: Rows, pieces: list[Row], end: datetime) -> bool:
    """Nobody waits at the end, or the camera goes on recording for an hour of the same date."""
    last = max(pieces, key=_from)
    if last["customers_waiting"] == 0:
        return True
    after = end + timedelta(hours=1)
    recorded = sum(
        _overlap(row["started_at"], row["ended_at"], end, after)
        for row in rows.tables["coverage"]
        if (row["camera_id"], row["service_date"]) == (last["camera_id"], last["service_date"])
        and row["coverage_state"] == "recorded"
    )
    return recorded > HOUR_S - ALMOST_S


def _overlap(start: datetime, end: datetime, since: datetime, until: datetime) -> float:
    return max(0.0, seconds(max(start, since), min(end, until)))
