"""Service sessions: recomputed from `service_time`, with the recorded time of the cameras that show the counters."""

from collections.abc import Iterable

from tests.sql.hostile.recompute.presence import COUNTER, STATES, in_state
from tests.sql.hostile.recompute.reading import HOUR_S, Row, Rows, by, censored, grouped, lasting, seconds
from tests.sql.hostile.recompute.statistics import kaplan_meier, median, p90, share

RANKED = 6
"""Decimals to which hours are compared: rounding in sums must not part those that are equal."""


def whole(rows: Iterable[Row]) -> list[Row]:
    """Sessions of which the footage shows both ends: only their length is known."""
    return [row for row in rows if not censored(row)]


def lengths(rows: Iterable[Row]) -> list[tuple[float, bool, bool]]:
    return [(lasting(row), row["start_censored"], row["end_censored"]) for row in rows]


def waited(rows: Iterable[Row]) -> list[float]:
    """How long the parties of sessions had waited, where that is known."""
    return [row["waiting_s"] for row in rows if row["waiting_s"] is not None]


def local_hour(rows: Rows, row: Row) -> int:
    return rows.local(row, row["started_at"]).hour


def service_hour_pieces(rows: Rows, asked: dict) -> list[Row]:
    """States of counters cut at the local hours: with `hour`, `seconds`, and the seconds that the camera `recorded`."""
    recorded = grouped(
        (row for row in rows.tables["coverage"] if row["coverage_state"] == "recorded"), by("camera_id", "service_date")
    )
    cut = []
    for row in rows.of("staff_presence", asked, *COUNTER):
        shown = recorded.get((row["camera_id"], row["service_date"]), [])
        for piece in rows.hours(row):
            both = [
                (max(piece.started_at, one["started_at"]), min(piece.ended_at, one["ended_at"]))
                for one in shown
                if one["started_at"] < piece.ended_at and piece.started_at < one["ended_at"]
            ]
            cut.append(
                row
                | {"piece": piece, "hour_local": piece.hour, "hour": piece.hour.hour, "seconds": piece.seconds}
                | {"recorded_spans": both, "recorded": sum(seconds(start, end) for start, end in both)}
            )
    return cut


def begun_in(pieces: Iterable[Row], sessions: Iterable[Row]) -> list[Row]:
    """Sessions that began in the recorded service hours of their counter, or were first seen in them."""
    spans = grouped(
        ({**piece, "span": span} for piece in pieces for span in piece["recorded_spans"]), by(*COUNTER, "service_date")
    )
    return [
        row
        for row in sessions
        if any(
            start <= row["started_at"] < end
            for start, end in (one["span"] for one in spans.get(by(*COUNTER, "service_date")(row), []))
        )
    ]


def piece_seconds(piece: Row) -> float:
    return piece["seconds"]


def recorded_seconds(pieces: Iterable[Row]) -> float:
    return sum(piece["recorded"] for piece in pieces)


def observed_seconds(pieces: list[Row]) -> float:
    return in_state(pieces, *STATES, seconds=piece_seconds)


def per_hour(count: int, in_seconds: float) -> float | None:
    return share(count, in_seconds / HOUR_S)


def session_list(rows: Rows, asked: dict) -> list[Row]:
    return [
        {
            "agency_id": row["agency_id"],
            "counter_id": row["counter_id"],
            "service_date": row["service_date"],
            "started_local": rows.local(row, row["started_at"]),
            "ended_local": rows.local(row, row["ended_at"]),
            "duration_s": lasting(row),
            "waiting_s": row["waiting_s"],
            "seen_share": row["seen_share"],
            "session_probability": row["session_probability"],
            "censored": censored(row),
            "event_id": row["event_id"],
        }
        for row in rows.of("service_time", asked, *COUNTER)
    ]


