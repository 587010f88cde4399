"""Cameras of which nothing comes any more, on a date that is not over yet."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)


def last_seen(coverage: Iterable[dict]) -> dict[str, datetime]:
    """By camera, until when a date is told of that is not over: from then on recordings are still to come."""
    coming: dict[str, datetime] = {}
    for row in coverage:
        if row["coverage_state"] == "not_yet":
            coming[row["camera_id"]] = min(row["started_at"], coming.get(row["camera_id"], row["started_at"]))
    return coming


def silent_cameras(
    today: Iterable[dict], usual: Iterable[dict], zone: ZoneInfo, now: datetime, longest: timedelta
) -> dict[str, datetime]:
    """By camera, since when nothing has come of it, where that is longer than `longest` at an aware moment.

    `today` and `usual` are rows of coverage, of a date that lasts and of one that is over: who did not record at that
    time of that one is not expected to.
    """
    expected = now - longest
    usual = list(usual)
    return {
        camera: since
        for camera, since in sorted(last_seen(today).items())
        if since < expected and _recorded(usual, camera, expected.astimezone(zone))
    }


def _recorded(usual: list[dict], camera: str, local: datetime) -> bool:
    """Whether a camera recorded at that time of the clock."""
    zone = local.tzinfo
    for row in usual:
        if row["camera_id"] == camera and row["coverage_state"] == "recorded":
            moment = datetime.combine(row["service_date"], local.time(), zone)
            if row["started_at"] <= moment < row["ended_at"]:
                return True
    return False


def usual_date(day: date, over: Iterable[date]) -> date | None:
    """Which of the dates that are `over` tells what is usual on a date: a week before, else the newest one before."""
    before = sorted(one for one in over if one < day)
    if day - WEEK in before:
        return day - WEEK
    return before[-1] if before else None
