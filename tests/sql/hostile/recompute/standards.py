"""Shares within a limit, and whether a promised share was kept: recomputed.

A promise is judged over everybody who came. At least so many were within the limit: those of whom it is certain. At
most so many: all but those who were certainly over it. Who gave up, was lost or was not seen to come may be either.
"""

from collections.abc import Callable, Iterable
from datetime import date

from pantau.schemas.site.counters import Standard
from tests.sql.hostile.recompute.reading import Row, Rows, by, censored, grouped, in_period
from tests.sql.hostile.recompute.sessions import recorded_seconds, service_hour_pieces, whole
from tests.sql.hostile.recompute.site_files import LEAST_RECORDED, judged_by, limit_of
from tests.sql.hostile.recompute.statistics import median, p90, share
from tests.sql.hostile.sites import SITES

METHODS = ("offered", "removed", "positive")


Limit = Callable[[Row], float]


def within(rows: Iterable[Row], column: str, limit: Limit) -> dict:
    """Shares within a limit by the best estimate, surely (at the longest), and possibly (at the shortest)."""
    rows = list(rows)
    return {
        f"within{word}_share": share(sum(row[bound] <= limit(row) for row in rows), len(rows))
        for word, bound in _bounds(column).items()
    }


def _bounds(column: str) -> dict[str, str]:
    stem = column.removesuffix("_s")
    return {"": column, "_sure": f"{stem}_hi_s", "_possible": f"{stem}_lo_s"}


def within_limit(rows: Rows, asked: dict) -> list[Row]:
    measure = asked.get("measure", "waiting")
    service, limit = measure == "service", limit_of(measure, asked)
    sessions = grouped(rows.of("service_time", asked, "agency_id"), by("agency_id"))
    waits = grouped(rows.of("waiting_visits", asked, "agency_id"), by("agency_id"))
    recorded = _recorded(service_hour_pieces(rows, asked))
    answer = []
    for key in {**sessions, **({} if service else waits)}:
        mine = sessions.get(key, [])
        if not mine and not _left(waits.get(key, [])):
            continue
        known = whole(mine) if service else [row for row in mine if row["waiting_s"] is not None]
        column = "duration_s" if service else "waiting_s"
        judged = _service(mine, limit) if service else _waiting(mine, waits.get(key, []), limit)
        by_what = judged_by(mine if service else [*mine, *_left(waits.get(key, []))], measure, asked)
        answer.append(
            {
                "agency_id": key[0],
                "sessions": len(mine),
                "known": len(known),
                "median_s": median([row[column] for row in known]),
                "p90_s": p90([row[column] for row in known]),
                "limit_s": by_what.get("limit_s"),
                **within(known, column, limit),
                "counted": judged[0],
                **_promise(judged, recorded.get(key), by_what),
            }
        )
    return answer


def standards_kept(rows: Rows, asked: dict) -> list[Row]:
    """Each standard over the dates of the warehouse on which it held, by the site files themselves."""
    answer = []
    for site in SITES:
        dates = {row["service_date"] for row in rows.tables["runs"] if row["site_id"] == site.id}
        for standard in site.standards:
            days = {day for day in dates if standard.holds_on(day) and in_period(day, asked)}
            if days and asked.get("agency") in (None, standard.agency):
                answer.append(_of_standard(rows, standard, days))
    return answer


def _of_standard(rows: Rows, standard: Standard, days: set[date]) -> Row:
    mine = {
        table: [row for row in rows.of(table, {"agency": standard.agency}, "agency_id") if row["service_date"] in days]
        for table in ("service_time", "waiting_visits")
    }
    sessions, waits = mine["service_time"], mine["waiting_visits"]
    of_service = standard.measure == "service"

    def limit(_: Row) -> float:
        return standard.limit_s

    judged = _service(sessions, limit) if of_service else _waiting(sessions, waits, limit)
    known = whole(sessions) if of_service else [row for row in sessions if row["waiting_s"] is not None]
    column = "duration_s" if of_service else "waiting_s"
    pieces = service_hour_pieces(rows, {"agency": standard.agency})
    recorded = _recorded([piece for piece in pieces if piece["service_date"] in days]).get((standard.agency,))
    left = [row["waiting_outcome"] for row in _left(waits)]
    return {
        "agency_id": standard.agency,
        **{name: getattr(standard, name) for name in ("measure", "limit_s", "portion", "least_recorded", "source")},
        "first_date": min(days),
        "last_date": max(days),
        "days": len(days),
        "counted": judged[0],
        **{word: None if of_service else left.count(word) for word in ("reneged", "unknown")},
        "known": len(known),
        "median_s": median([row[column] for row in known]),
        "within_share": share(sum(row[column] <= standard.limit_s for row in known), len(known)),
        "over_share": share(judged[2], judged[0]),
        **_promise(judged, recorded, {"portion": standard.portion, "least_recorded": standard.least_recorded}),
    }


