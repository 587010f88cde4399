"""What one counter more or less would have done: recomputed, counter by counter and quarter by quarter."""

from datetime import UTC, datetime, timedelta
from hashlib import md5
from itertools import pairwise
from math import floor, inf, sqrt
from statistics import median

from tests.sql.hostile.recompute.arrivals import everybody
from tests.sql.hostile.recompute.distributions import QUARTER, quarters
from tests.sql.hostile.recompute.erlang import promise
from tests.sql.hostile.recompute.reading import Row, Rows, by, grouped, seconds
from tests.sql.hostile.recompute.sessions import recorded_seconds, service_hour_pieces, whole
from tests.sql.hostile.recompute.statistics import ROUNDING, Z_95, share

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Opened = dict[datetime, int]
"""How many counters are open from each quarter's beginning on."""


def counters_played(rows: Rows, asked: dict) -> list[Row]:
    states = rows.of("staff_presence", asked, "agency_id")
    came, pieces = everybody(rows, asked), service_hour_pieces(rows, asked)
    answer = []
    for (agency,), mine in grouped(states, by("agency_id")).items():
        dates = _some({row["service_date"] for row in mine}, asked["dates"])
        cut = [
            {**row, "quarter": quarter, "seconds": seconds(start, end)}
            for row in mine
            if row["service_date"] in dates
            for quarter, start, end in quarters(row["started_at"], row["ended_at"])
        ]
        if (usual := _staffed(cut)) is None:
            continue
        opened = {
            day: {quarter: _open(one, usual) for (quarter,), one in grouped(of_day, by("quarter")).items()}
            for (day,), of_day in grouped(cut, by("service_date")).items()
        }
        parties = [row for row in came if row["agency_id"] == agency and row["service_date"] in dates]
        gave_up = [(row["duration_s"], True) for row in parties if row["outcome"] == "reneged" and _came_seen(row)]
        stayed = [(_stayed(row), False) for row in parties if row["outcome"] != "reneged" and _came_seen(row)]
        patient = [row | {"patience": _patience(row, [*gave_up, *stayed])} for row in parties]
        of_days = {day: [row for row in patient if row["service_date"] == day] for day in dates}
        lengths = sorted(row["duration_s"] for row in whole(row for row in parties if row["outcome"] == "served"))
        pause, (limit, _) = _pause(parties), promise(rows, agency, asked)
        recorded = grouped(
            (piece for piece in pieces if piece["agency_id"] == agency and piece["service_date"] in dates), by("hour")
        )
        for more in (-1, 0, 1):
            played = [
                {**party, "waits": wait, "hour": rows.local(party, party["joined"]).hour}
                for day in dates
                for party, wait in _played(of_days[day], opened[day], more, lengths, pause)
            ]
            hours = grouped(
                (
                    {"hour": rows.local(mine[0], quarter).hour, "day": day, "open": max(0, number + more)}
                    for day in dates
                    for quarter, number in opened[day].items()
                ),
                by("hour"),
            )
            for (hour,), there in hours.items():
                of_hour = recorded.get((hour,), [])
                known = share(recorded_seconds(of_hour), sum(piece["seconds"] for piece in of_hour))
                answer.append(
                    {
                        "agency_id": agency,
                        "local_hour": hour,
                        "more_counters": more,
                        "days": len({one["day"] for one in there}),
                        "recorded_share": known,
                        "counters_open": share(sum(one["open"] for one in there), len(there)),
                        **_within([one for one in played if one["hour"] == hour], limit, bool(lengths and known)),
                    }
                )
    return answer


def _some(dates: set, most: float) -> list:
    """At most so many dates, spread evenly."""
    ordered = sorted(dates)
    step = min(1.0, most / len(ordered))
    return [day for place, day in enumerate(ordered) if floor((place + 1) * step + 1e-9) > floor(place * step + 1e-9)]


def _staffed(pieces: list[Row]) -> float | None:
    seen = [piece for piece in pieces if piece["state"] != "unknown"]
    there = [piece for piece in seen if piece["state"] != "unattended"]
    return share(sum(piece["seconds"] for piece in there), sum(piece["seconds"] for piece in seen))


def _open(pieces: list[Row], usual: float) -> int:
    staffed = _staffed(pieces)
    counters = len({piece["counter_id"] for piece in pieces})
    return floor((usual if staffed is None else staffed) * counters + 0.5 + ROUNDING)


def _pause(parties: list[Row]) -> float:
    """The median moment between two services of a counter where the next party had come before the former one left."""
    found, served = [], [row for row in parties if row["outcome"] == "served"]
    for mine in grouped(served, by("service_date", "counter_id")).values():
        for former, later in pairwise(sorted(mine, key=lambda row: (row["started_at"], row["event_id"]))):
            is_seen = not former["end_censored"] and not later["start_censored"] and later["waited"]
            if is_seen and later["joined"] <= former["ended_at"] <= later["started_at"]:
                found.append(seconds(former["ended_at"], later["started_at"]))
    return median(found) if found else 0.0


