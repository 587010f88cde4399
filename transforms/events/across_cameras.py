"""What cameras tell together: when no officer was at any counter of an agency, of which each sees some."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from pantau.schemas.site import Site
from pantau.schemas.tables import ANOMALIES
from pantau.transforms.candidates.at_counters.all_counters_empty import all_counters_empty
from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.staffing import Staffing, StaffingInterval
from pantau.transforms.events.continued_events import FormerRows, on_clock_of
from pantau.transforms.events.event_rows import Row, candidate_columns, id_of, span_columns
from pantau.transforms.events.inherited_ids import inherited_ids
from pantau.transforms.hours import service_hours
from pantau.transforms.zones.spans import Edge, Span

KIND = "all_counters_empty"

STAFFING: dict[str, Staffing] = {"unattended": "absent", "unknown": "unknown", "serving": "present", "idle": "present"}
"""What the states of `staff_presence` say of officers."""


def empty_across_cameras(site: Site, agency: str, day: date, presence: Sequence[Row], former: FormerRows) -> list[Row]:
    """Rows of anomalies of an agency and a local date, from the rows of staff_presence of all of its cameras.

    A counter that two cameras see must be empty by both; of one without rows, as where nothing of its camera has come
    yet, nothing is known. Each row leads to the frame of the counter that was left last, names the absences that it is
    made of, and says of `observed_share` what the least observed of them says. `former`: rows of the run before, on
    whatever clock each was; ids are kept from its anomalies, and its presence says when recordings began.
    """
    if not site.looked_for(KIND, day):
        return []
    seen: dict[tuple[str, str], list[StaffingInterval]] = {
        (camera.id, counter.id): []
        for camera in site.cameras
        for counter in site.counters_on(camera, day)
        if counter.agency(day) == agency
    }
    for row in sorted(presence, key=lambda row: row["started_at"]):
        stretch = StaffingInterval(_span(row), STAFFING[row["state"]], row["frame_agreement"] or 0.0)
        seen.setdefault((row["camera_id"], row["counter_id"]), []).append(stretch)
    hours, limits = service_hours(site, agency, day), site.thresholds_on(day)
    absences = [row for row in presence if row["state"] == "unattended"]
    rows = [_row(found, absences) for found in all_counters_empty(agency, [*seen.values()], hours, limits)]
    before = on_clock_of(former, _recordings(presence)).get(ANOMALIES.name, ())
    mine = [row for row in before if row["kind"] == KIND and row["agency_id"] == agency]
    ids = inherited_ids(ANOMALIES, rows, mine)
    return [{**row, "event_id": one} for row, one in zip(rows, ids, strict=True)]


def _recordings(presence: Sequence[Row]) -> Iterator[Row]:
    """When each recording begins, as rows say that begin amid one."""
    for row in presence:
        if row["offset_s"]:
            begins = row["started_at"] - timedelta(seconds=row["offset_s"])
            yield {"recording_sha256": row["recording_sha256"], "started_at": begins}


def _span(row: Row) -> Span:
    """When a row was, with its bounds; the doubt of the clock is in them."""
    at, low, high = (
        [row[f"{edge}_at{bound}"].timestamp() for edge in ("started", "ended")] for bound in ("", "_lo", "_hi")
    )
    start, end = map(Edge, at, low, high, (row["start_censored"], row["end_censored"]))
    return Span(start, end)


def _row(found: Candidate, absences: Sequence[Row]) -> Row:
    times = span_columns(found.span)
    during = [
        row for row in absences if row["started_at"] < times["ended_at"] and row["ended_at"] > times["started_at"]
    ]
    last = max(during, key=lambda row: (row["started_at"] <= times["started_at"], row["started_at"], row["event_id"]))
    common = {name: last[name] for name in ANOMALIES.columns if name in last}
    place = last["site_id"], ANOMALIES.name, last["camera_id"], None, None, f"{KIND} {found.agency}"
    return {
        **common,
        **times,
        **candidate_columns(found),
        "event_id": id_of(*place, times["started_at"].isoformat()),
        "counter_id": None,
        "zone_id": None,
        "observed_share": min(row["observed_share"] for row in during),
        "related_event_ids": sorted(row["event_id"] for row in during),
    }
