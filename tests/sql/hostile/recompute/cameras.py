"""Which cameras an agency is asked for with: its own, and those that show its counters on a date."""

from tests.sql.hostile.recompute.reading import Row, Rows, chosen, in_period

BY_RECORDERS = (
    "footage_missing",
    "clock_jump",
    "footage_repeated",
    "recording_altered",
    "camera_moved",
    "camera_covered",
    "camera_out_of_focus",
    "camera_frozen",
    "camera_dark",
    "camera_blinded",
)
"""Kinds of what a recorder or a camera did: nobody in front of it did them."""
EVENTS = ("service_time", "waiting_visits", "staff_presence", "anomalies")


def shown(rows: Rows, agency: str) -> set[tuple]:
    """Cameras with the dates on which they matter to an agency."""
    own = {(row["camera_id"], row["service_date"]) for row in rows.tables["coverage"] if row["agency_id"] == agency}
    return own | {
        (row["camera_id"], row["service_date"])
        for table in EVENTS
        for row in rows.tables[table]
        if row["agency_id"] == agency and row["counter_id"] is not None
    }


def of_cameras(rows: Rows, table: str, asked: dict) -> list[Row]:
    """The rows of cameras in a period: `coverage` or `recordings`."""
    agency = asked.get("agency")
    cameras = None if agency is None else shown(rows, agency)
    return [
        row
        for row in rows.tables[table]
        if in_period(row["service_date"], asked)
        and chosen(row, asked, ("camera_id",))
        and (cameras is None or (row["camera_id"], row["service_date"]) in cameras)
    ]


def candidates_of(rows: Rows, asked: dict) -> list[Row]:
    """An agency's review candidates, and what the recorders of cameras did that show its counters."""
    agency = asked.get("agency")
    cameras = set() if agency is None else shown(rows, agency)
    return [
        row
        for row in rows.tables["anomalies"]
        if in_period(row["service_date"], asked)
        and (
            agency in (None, row["agency_id"])
            or (row["kind"] in BY_RECORDERS and (row["camera_id"], row["service_date"]) in cameras)
        )
    ]