def service_level(rows: Rows, asked: dict) -> list[Row]:
    """With a counter: with all counters that somebody waited for together with it."""
    limit, counter = limit_of("waiting", asked), asked.get("counter")
    everyone = rows.of("waiting_visits", asked, "agency_id")
    mates = {counter} | {
        one
        for row in rows.tables["waiting_visits"]
        if in_period(row["service_date"], asked) and counter in row["counter_ids"]
        for one in row["counter_ids"]
    }

    def of_mates(row: Row) -> bool:
        return counter is None or row["counter_id"] in mates

    narrowed = {name: value for name, value in asked.items() if name != "counter"}
    sessions = grouped(filter(of_mates, rows.of("service_time", narrowed, "agency_id")), by("agency_id"))
    waits = grouped(
        (row for row in everyone if of_mates(row) or (row["counter_id"] is None and counter in row["counter_ids"])),
        by("agency_id"),
    )
    recorded = _recorded(list(filter(of_mates, service_hour_pieces(rows, narrowed))))
    return [
        row
        for key in {**sessions, **waits}
        for row in _methods(key, sessions.get(key, []), waits.get(key, []), limit, recorded.get(key), asked)
    ]


def _methods(key: tuple, sessions: list[Row], waits: list[Row], limit: Limit, recorded: float | None, asked: dict):
    served = [row for row in sessions if row["waiting_s"] is not None]
    left = _left(waits)
    reneged = [row for row in left if row["waiting_outcome"] == "reneged" and not row["start_censored"]]
    if not sessions and not left:
        return
    judged, by_what = _waiting(sessions, waits, limit), judged_by([*sessions, *left], "waiting", asked)
    for method in METHODS:
        counted = len(served) + (0 if method == "removed" else len(reneged))
        good = {
            f"within{word}_share": sum(row[bound] <= limit(row) for row in served)
            + (sum(row[_bounds("duration_s")[word]] <= limit(row) for row in reneged) if method == "positive" else 0)
            for word, bound in _bounds("waiting_s").items()
        }
        yield {
            "agency_id": key[0],
            "method": method,
            "limit_s": by_what.get("limit_s"),
            "served": len(served),
            "reneged": len(reneged),
            "unknown": len(left) - len(reneged),
            "left_out": len(sessions) - len(served),
            "counted": counted,
            **{name: share(number, counted) for name, number in good.items()},
            **_promise(judged, recorded, by_what),
        }


def _left(waits: list[Row]) -> list[Row]:
    return [row for row in waits if row["waiting_outcome"] != "served"]


def _recorded(pieces: list[Row]) -> dict[tuple, float | None]:
    """Which share of the service hours of an agency's counters was recorded."""
    return {
        key: share(recorded_seconds(mine), sum(piece["seconds"] for piece in mine))
        for key, mine in grouped(pieces, by("agency_id")).items()
    }


def _waiting(sessions: list[Row], waits: list[Row], limit: Limit) -> tuple[int, int, int]:
    """How many came, how many were certainly within the limit, and how many certainly over it."""
    left = _left(waits)
    unseen = {row["service_event_id"]: row for row in waits if row["waiting_outcome"] == "served"}
    surely = sum(row["waiting_s"] is not None and row["waiting_hi_s"] <= limit(row) for row in sessions)
    over = sum(row["duration_lo_s"] > limit(row) for row in left)
    for row in sessions:
        if row["waiting_s"] is not None:
            over += row["waiting_lo_s"] > limit(row)
        elif row["event_id"] in unseen:
            over += unseen[row["event_id"]]["duration_lo_s"] > limit(row)
    return len(sessions) + len(left), surely, over


def _service(sessions: list[Row], limit: Limit) -> tuple[int, int, int]:
    surely = sum(not censored(row) and row["duration_hi_s"] <= limit(row) for row in sessions)
    return len(sessions), surely, sum(row["duration_lo_s"] > limit(row) for row in sessions)


def _promise(judged: tuple[int, int, int], recorded: float | None, asked: dict) -> dict:
    came, surely, over = judged
    least, most = share(surely, came), share(came - over, came)
    return {
        "at_least_share": least,
        "at_most_share": most,
        "recorded_share": recorded,
        "outcome": _outcome(least, most, recorded, asked),
    }


def _outcome(least: float | None, most: float | None, recorded: float | None, asked: dict) -> str | None:
    portion = asked.get("portion")
    if portion is None:
        return None
    if least is None or most is None or recorded is None:
        return "cannot be told"
    if least >= portion and recorded >= asked.get("least_recorded", LEAST_RECORDED):
        return "kept"
    # Visits in the hours that were not recorded, as many an hour as in the others, may all have been within the limit.
    return "not kept" if 1 - recorded * (1 - most) < portion else "cannot be told"
