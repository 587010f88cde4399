"""What may be concluded, how candidates were decided on, and what of the footage gets worse: recomputed."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from tests.sql.hostile.recompute.cameras import of_cameras
from tests.sql.hostile.recompute.presence import COUNTER, STATES, in_state, waiting_unattended
from tests.sql.hostile.recompute.reading import Row, Rows, by, chosen, grouped, lasting, seconds
from tests.sql.hostile.recompute.sessions import recorded_seconds, service_hour_pieces, whole
from tests.sql.hostile.recompute.statistics import median, share

LOST = ("gap", "unreadable", "repeated", "covered", "frozen", "moved")


def what_can_be_said(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for (agency,), pieces in grouped(service_hour_pieces(rows, asked), by("agency_id")).items():
        mine = {**asked, "agency": agency}
        states = rows.of("staff_presence", mine, "agency_id")
        sessions = rows.of("service_time", mine, "agency_id")
        waits = rows.of("waiting_visits", mine, "agency_id")
        recorded = share(recorded_seconds(pieces), sum(piece["seconds"] for piece in pieces))
        empty = waiting_unattended(states)
        unseen = share(empty["unseen"], empty["unattended"]) or 0.0
        waited = sum(row["waiting_s"] is not None for row in sessions)
        ended = sum(row["waiting_outcome"] != "unknown" for row in waits)
        figures = {
            "staffing": (share(in_state(states, *STATES), sum(map(lasting, states))), None),
            "unattended_waiting": (recorded * (1 - unseen), None),
            "arrivals": (recorded, len(sessions)),
            "waiting": (_times(recorded, share(waited, len(sessions))), waited),
            "giving_up": (_times(recorded, share(ended, len(waits))), ended),
            "service": (_times(recorded, share(len(whole(sessions)), len(sessions))), len(whole(sessions))),
        }
        answer += [
            {
                "agency_id": agency,
                "figure": figure,
                "light": _light(known, counted, asked),
                "known_share": known,
                "counted": counted,
                "recorded_share": recorded,
            }
            for figure, (known, counted) in figures.items()
        ]
    return answer


def _times(one: float, other: float | None) -> float | None:
    return None if other is None else one * other


def _light(known: float | None, counted: int | None, asked: dict) -> str:
    few = counted is not None and counted < asked["least"] / 2
    if known is None or known < asked["too_little"] or few:
        return "red"
    return "green" if known >= asked["enough"] and (counted is None or counted >= asked["least"]) else "yellow"


def cameras_worse(rows: Rows, asked: dict) -> list[Row]:
    inside = [
        row
        for row in of_cameras(rows, "coverage", asked)
        if row["in_service_hours"] and row["coverage_state"] != "not_yet"
    ]
    answer = []
    for (camera,), mine in grouped(inside, by("camera_id")).items():
        days = [found for _, found in sorted(grouped(mine, by("service_date")).items())]
        shares = [share(_in(day, "recorded"), sum(map(lasting, day))) for day in days]
        count = int(asked["days"])
        before, last = [row for day in days[:-count] for row in day], [row for day in days[-count:] for row in day]
        lost = {state: _in(last, state) for state in {row["coverage_state"] for row in last} - {"recorded"}}
        cause = min(lost, key=lambda state: (-lost[state], state), default="none")
        usual = median(shares[:-count])
        worse = [
            day[0]["service_date"]
            for day, seen in list(zip(days, shares, strict=True))[-count:]
            if usual is not None and seen < usual
        ]
        then, now = (share(_in(part, "recorded"), sum(map(lasting, part))) for part in (before, last))
        answer.append(
            {
                "camera_id": camera,
                "days_before": len(days[:-count]),
                "before_share": then,
                "last_days": len(days[-count:]),
                "last_share": now,
                "change_points": None if then is None else 100 * (now - then),
                "worst_cause": cause,
                "cause_minutes": lost.get(cause, 0.0) / 60 / len(days[-count:]),
                "worse_since": min(worse, default=None),
            }
        )
    return answer


def _in(rows: list[Row], state: str) -> float:
    return sum(lasting(row) for row in rows if row["coverage_state"] == state)


def gaps_and_absences(rows: Rows, asked: dict) -> list[Row]:
    within = timedelta(seconds=asked["within_s"])
    answer = []
    for key, mine in grouped(rows.of("staff_presence", asked, *COUNTER), by(*COUNTER)).items():
        edges = []
        for (camera, day), states in grouped(mine, by("camera_id", "service_date")).items():
            known = [row for row in states if row["state"] != "unknown"]
            for start, end in _gaps(rows, camera, day):
                if not any(row["started_at"] < end and row["ended_at"] > start for row in states):
                    continue
                before = [row for row in known if row["started_at"] < start and row["ended_at"] >= start - within]
                after = [row for row in known if row["ended_at"] > end and row["started_at"] <= end + within]
                edges.append(
                    {
                        "before": max(before, key=lambda row: row["ended_at"])["state"] if before else None,
                        "after": min(after, key=lambda row: row["started_at"])["state"] if after else None,
                        "lasted": (seconds(start, end), rows.local(states[0], start)),
                    }
                )
        if not edges:
            continue
        row = dict(zip(COUNTER, key, strict=True)) | {"gaps": len(edges)}
        for edge in ("before", "after"):
            known = [one[edge] for one in edges if one[edge]]
            absent = known.count("unattended")
            row |= {f"known_{edge}": len(known), f"absent_{edge}": absent}
            row[f"absent_{edge}_share"] = share(absent, len(known))
        beside = [one["lasted"] for one in edges if "unattended" in (one["before"], one["after"])]
        row["unattended_share"] = share(in_state(mine, "unattended"), in_state(mine, *STATES))
        row["longest_s"], row["longest_local"] = max(beside, default=(None, None))
        answer.append(row)
    return answer


def _gaps(rows: Rows, camera: str, day) -> list[tuple[datetime, datetime]]:
    """Stretches of the service hours that a camera lost, those that touch as one."""
    lost = sorted(
        (row["started_at"], row["ended_at"])
        for row in rows.tables["coverage"]
        if (row["camera_id"], row["service_date"]) == (camera, day)
        and row["in_service_hours"]
        and row["coverage_state"] in LOST
    )
    starts = [start for (_, before), (start, _) in pairwise([(None, None), *lost]) if before != start]
    ends = [end for (_, end), (after, _) in pairwise([*lost, (None, None)]) if end != after]
    return list(zip(starts, ends, strict=True))


def reviewing(rows: Rows, asked: dict) -> list[Row]:
    found = {row["event_id"]: row for row in rows.of("anomalies", asked, "agency_id", "kind")}
    said = [row for row in rows.of("reviews", asked, "agency_id") if chosen(row, asked, ["kind"])]
    newest = {row["event_id"]: row for row in sorted(said, key=lambda row: row["reviewed_at"])}
    undecided = [row for row in found.values() if row["event_id"] not in newest]
    answer = [
        dict.fromkeys(("decision", "reviewer", "decision_share", "median_hours", "first_local", "last_local"))
        | {"kind": kind, "candidates": len(mine), "replaced": 0, "gone": 0}
        for (kind,), mine in grouped(undecided, by("kind")).items()
    ]
    for (kind, decision, reviewer), mine in grouped(said, by("kind", "decision", "reviewer")).items():
        holding = [row for row in mine if newest[row["event_id"]] is row]
        made = [rows.local(row, row["reviewed_at"]) for row in mine]
        answer.append(
            {
                "kind": kind,
                "decision": decision,
                "reviewer": reviewer,
                "candidates": len(holding),
                "decision_share": share(len(holding), sum(row["kind"] == kind for row in newest.values())),
                "replaced": len(mine) - len(holding),
                "gone": sum(row["event_id"] not in found for row in holding),
                "median_hours": median([seconds(_over(rows, row), row["reviewed_at"]) / 3600 for row in mine]),
                "first_local": min(made),
                "last_local": max(made),
            }
        )
    return answer


def _over(rows: Rows, row: Row) -> datetime:
    """When the candidate's date is over at its site."""
    midnight = datetime.combine(row["service_date"] + timedelta(days=1), time(), rows.zones[row["site_id"]])
    return midnight.astimezone(UTC)
