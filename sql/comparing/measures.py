"""What two groups are compared by: the rows of each, as one SELECT over a view."""

from collections.abc import Mapping
from dataclasses import dataclass

from pantau.sql.parameter import Parameter

SELECTED = {
    "from": Parameter("from", "date", None, "first service date"),
    "to": Parameter("to", "date", None, "last service date"),
    "agency": Parameter("agency", "text", None, "one agency only"),
    "counter": Parameter("counter", "text", None, "one counter only"),
    "service": Parameter("service", "text", None, "counters of one service only, as the site file named it then"),
    "day_kind": Parameter("day_kind", "text", None, "one kind of day only"),
}
"""What a group may be chosen by."""


@dataclass(frozen=True)
class Measure:
    """What is compared: of durations the Kaplan–Meier median, with `lasted_s` and `was_cut`; else `part` of `whole`.

    `key` is what makes a row of `view` one, `where` which of its rows count.
    """

    name: str
    view: str
    key: str
    where: str = "true"
    lasted_s: str | None = None
    was_cut: str = "false"
    part: str = "0"
    whole: str = "0"

    @property
    def unit(self) -> str:
        """The unit of its values."""
        return "s" if self.lasted_s else "share"

    @property
    def rows(self) -> str:
        """A SELECT of service_date, lasted_s, was_cut, part and whole of a group, with $-parameters for `SELECTED`."""
        values = f"{self.lasted_s or 'NULL'} AS lasted_s, {self.was_cut} AS was_cut, {self.part} AS part"
        return f"SELECT service_date, {values}, {self.whole} AS whole FROM {self.view} WHERE {self.where} AND {CHOSEN}"


CHOSEN = """in_period(service_date, $from, $to)
AND chosen(agency_id, $agency)
AND chosen(counter_id, $counter)
AND (
    CAST($service AS VARCHAR) IS NULL
    OR (counter_id, service_date) IN (SELECT (counter_id, service_date) FROM counters WHERE chosen(service, $service))
)
AND (
    CAST($day_kind AS VARCHAR) IS NULL
    OR (agency_id, service_date) IN (SELECT (agency_id, service_date) FROM calendar WHERE chosen(day_kind, $day_kind))
)"""

WAITING = Measure("waiting", "waits", "event_id", "NOT start_censored", "waited_s", "end_censored")
SERVICE = Measure("service", "services", "event_id", "NOT start_censored", "duration_s", "end_censored")
RENEGED = Measure(
    "reneged",
    "waits",
    "event_id",
    "waiting_outcome <> 'unknown'",
    part="CAST(waiting_outcome = 'reneged' AS INTEGER)",
    whole="1",
)
STAFFED = Measure("staffed", "counter_hours", "counter_id, hour_local", part="staffed_s", whole="observed_s")

MEASURES: Mapping[str, tuple[Measure, ...]] = {
    "overview": (WAITING, RENEGED, SERVICE, STAFFED),
    "counter_summary": (WAITING, RENEGED, SERVICE, STAFFED),
    "daily_trend": (WAITING, SERVICE, STAFFED),
    "reneging": (RENEGED,),
    "service_time": (SERVICE,),
    "staffed_share": (STAFFED,),
    "waiting_by": (WAITING, RENEGED),
    "waiting_time": (WAITING, RENEGED),
}
"""Which measures a question is compared by."""
