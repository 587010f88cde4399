"""Waiting: recomputed from `waiting_visits`, and from the waiting that `service_time` knows of its sessions.

Nobody's waiting is 0 because it is not known, and nobody has reneged because the footage ended.
"""

from collections.abc import Iterable

from tests.sql.hostile.recompute.presence import COUNTER, STATES, in_state
from tests.sql.hostile.recompute.reading import HOUR_S, Row, Rows, by, grouped, in_period, lasting
from tests.sql.hostile.recompute.sessions import waited, whole
from tests.sql.hostile.recompute.statistics import kaplan_meier, median, p90, share

LIMIT_S = 3600.0


def within(rows: Iterable[Row], column: str, limit: float) -> dict:
    """Shares within a limit by the best estimate, surely (at the longest), and possibly (at the shortest)."""
    rows = list(rows)
    stem = column.removesuffix("_s")
    return {
        f"within{word}_share": share(sum(row[f"{stem}{part}_s"] <= limit for row in rows), len(rows))
        for word, part in (("", ""), ("_sure", "_hi"), ("_possible", "_lo"))
    }


def seen_to_join(rows: Iterable[Row]) -> list[Row]:
    """Of the others nobody knows how long they waited."""
    return [row for row in rows if not row["start_censored"]]


def sharing(rows: Rows, asked: dict) -> set[tuple]:
    """Counters (agency, counter) that share a queue with others in the period."""
    return {
        counter
        for row in rows.tables["waiting_visits"]
        if in_period(row["service_date"], asked) and len(row["counter_ids"]) > 1
        for counter in row["counter_ids"]
    }


def waiting_time(rows: Rows, asked: dict) -> list[Row]:
    limit = asked.get("limit_s", LIMIT_S)
    served = grouped(rows.of("service_time", asked, *COUNTER), by(*COUNTER))
    left = grouped(_left(rows, asked), by(*COUNTER))
    shared = sharing(rows, asked)
    waited_for = {row["counter_id"] for row in rows.of("waiting_visits", asked, *COUNTER)}
    answer = []
    for agency, counter in {**served, **left}:
        mine, gone = served.get((agency, counter), []), left.get((agency, counter), [])
        known = [row for row in mine if row["waiting_s"] is not None]
        outcomes = [row["waiting_outcome"] for row in gone]
        patience = [(row["waiting_s"], False, False) for row in known]
        patience += [(lasting(row), row["start_censored"], True) for row in gone]
        # Where nobody's waiting was ever seen, as without a drawn queue, nobody could be seen to renege.
        told = counter not in shared and bool(known or gone or counter in waited_for)
        estimate = kaplan_meier(patience) if told else dict.fromkeys(kaplan_meier([]))
        answer.append(
            {
                "agency_id": agency,
                "counter_id": counter,
                "sessions": len(mine),
                "waiting_known": len(known),
                "median_waiting_s": median(waited(known)),
                "median_lo_s": median([row["waiting_lo_s"] for row in known]),
                "median_hi_s": median([row["waiting_hi_s"] for row in known]),
                "p90_waiting_s": p90(waited(known)),
                "reneged": outcomes.count("reneged") if told else None,
                "unknown": outcomes.count("unknown") if told else None,
                **{name: estimate[name] for name in ("km_median_s", "km_median_lo_s", "km_median_hi_s", "km_p90_s")},
                "limit_s": limit,
                **within(known, "waiting_s", limit),
            }
        )
    return answer


def _left(rows: Rows, asked: dict) -> list[Row]:
    """Those who were not seen to be served, of queues that lead to one counter."""
    return [
        row
        for row in rows.of("waiting_visits", asked, *COUNTER)
        if row["waiting_outcome"] != "served" and row["counter_id"] is not None
    ]


def within_limit(rows: Rows, asked: dict) -> list[Row]:
    limit, measure = asked.get("limit_s", LIMIT_S), asked.get("measure", "waiting")
    answer = []
    for (agency,), mine in grouped(rows.of("service_time", asked, "agency_id"), by("agency_id")).items():
        known = whole(mine) if measure == "service" else [row for row in mine if row["waiting_s"] is not None]
        column = "duration_s" if measure == "service" else "waiting_s"
        answer.append(
            {
                "agency_id": agency,
                "sessions": len(mine),
                "known": len(known),
                "median_s": median([row[column] for row in known]),
                "p90_s": p90([row[column] for row in known]),
                "limit_s": limit,
                **within(known, column, limit),
            }
        )
    return answer


def reneging(rows: Rows, asked: dict) -> list[Row]:
    """By the counters that a queue leads to and day: those of a shared queue stand together."""
    presence = [row for row in rows.tables["staff_presence"] if in_period(row["service_date"], asked)]
    waits = [row for row in rows.tables["waiting_visits"] if in_period(row["service_date"], asked)]
    places = {((row["counter_id"],), row["service_date"]) for row in presence}
    places |= {(tuple(sorted(row["counter_ids"])), row["service_date"]) for row in waits}
    together = {(one, day) for counters, day in places if len(counters) > 1 for one in counters}
    answer = []
    for counters, day in places:
        if len(counters) == 1 and (counters[0], day) in together:
            continue
        hours = [row for row in presence if row["counter_id"] in counters and row["service_date"] == day]
        mine = [row for row in waits if set(row["counter_ids"]) == set(counters) and row["service_date"] == day]
        agencies = {row["agency_id"] for row in hours} | (set() if hours else {row["agency_id"] for row in mine})
        if asked.get("counter") not in (None, *counters) or not ({asked.get("agency"), None} & {None, *agencies}):
            continue
        if asked.get("agency") is not None and asked["agency"] not in agencies:
            continue
        observed = [in_state(own, *STATES) for own in grouped(hours, by("counter_id")).values()]
        answer.append(
            {
                "agency_id": agencies.pop() if len(agencies) == 1 else None,
                "counters": ", ".join(counters),
                "service_date": day,
                **_outcomes(mine, max(observed, default=None)),
            }
        )
    return answer


def _outcomes(rows: list[Row], observed: float | None) -> dict:
    count = {word: sum(row["waiting_outcome"] == word for row in rows) for word in ("served", "reneged", "unknown")}
    known = bool(rows) or bool(observed)
    reneged, ended = count["reneged"], count["served"] + count["reneged"]
    return {
        "observed_hours": None if observed is None else observed / HOUR_S,
        "waited": len(rows) if known else None,
        **{word: number if known else None for word, number in count.items()},
        "reneged_share": share(reneged, ended),
        "reneged_lo_share": share(reneged, len(rows)),
        "reneged_hi_share": share(reneged + count["unknown"], len(rows)),
        "reneged_per_hour": None if observed is None else share(reneged, observed / HOUR_S),
        "median_reneged_s": median([lasting(row) for row in seen_to_join(rows) if row["waiting_outcome"] == "reneged"]),
    }
