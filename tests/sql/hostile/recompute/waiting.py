"""Waiting: recomputed from `waiting_visits`, and from the waiting that `service_time` knows of its sessions.

Nobody's waiting is 0 because it is not known, and nobody has reneged because the footage ended.
"""

from collections.abc import Iterable

from tests.sql.hostile.recompute.presence import COUNTER
from tests.sql.hostile.recompute.reading import HOUR_S, Row, Rows, by, grouped, in_period, lasting
from tests.sql.hostile.recompute.sessions import observed_seconds, recorded_seconds, service_hour_pieces, waited
from tests.sql.hostile.recompute.site_files import judged_by, limit_of
from tests.sql.hostile.recompute.standards import within
from tests.sql.hostile.recompute.statistics import kaplan_meier, median, p90, share


def queue_seen(presence: list[Row], sessions: list[Row], waits: list[Row]) -> bool:
    """Whether anybody could have been seen to wait, and to renege: not where no queue is drawn."""
    return bool(waits or waited(sessions)) or any(row["customers_waiting"] is not None for row in presence)


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
    limit = limit_of("waiting", asked)
    served = grouped(rows.of("service_time", asked, *COUNTER), by(*COUNTER))
    left = grouped(_left(rows, asked), by(*COUNTER))
    shared = sharing(rows, asked)
    visits = grouped(rows.of("waiting_visits", asked, *COUNTER), by(*COUNTER))
    presence = grouped(rows.of("staff_presence", asked, *COUNTER), by(*COUNTER))
    answer = []
    for agency, counter in {**served, **left}:
        mine, gone = served.get((agency, counter), []), left.get((agency, counter), [])
        known = [row for row in mine if row["waiting_s"] is not None]
        outcomes = [row["waiting_outcome"] for row in gone]
        patience = [(row["waiting_s"], False, False) for row in known]
        patience += [(lasting(row), row["start_censored"], True) for row in gone]
        told = counter not in shared and queue_seen(
            presence.get((agency, counter), []), mine, visits.get((agency, counter), [])
        )
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
                "limit_s": judged_by(mine, "waiting", asked).get("limit_s", asked.get("limit_s")),
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


def reneging(rows: Rows, asked: dict) -> list[Row]:
    """By day and by the counters that a queue leads to: those of a shared queue stand together."""
    pieces = service_hour_pieces(rows, {name: asked[name] for name in ("from", "to") if name in asked})
    waits = grouped((row for row in rows.tables["waiting_visits"] if in_period(row["service_date"], asked)), _queue)
    waited_for = {(counter, day) for counters, day in waits for counter in counters}
    alone = {((piece["counter_id"],), piece["service_date"]) for piece in pieces if _place(piece) not in waited_for}
    answer = []
    for counters, day in {*waits, *alone}:
        mine = waits.get((counters, day), [])
        hours = [piece for piece in pieces if piece["counter_id"] in counters and piece["service_date"] == day]
        agencies = {row["agency_id"] for row in hours or mine}
        if asked.get("counter") in (None, *counters) and asked.get("agency") in (None, *agencies):
            answer.append(
                {
                    "agency_id": agencies.pop() if len(agencies) == 1 else None,
                    "counters": ", ".join(counters),
                    "service_date": day,
                    **_outcomes(mine, list(grouped(hours, by("counter_id")).values())),
                }
            )
    return answer


def _queue(row: Row) -> tuple:
    return tuple(sorted(row["counter_ids"])), row["service_date"]


def _place(row: Row) -> tuple:
    return row["counter_id"], row["service_date"]


def _outcomes(rows: list[Row], hours: list[list[Row]]) -> dict:
    """Of those who waited in a queue, with the service hours of each counter that it leads to: the longest count."""
    observed, recorded = (max(map(seconds, hours), default=None) for seconds in (observed_seconds, recorded_seconds))
    count = {word: sum(row["waiting_outcome"] == word for row in rows) for word in ("served", "reneged", "unknown")}
    known = bool(rows) or bool(recorded)
    reneged, ended = count["reneged"], count["served"] + count["reneged"]
    return {
        "observed_hours": None if observed is None else observed / HOUR_S,
        "recorded_hours": None if recorded is None else recorded / HOUR_S,
        "waited": len(rows) if known else None,
        **{word: number if known else None for word, number in count.items()},
        "reneged_share": share(reneged, ended),
        "reneged_lo_share": share(reneged, len(rows)),
        "reneged_hi_share": share(reneged + count["unknown"], len(rows)),
        "reneged_per_hour": None if recorded is None else share(reneged, recorded / HOUR_S),
        "median_reneged_s": median([lasting(row) for row in seen_to_join(rows) if row["waiting_outcome"] == "reneged"]),
    }
