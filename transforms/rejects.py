"""What could not be used, and why: what flows to the table `rejects`. Beam is not needed to make one."""

from datetime import date
from typing import Any, NamedTuple

from pantau.transforms.epoch import epoch_s, utc

Row = dict[str, Any]


class Reject(NamedTuple):
    """A row of `rejects` on its way: times in epoch seconds UTC, the date as ISO text.

    `service_date`, `camera_id` and times are `None` where they are not known. `error` is the word of what was wrong,
    `reason` the sentence.
    """

    site_id: str
    service_date: str | None
    camera_id: str | None
    input: str
    bytes: int
    step: str
    error: str
    reason: str
    span_started_s: float | None
    span_ended_s: float | None
    run_id: str


def word_of(error: Exception) -> str:
    """The word that an error has for itself, or the name of its class."""
    return getattr(error, "word", type(error).__name__)


def reject_row(reject: Reject) -> Row:
    """The row of `rejects`; times to the microsecond."""
    row = reject._asdict()
    started_s, ended_s = row.pop("span_started_s"), row.pop("span_ended_s")
    return {
        **row,
        "service_date": reject.service_date and date.fromisoformat(reject.service_date),
        "span_started_at": utc(started_s),
        "span_ended_at": utc(ended_s),
    }


def flowing_reject(row: Row) -> Reject:
    """A row of `rejects` as it flows."""
    day = row["service_date"]
    return Reject(
        site_id=row["site_id"],
        service_date=day and day.isoformat(),
        camera_id=row["camera_id"],
        input=row["input"],
        bytes=row["bytes"],
        step=row["step"],
        error=row["error"],
        reason=row["reason"],
        span_started_s=epoch_s(row["span_started_at"]),
        span_ended_s=epoch_s(row["span_ended_at"]),
        run_id=row["run_id"],
    )