def _played(
    parties: list[Row], opened: Opened, more: int, lengths: list[float], pause: float
) -> list[tuple[Row, float]]:
    """Who comes before closing with their waiting: each is taken by the counter that can begin first."""
    first, closes = min(opened), max(opened) + QUARTER
    counters = max(0, *(number + more for number in opened.values()))
    free, found = [0.0] * max(1, counters), []
    if not lengths:
        return []
    for party in sorted(parties, key=lambda row: (row["joined"], row["event_id"])):
        if party["joined"] >= closes:
            continue
        came = seconds(first, party["joined"])
        begins = [_from(max(one, came), number, first, opened, more) for number, one in enumerate(free)]
        start = min(begins)
        stays = start - came <= party["patience"] + 5e-7
        if stays and start < inf:
            free[begins.index(start)] = start + _length(party, lengths) + pause
        found.append((party, start - came if stays else inf))
    return found


def _from(ready: float, number: int, first: datetime, opened: Opened, more: int) -> float:
    """When a counter, by its number, takes the next party; seconds after the first quarter's beginning."""
    last = max(opened)
    quarter, begins = first, ready
    while quarter <= last:
        start = seconds(first, quarter)
        if quarter in opened and opened[quarter] + more > number and ready < start + QUARTER.total_seconds():
            return max(ready, start)
        quarter += QUARTER
    return max(begins, seconds(first, last + QUARTER)) if opened[last] + more > number else inf


def _length(party: Row, lengths: list[float]) -> float:
    served = party["outcome"] == "served"
    if served and not party["start_censored"] and not party["end_censored"]:
        return party["duration_s"]
    return lengths[int(_digest(party)[:8], 16) % len(lengths)]


def _digest(party: Row) -> str:
    return md5(str((party["joined"] - EPOCH) // timedelta(microseconds=1)).encode()).hexdigest()


def _came_seen(party: Row) -> bool:
    return party["waited"] is not None if party["outcome"] == "served" else not party["start_censored"]


def _stayed(party: Row) -> float:
    if party["outcome"] != "served":
        return party["duration_s"]
    return party["waited"][0] if party["waited"] else seconds(party["joined"], party["started_at"])


def _patience(party: Row, times: list[tuple[float, bool]]) -> float:
    """How long a party would wait: as it did, or drawn from the curve of those who gave up, beyond its own time."""
    if party["outcome"] == "reneged":
        return party["duration_s"]
    stayed, draw = _stayed(party), int(_digest(party)[8:16], 16) / 2**32
    curve, height = [], 1.0
    for moment in sorted({time for time, left in times if left}):
        height *= 1 - times.count((moment, True)) / sum(time >= moment for time, _ in times)
        curve.append((moment, height))
    still = next((height for moment, height in reversed(curve) if moment <= stayed), 1.0)
    return next((moment for moment, height in curve if moment > stayed and height <= draw * still), inf)


def _within(played: list[Row], limit: float, known: bool) -> dict:
    waited = [
        inf if row["outcome"] == "reneged" else row["waited"][0]
        for row in played
        if row["waited"] or row["outcome"] == "reneged"
    ]
    days = [
        (len(mine), sum(row["waits"] <= limit + 5e-7 for row in mine))
        for mine in grouped(played, by("service_date")).values()
    ]
    low, high = _interval(days)
    return {
        "came": len(played) if known else None,
        "waiting_known": len(waited) if known else None,
        "gave_up": waited.count(inf) if known else None,
        "played_gave_up": sum(row["waits"] == inf for row in played) if known else None,
        "limit_s": limit,
        "seen_within_share": share(sum(one <= limit for one in waited), len(waited)),
        "played_share": share(sum(inside for _, inside in days), sum(came for came, _ in days)),
        "played_lo_share": low,
        "played_hi_share": high,
    }


def _interval(days: list[tuple[int, int]]) -> tuple[float | None, float | None]:
    """Wilson's interval of a share over dates that each have a share of their own, with Student's t."""
    number, came, inside = len(days), sum(came for came, _ in days), sum(inside for _, inside in days)
    if number < 2:
        return None, None
    part = inside / came
    variance = number / (number - 1) * sum((one - part * of) ** 2 for of, one in days) / came**2
    as_many = came if variance < 1e-18 else min(came, part * (1 - part) / variance)
    if part in (0, 1):
        as_many = number
    z = student_t(number - 1)
    middle, half = part + z * z / (2 * as_many), z * sqrt(part * (1 - part) / as_many + (z / as_many) ** 2 / 4)
    return (middle - half) / (1 + z * z / as_many), (middle + half) / (1 + z * z / as_many)


def student_t(freedom: int) -> float:
    """Its 0.975 quantile: as tables have it of few, else by the terms that Abramowitz and Stegun print (26.7.5)."""
    if freedom < 4:
        return {1: 12.706205, 2: 4.302653, 3: 3.182446}[freedom]
    z = Z_95
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return z + sum(term / freedom ** (place + 1) for place, term in enumerate(terms))
