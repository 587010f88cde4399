"""How long what was seen on a recording is kept: the rule of the site file, and the holds that suspend it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from pantau.schemas.site import Site
from pantau.schemas.site.retention import Hold
from pantau.transforms.hours import ONE_DAY

A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Verdict:
    """What is to happen to what was seen on a recording.

    `keep` while it is young enough, `delete` after `days`, `held` by a hold though it is older, `unruled` where the
    camera is not in the site file any more and `retention.observations_days` says nothing.
    """

    word: Literal["keep", "delete", "held", "unruled"]
    days: int | None = None
    hold: Hold | None = None


def dates_shown(zone: ZoneInfo, day: date, recording: dict | None) -> tuple[date, date]:
    """The first and the last local date that a recording of a service date shows; without its row, it may be two.

    No more than two, whatever its times say: events look no further back, and damaged times, which may say a hundred
    years, must not keep what was seen for as long.
    """
    if recording is None:
        return day, day + ONE_DAY
    reached = (recording["ended_at"] - A_MOMENT).astimezone(zone).date()
    return day, min(max(day, reached), day + ONE_DAY)


def judge(site: Site, camera_id: str, day: date, recording: dict | None, today: date) -> Verdict:
    """What is to happen, on the local date `today`, to what was seen on a recording of a camera and service date.

    It is kept through the last date it shows and as many days after that as the rule says, so that it is there as long
    as the events of that date can be made again. `recording` is its row of `recordings`, or None if there is none.
    """
    days = site.retention.observations_days
    if days is None:
        days = next((camera.retention_days for camera in site.cameras if camera.id == camera_id), None)
    if days is None:
        return Verdict("unruled")
    first, last = dates_shown(site.zone, day, recording)
    if (today - last).days <= days:
        return Verdict("keep", days)
    uri = recording["recording_uri"] if recording else None
    hold = next((hold for hold in site.retention.holds if hold.keeps(first, last, camera_id, uri)), None)
    return Verdict("held", days, hold) if hold else Verdict("delete", days)