def censored_share(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for (agency, counter), mine in grouped(rows.of("service_time", asked, *COUNTER), by(*COUNTER)).items():
        cut = [row for row in mine if censored(row)]
        answer.append(
            {
                "agency_id": agency,
                "counter_id": counter,
                "sessions": len(mine),
                "start_cut": sum(row["start_censored"] for row in mine),
                "end_cut": sum(row["end_censored"] for row in mine),
                "censored_share": share(len(cut), len(mine)),
                "whole_median_s": median([lasting(row) for row in whole(mine)]),
                "cut_median_s": median([lasting(row) for row in cut]),
                "waiting_known_share": share(len(waited(mine)), len(mine)),
            }
        )
    return answer


def queue_length(rows: Rows, asked: dict) -> list[Row]:
    sessions = [row | {"hour": local_hour(rows, row)} for row in rows.of("service_time", asked, *COUNTER)]
    answer = []
    for (agency, counter, hour), mine in grouped(sessions, by(*COUNTER, "hour")).items():
        queues = [row["queue_length"] for row in mine if row["queue_length"] is not None]
        answer.append(
            {
                "agency_id": agency,
                "counter_id": counter,
                "local_hour": hour,
                "sessions": len(mine),
                "queue_known": len(queues),
                "mean_queue": share(sum(queues), len(queues)),
                "median_queue": median(queues),
                "longest_queue": max(queues, default=None),
                "empty_share": share(queues.count(0), len(queues)),
            }
        )
    return answer


def service_time(rows: Rows, asked: dict) -> list[Row]:
    pieces = service_hour_pieces(rows, asked)
    sessions = [row | {"hour": local_hour(rows, row)} for row in rows.of("service_time", asked, *COUNTER)]
    begun = grouped(begun_in(pieces, sessions), by(*COUNTER, "hour"))
    opened, served = grouped(pieces, by(*COUNTER, "hour")), grouped(sessions, by(*COUNTER, "hour"))
    answer = []
    for key in {**opened, **served}:
        mine, hours = served.get(key, []), opened.get(key, [])
        complete, recorded = whole(mine), recorded_seconds(hours)
        known = bool(mine) or recorded > 0
        answer.append(
            {
                **dict(zip((*COUNTER, "local_hour"), key, strict=True)),
                "sessions": len(mine) if known else None,
                "seen_whole": len(complete) if known else None,
                "median_service_s": median([lasting(row) for row in complete]),
                "median_lo_s": median([row["duration_lo_s"] for row in complete]),
                "median_hi_s": median([row["duration_hi_s"] for row in complete]),
                "p90_service_s": p90([lasting(row) for row in complete]),
                **_kaplan_meier(mine, known),
                "recorded_hours": recorded / HOUR_S if hours else None,
                "observed_hours": observed_seconds(hours) / HOUR_S if hours else None,
                "services_per_hour": per_hour(len(begun.get(key, [])), recorded),
            }
        )
    return answer


def _kaplan_meier(rows: list[Row], known: bool) -> dict:
    found = kaplan_meier(lengths(rows))
    return found if known else found | {"start_seen": None}


def counter_hours_of_day(rows: Rows, asked: dict) -> list[Row]:
    pieces = service_hour_pieces(rows, asked)
    sessions = [row | {"hour": local_hour(rows, row)} for row in rows.of("service_time", asked, *COUNTER)]
    begun = grouped(begun_in(pieces, sessions), by(*COUNTER, "hour"))
    answer = []
    for key, mine in grouped(pieces, by(*COUNTER, "hour")).items():
        observed, recorded = observed_seconds(mine), recorded_seconds(mine)
        services, whole_s = len(begun.get(key, [])), sum(map(piece_seconds, mine))
        staffed = in_state(mine, "serving", "idle", seconds=piece_seconds)
        answer.append(
            {
                **dict(zip((*COUNTER, "local_hour"), key, strict=True)),
                "recorded_share": share(recorded, whole_s),
                "observed_share": share(observed, whole_s),
                "staffed_share": share(staffed, observed),
                "staffed_lo_share": share(staffed, whole_s),
                "staffed_hi_share": share(whole_s - (observed - staffed), whole_s),
                "sessions": services if recorded else None,
                "services_per_hour": per_hour(services, recorded),
            }
        )
    return answer


def busiest_hours(rows: Rows, asked: dict) -> list[Row]:
    pieces = service_hour_pieces(rows, asked)
    sessions = [row | {"hour": local_hour(rows, row)} for row in rows.of("service_time", asked, *COUNTER)]
    begun = grouped(begun_in(pieces, sessions), by("hour"))
    answer = []
    for (hour,), mine in grouped(pieces, by("hour")).items():
        observed, recorded = observed_seconds(mine), recorded_seconds(mine)
        services = len(begun.get((hour,), []))
        answer.append(
            {
                "local_hour": hour,
                "days": len({row["service_date"] for row in mine}),
                "sessions": services if recorded else None,
                "recorded_hours": recorded / HOUR_S,
                "services_per_hour": per_hour(services, recorded),
                "observed_hours": observed / HOUR_S,
                "serving_share": share(in_state(mine, "serving", seconds=piece_seconds), observed),
                "mean_waiting": mean_waiting(mine),
            }
        )
    for rank, of in (("busiest_rank", "services_per_hour"), ("waiting_rank", "mean_waiting")):
        most = sorted((round(row[of], RANKED) for row in answer if row[of] is not None), reverse=True)
        for row in answer:
            row[rank] = None if row[of] is None else most.index(round(row[of], RANKED)) + 1
    return answer


def mean_waiting(pieces: list[Row]) -> float | None:
    """People waiting for a counter, over the time in which its queue was seen."""
    seen = [piece for piece in pieces if piece["customers_waiting"] is not None]
    return share(
        sum(piece["customers_waiting"] * piece["seconds"] for piece in seen), sum(piece["seconds"] for piece in seen)
    )


def daily_trend(rows: Rows, asked: dict) -> list[Row]:
    key = by("agency_id", "service_date")
    pieces, sessions = service_hour_pieces(rows, asked), rows.of("service_time", asked, *COUNTER)
    opened, served, begun = grouped(pieces, key), grouped(sessions, key), grouped(begun_in(pieces, sessions), key)
    answer = []
    for agency, day in {**opened, **served}:
        hours, mine = opened.get((agency, day), []), served.get((agency, day), [])
        observed, recorded = observed_seconds(hours), recorded_seconds(hours)
        estimate = kaplan_meier(lengths(mine))
        answer.append(
            {
                "agency_id": agency,
                "service_date": day,
                "weekday": day.strftime("%A"),
                "counters": len({row["counter_id"] for row in [*hours, *mine]}),
                "sessions": len(mine) if mine or recorded else None,
                "services_per_hour": per_hour(len(begun.get((agency, day), [])), recorded),
                "median_service_s": median([lasting(row) for row in whole(mine)]),
                "km_median_s": estimate["km_median_s"],
                "km_p90_s": estimate["km_p90_s"],
                "median_waiting_s": median(waited(mine)),
                "p90_waiting_s": p90(waited(mine)),
                "staffed_share": share(in_state(hours, "serving", "idle", seconds=piece_seconds), observed),
                "recorded_share": share(recorded, sum(map(piece_seconds, hours))),
                "observed_share": share(observed, sum(map(piece_seconds, hours))),
            }
        )
    return answer
