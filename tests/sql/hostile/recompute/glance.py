"""Summaries: a period in one row, and counters at a glance, recomputed."""

from tests.sql.hostile.recompute.cameras import candidates_of, of_cameras
from tests.sql.hostile.recompute.coverage import lasted, meant_to_record
from tests.sql.hostile.recompute.inputs_and_runs import rejected
from tests.sql.hostile.recompute.presence import COUNTER, STATES, in_state, minutes, waiting_unattended
from tests.sql.hostile.recompute.reading import HOUR_S, Row, Rows, by, censored, grouped, lasting
from tests.sql.hostile.recompute.sessions import lengths, recorded_seconds, service_hour_pieces, waited, whole
from tests.sql.hostile.recompute.statistics import kaplan_meier, median, p90, share
from tests.sql.hostile.recompute.waiting import queue_seen, sharing


def lengths_and_waits(sessions: list[Row]) -> dict:
    """Medians and P90 of what is known of sessions."""
    known, complete = waited(sessions), [lasting(row) for row in whole(sessions)]
    return {
        "censored_share": share(sum(map(censored, sessions)), len(sessions)),
        "seen_whole": len(complete),
        "median_service_s": median(complete),
        "p90_service_s": p90(complete),
        "waiting_known": len(known),
        "median_waiting_s": median(known),
        "p90_waiting_s": p90(known),
    }


def ended(presence: list[Row], sessions: list[Row], waits: list[Row]) -> dict:
    """Who left a queue unserved, and what share of those whose end was seen."""
    if not queue_seen(presence, sessions, waits):
        return dict.fromkeys(("reneged", "reneged_share"))
    outcomes = [row["waiting_outcome"] for row in waits]
    reneged = outcomes.count("reneged")
    return {"reneged": reneged, "reneged_share": share(reneged, reneged + outcomes.count("served"))}


def counter_summary(rows: Rows, asked: dict) -> list[Row]:
    presence = grouped(rows.of("staff_presence", asked, *COUNTER), by(*COUNTER))
    sessions = grouped(rows.of("service_time", asked, *COUNTER), by(*COUNTER))
    waits = grouped(
        (row for row in rows.of("waiting_visits", asked, *COUNTER) if row["counter_id"] is not None), by(*COUNTER)
    )
    recorded = {
        key: recorded_seconds(own) for key, own in grouped(service_hour_pieces(rows, asked), by(*COUNTER)).items()
    }
    shared = sharing(rows, asked)
    answer = []
    for key in {**presence, **sessions, **waits}:
        hours, mine = presence.get(key, []), sessions.get(key, [])
        observed, service = in_state(hours, *STATES), sum(map(lasting, hours))
        empty = waiting_unattended(hours)
        known = bool(mine) or recorded.get(key, 0.0) > 0
        estimate = kaplan_meier(lengths(mine))
        found = lengths_and_waits(mine)
        gone = ended(hours, mine, waits.get(key, []))
        answer.append(
            {
                **dict(zip(COUNTER, key, strict=True)),
                "service_hours": service / HOUR_S if hours else None,
                "recorded_share": share(recorded.get(key), service),
                "observed_share": share(observed, service),
                "staffed_share": share(in_state(hours, "serving", "idle"), observed),
                "unattended_share": share(in_state(hours, "unattended"), observed),
                "unattended_waiting_minutes": minutes(empty["waiting"]),
                "queue_unseen_minutes": minutes(empty["unseen"]),
                "sessions": len(mine) if known else None,
                **{name: value if known else None for name, value in found.items()},
                "km_median_s": estimate["km_median_s"],
                "km_p90_s": estimate["km_p90_s"],
                **{name: value if key[1] not in shared else None for name, value in gone.items()},
            }
        )
    return answer


def overview(rows: Rows, asked: dict) -> list[Row]:
    """One row; none where nothing is known."""
    coverage, sessions = of_cameras(rows, "coverage", asked), rows.of("service_time", asked, "agency_id")
    presence, candidates = rows.of("staff_presence", asked, "agency_id"), candidates_of(rows, asked)
    waits = rows.of("waiting_visits", asked, "agency_id")
    recordings = of_cameras(rows, "recordings", asked)
    inside = [row for row in coverage if row["in_service_hours"]]
    observed = in_state(presence, *STATES)
    everything = [*coverage, *sessions, *presence, *candidates, *waits, *recordings]
    known = bool(sessions) or recorded_seconds(service_hour_pieces(rows, asked)) > 0
    if not everything:
        return []
    return [
        {
            "cameras": len({row["camera_id"] for row in coverage}),
            "days": len({row["service_date"] for row in coverage}),
            "recorded_hours": lasted(coverage, "recorded") / HOUR_S,
            "recorded_share": share(lasted(coverage, "recorded"), meant_to_record(coverage)),
            "service_recorded_share": share(lasted(inside, "recorded"), sum(map(lasting, inside))),
            "recordings": len(recordings),
            "rejected": len(rejected(rows, asked)),
            "counters": len({row["counter_id"] for row in [*presence, *sessions]}),
            "counter_hours": sum(map(lasting, presence)) / HOUR_S if presence else None,
            "observed_share": share(observed, sum(map(lasting, presence))),
            "staffed_share": share(in_state(presence, "serving", "idle"), observed),
            "sessions": len(sessions) if known else None,
            **{name: value if known else None for name, value in lengths_and_waits(sessions).items()},
            **ended(presence, sessions, waits),
            "candidates": len(candidates),
            "open_candidates": sum(row["review_status"] == "open" for row in candidates),
        }
    ]
