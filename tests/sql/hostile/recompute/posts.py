"""When officers were at their counters: recomputed from the states of each counter's date, in order."""

from itertools import groupby, pairwise

from tests.sql.hostile.recompute.presence import COUNTER
from tests.sql.hostile.recompute.reading import Row, Rows, by, grouped, lasting, seconds
from tests.sql.hostile.recompute.site_files import closing

DAY = (*COUNTER, "service_date")
STAFFED = ("serving", "idle")


def first_and_last(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for key, mine in grouped(rows.of("staff_presence", asked, *COUNTER), by(*DAY)).items():
        mine.sort(key=lambda row: row["started_at"])
        at_post = [number for number, row in enumerate(mine) if row["state"] in STAFFED]
        first, last = (mine[at_post[0]], mine[at_post[-1]]) if at_post else (None, None)
        before, after = (mine[: at_post[0]], mine[at_post[-1] + 1 :]) if at_post else (None, None)
        answer.append(
            {
                **dict(zip(DAY, key, strict=True)),
                "opens_local": rows.local(mine[0], mine[0]["started_at"]),
                "first_staffed_local": first and rows.local(first, first["started_at"]),
                "late_s": _lasting(before),
                "unknown_before_s": _lasting(before, "unknown"),
                "last_staffed_local": last and rows.local(last, last["ended_at"]),
                "closes_local": rows.local(mine[-1], mine[-1]["ended_at"]),
                "early_s": _lasting(after),
                "unknown_after_s": _lasting(after, "unknown"),
                "absent_s": None if all(row["state"] == "unknown" for row in mine) else _lasting(mine, "unattended"),
                "unknown_s": _lasting(mine, "unknown"),
            }
        )
    return answer


def _lasting(rows: list[Row] | None, state: str | None = None) -> float | None:
    return None if rows is None else sum(lasting(row) for row in rows if state in (None, row["state"]))


def longest_absences(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for key, mine in grouped(rows.of("staff_presence", asked, *COUNTER), by(*DAY)).items():
        for stretch, before, after in _absences(sorted(mine, key=lambda row: row["started_at"])):
            first, length = stretch[0], sum(map(lasting, stretch))
            seen = [row for row in stretch if row["customers_waiting"] is not None]
            waiting = sum(row["customers_waiting"] * lasting(row) for row in seen) / 60
            answer.append(
                {
                    **dict(zip(DAY, key, strict=True)),
                    "started_local": rows.local(first, first["started_at"]),
                    "ended_local": rows.local(first, stretch[-1]["ended_at"]),
                    "absent_s": length,
                    "not_seen_before": before == "unknown",
                    "not_seen_after": after == "unknown",
                    "waiting_minutes": waiting if seen else None,
                    "queue_seen_share": sum(map(lasting, seen)) / length,
                    **{name: first[name] for name in ("camera_id", "recording_uri", "offset_s", "event_id")},
                }
            )
    answer.sort(key=lambda row: (-row["absent_s"], row["service_date"], row["agency_id"], row["counter_id"]))
    return answer[: int(asked["top"])]


def _absences(states: list[Row]):
    """Unattended rows that follow each other, and the states right before and after, if any."""
    runs = [list(run) for _, run in groupby(_numbered(states), key=lambda pair: pair[0])]
    for place, run in enumerate(runs):
        stretch = [row for _, row in run]
        if stretch[0]["state"] == "unattended":
            before = runs[place - 1][-1][1] if place else None
            after = runs[place + 1][0][1] if place + 1 < len(runs) else None
            yield (
                stretch,
                before["state"] if before and before["ended_at"] == stretch[0]["started_at"] else None,
                after["state"] if after and after["started_at"] == stretch[-1]["ended_at"] else None,
            )


def _numbered(states: list[Row]):
    """Each row with the number of its run of one state without a break in the hours."""
    number, last = 0, None
    for row in states:
        if last and (row["state"] != last["state"] or row["started_at"] != last["ended_at"]):
            number += 1
        last = row
        yield number, row


def all_counters_empty(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for (agency, day), mine in grouped(
        rows.of("staff_presence", asked, "agency_id"), by("agency_id", "service_date")
    ).items():
        edges = sorted({row[edge] for row in mine for edge in ("started_at", "ended_at")})
        stretch: list[tuple] = []
        for start, end in [*pairwise(edges), (edges[-1], edges[-1])]:
            there = [row for row in mine if row["started_at"] <= start and end <= row["ended_at"] and start < end]
            if there and all(row["state"] == "unattended" for row in there):
                stretch.append((start, end, there))
            elif stretch:
                answer.append({"agency_id": agency, "service_date": day, **_empty(rows, stretch)})
                stretch = []
    return answer


def _empty(rows: Rows, stretch: list[tuple]) -> Row:
    (begin, _, first), (_, over, _) = stretch[0], stretch[-1]
    seen = [
        (row["customers_waiting"], seconds(start, end))
        for start, end, there in stretch
        for row in there
        if row["customers_waiting"] is not None
    ]
    return {
        "started_local": rows.local(first[0], begin),
        "ended_local": rows.local(first[0], over),
        "empty_s": seconds(begin, over),
        "counters": min(len(there) for _, _, there in stretch),
        "waiting_minutes": sum(people * length for people, length in seen) / 60 if seen else None,
    }


def after_closing(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for row in rows.of("service_time", asked, *COUNTER):
        closes = closing(row)
        if closes is None or row["ended_at"] <= closes:
            continue
        answer.append(
            {
                **{name: row[name] for name in (*DAY, "end_censored", "event_id")},
                "closes_local": rows.local(row, closes),
                "started_local": rows.local(row, row["started_at"]),
                "ended_local": rows.local(row, row["ended_at"]),
                "after_s": seconds(closes, row["ended_at"]),
                "after_lo_s": seconds(closes, row["ended_at_lo"]),
                "began_after": row["started_at"] >= closes,
            }
        )
    return answer
