"""Who came, by parts of the time or of the site, and the longest waits: recomputed."""

from datetime import datetime, timedelta

from tests.sql.hostile.recompute.reading import Row, Rows, chosen, grouped, in_period, lasting
from tests.sql.hostile.recompute.site_files import kind_of_day, services
from tests.sql.hostile.recompute.statistics import median, p90, share


def everybody(rows: Rows, asked: dict) -> list[Row]:
    """A row for each who came: `joined`, `outcome`, `waited` with its bounds where it is known, `leads_to`."""
    seen = {row["service_event_id"]: row for row in rows.tables["waiting_visits"] if row["service_event_id"]}
    came = []
    for row in rows.of("service_time", asked, "agency_id"):
        visit = seen.get(row["event_id"])
        known = row["waiting_s"] is not None
        at_least = row["waiting_s"] if known else lasting(visit) if visit else 0.0
        waited = [row[f"waiting{bound}_s"] for bound in ("", "_lo", "_hi")] if known else None
        leads_to = [row["counter_id"]]
        came.append(row | _came(row["started_at"] - timedelta(seconds=at_least), "served", waited, leads_to))
    for row in rows.of("waiting_visits", asked, "agency_id"):
        if row["waiting_outcome"] != "served":
            leads_to = [row["counter_id"]] if row["counter_id"] else row["counter_ids"]
            came.append(row | _came(row["started_at"], row["waiting_outcome"], None, leads_to))
    return [row for row in came if asked.get("counter") in (None, *row["leads_to"])]


def _came(joined: datetime, outcome: str, waited: list[float] | None, leads_to: list[str]) -> Row:
    return {"joined": joined, "outcome": outcome, "waited": waited, "leads_to": leads_to}


def waiting_by(rows: Rows, asked: dict) -> list[Row]:
    answer = []
    for (agency, part), mine in grouped(
        everybody(rows, asked), lambda row: (row["agency_id"], _part(rows, row, asked["by"]))
    ).items():
        outcomes = [row["outcome"] for row in mine]
        known = [row["waited"] for row in mine if row["waited"]]
        served, reneged, unknown = (outcomes.count(word) for word in ("served", "reneged", "unknown"))
        answer.append(
            {
                "agency_id": agency,
                "part": part,
                "days": len({row["service_date"] for row in mine}),
                "came": len(mine),
                "sessions": served,
                "reneged": reneged,
                "unknown": unknown,
                "reneged_share": share(reneged, served + reneged),
                "reneged_lo_share": share(reneged, len(mine)),
                "reneged_hi_share": share(reneged + unknown, len(mine)),
                "waiting_known": len(known),
                "median_waiting_s": median([best for best, _, _ in known]),
                "median_lo_s": median([low for _, low, _ in known]),
                "median_hi_s": median([high for _, _, high in known]),
                "p90_waiting_s": p90([best for best, _, _ in known]),
                **{
                    f"over_{minutes}_share": share(sum(best > minutes * 60 for best, _, _ in known), len(known))
                    for minutes in (15, 30, 60)
                },
            }
        )
    return answer


def _part(rows: Rows, row: Row, by: str) -> str | None:
    day = row["service_date"]
    if by == "service":
        theirs = services(row, row["leads_to"])
        return theirs.pop() if len(theirs) == 1 else None
    return {
        "hour": f"{rows.local(row, row['joined']):%H}",
        "weekday": f"{day:%A}",
        "week": "{}-W{:02}".format(*day.isocalendar()),
        "month": f"{day:%Y-%m}",
        "day_kind": kind_of_day(row).kind,
    }[by]


def longest_waits(rows: Rows, asked: dict) -> list[Row]:
    visits = [
        row
        for row in rows.tables["waiting_visits"]
        if in_period(row["service_date"], asked)
        and chosen(row, asked, ["agency_id"])
        and asked.get("counter") in (None, *row["counter_ids"])
    ]
    visits.sort(key=lambda row: (-row["duration_s"], row["service_date"], row["event_id"]))
    kept = ("agency_id", "service_date", "start_censored", "end_censored", "waiting_outcome", "party_size")
    kept += ("identity_confidence", "camera_id", "recording_uri", "offset_s", "event_id")
    return [
        {
            **{name: row[name] for name in kept},
            "counters": ", ".join(row["counter_ids"]),
            **{f"{edge}_local": rows.local(row, row[f"{edge}_at"]) for edge in ("started", "ended")},
            **{f"waited{bound}_s": row[f"duration{bound}_s"] for bound in ("", "_lo", "_hi")},
        }
        for row in visits[: int(asked["top"])]
    ]
