"""How many counters are needed: recomputed, with Erlang's formula as he wrote it."""

from math import exp, factorial, floor

from tests.sql.hostile.recompute.arrivals import everybody
from tests.sql.hostile.recompute.presence import STATES, in_state
from tests.sql.hostile.recompute.reading import HOUR_S, Row, Rows, grouped
from tests.sql.hostile.recompute.sessions import piece_seconds, recorded_seconds, service_hour_pieces, whole
from tests.sql.hostile.recompute.site_files import standard_of
from tests.sql.hostile.recompute.statistics import ROUNDING, share


def must_wait(load: float, counters: int) -> float:
    """The probability that who comes must wait at all."""
    queued = load**counters / factorial(counters) * counters / (counters - load)
    return queued / (sum(load**n / factorial(n) for n in range(counters)) + queued)


def within(load: float | None, mean_s: float | None, counters: int | None, limit_s: float) -> float | None:
    if load is None or counters is None:
        return None
    if load == 0 or counters <= load:
        return float(load == 0)
    return 1 - must_wait(load, counters) * exp(-(counters - load) * limit_s / mean_s)


def promise(rows: Rows, agency: str, asked: dict) -> tuple[float, float]:
    """Limit and portion: those asked for, else of the agency's strictest standard for waiting that held last."""
    days = sorted(rows.of("runs", asked), key=lambda row: row["service_date"])
    own = [standard_of(row | {"agency_id": agency}, "waiting") for row in days]
    held = [one for one in own if one] if "limit_s" not in asked else []
    limit = asked.get("limit_s", held[-1].limit_s if held else 600.0)
    return limit, asked.get("portion", held[-1].portion if held else 0.8)


def counters_needed(rows: Rows, asked: dict) -> list[Row]:
    pieces = service_hour_pieces(rows, {name: value for name, value in asked.items() if name != "counter"})
    came = everybody(rows, asked)
    answer = []
    for (agency, hour), mine in grouped(pieces, lambda piece: (piece["agency_id"], piece["hour"])).items():
        hours = grouped(mine, lambda piece: (piece["service_date"], piece["hour_local"]))
        counters = grouped(mine, lambda piece: (piece["counter_id"], piece["hour_local"]))
        open_s = sum(
            max(
                sum(piece["seconds"] for piece in of_one)
                for of_one in grouped(of_hour, lambda piece: piece["counter_id"]).values()
            )
            for of_hour in hours.values()
        )
        joined = [
            (row["service_date"], rows.local(row, row["joined"]).replace(minute=0, second=0, microsecond=0))
            for row in came
            if row["agency_id"] == agency
        ]
        recorded = share(recorded_seconds(mine), sum(piece["seconds"] for piece in mine))
        lengths = [
            row["duration_s"]
            for row in whole(rows.of("service_time", asked, "agency_id"))
            if row["agency_id"] == agency
        ]
        mean_s = share(sum(lengths), len(lengths))
        rate = sum(one in hours for one in joined) / (open_s / HOUR_S) if recorded else None
        load = None if rate is None or mean_s is None else rate * mean_s / HOUR_S
        staffed = share(
            in_state(mine, "serving", "idle", seconds=piece_seconds), in_state(mine, *STATES, seconds=piece_seconds)
        )
        opened = None if staffed is None else staffed * len(counters) / len(hours)
        there = None if opened is None else floor(opened + ROUNDING)
        limit, portion = promise(rows, agency, asked)
        enough = (
            number
            for number in range(floor(load or 0) + 1, 1000)
            if within(load, mean_s, number, limit) >= portion - ROUNDING
        )
        answer.append(
            {
                "agency_id": agency,
                "local_hour": hour,
                "days": len(hours),
                "recorded_share": recorded,
                "came_per_hour": rate,
                "mean_service_s": mean_s,
                "load": load,
                "counters_open": opened,
                "limit_s": limit,
                "portion": portion,
                "within_limit_share": within(load, mean_s, there, limit),
                "one_more_share": within(load, mean_s, None if there is None else there + 1, limit),
                "counters_needed": None if load is None else next(enough),
            }
        )
    return answer
