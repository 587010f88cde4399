"""Whether runs go well: the last one, the last good one and how long ago that was, for whoever watches machines."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from pantau.pipelines.reporting.silence import silent_cameras, usual_date
from pantau.schemas.tables import COVERAGE, REJECTS, RUNS
from pantau.schemas.vocabulary import NOT_DUE, NOTHING_LOST
from pantau.transforms.hours import day_bounds
from pantau.transforms.recordings.coverage import LONGEST_SEGMENT_S
from pantau.transforms.tables.partition_files import partitions_of, read_table

WHOLE = ("nightly", "events")
"""Commands after which a date's events stand."""

LAST_RUN = timedelta(hours=1)
"""How long the run may take that makes a date final, once no recording of it can come any more. Chosen."""

LOOK_BACK = timedelta(days=14)
"""How far before the last date a date without a run is missed."""


@dataclass(frozen=True)
class HealthLimits:
    """What a good run is: most hours since the end of the last good date, and least share of service hours seen; and
    for how long nothing may come of a camera on a date that lasts, `None` where that is not asked. `lateness`: for so
    long after its time a recording may still come."""

    max_age_h: float = 36.0
    min_coverage: float = 0.9
    max_silence: timedelta | None = None
    lateness: timedelta = timedelta(seconds=LONGEST_SEGMENT_S)


@dataclass(frozen=True)
class Health:
    """Of the newest date that has ended and has events: its run, and the recorded share of its service hours, by camera
    and in all.

    A share is None where no service hour was due. `last_good_date` is the newest date whose run lost no more than
    the site file allows and saw enough of its service hours; `age_h` the hours since it ended. `missing_dates` are
    those without a run among the fourteen before the newest. `silent_cameras`: since when nothing has come of those
    of which it should have, today. `views_not_compared`: cameras of the date that are recorded and of which no
    clear frame is known that their view could be compared with, so nobody would hear that one was moved.
    `future_dates` have a run and have not begun, as by a clock that was ahead; they are not judged. `reasons` says
    what is wrong; nothing is where it is empty.
    """

    last_date: date | None
    last_outcome: str | None
    last_ended_at: datetime | None
    recordings: int
    rejected: int
    rejected_undated: int
    coverage_share: float | None
    cameras: dict[str, float | None]
    last_good_date: date | None
    age_h: float | None
    missing_dates: tuple[date, ...]
    silent_cameras: dict[str, datetime]
    views_not_compared: tuple[str, ...]
    future_dates: tuple[date, ...]
    reasons: tuple[str, ...]

    def as_json(self) -> dict:
        """The same, for JSON: dates in ISO 8601, times in UTC."""
        known = {"healthy": not self.reasons, **asdict(self)}
        for name in ("missing_dates", "future_dates"):
            known[name] = [day.isoformat() for day in known[name]]
        known["silent_cameras"] = {camera: since.isoformat() for camera, since in self.silent_cameras.items()}
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in known.items()}


def health_of(warehouse: str, limits: HealthLimits, now: datetime) -> Health:
    """How a warehouse's runs go, at an aware moment."""
    rejects = read_table(warehouse, REJECTS, ("error",), service_date=None)["error"].to_pylist()
    undated = sum(error not in NOTHING_LOST for error in rejects)
    days = [partition.values[0] for partition in reversed(partitions_of(warehouse, RUNS))]
    runs = (run for day in days if (run := _whole_run(warehouse, day)))
    not_ended = []
    for run in runs:
        if _hours_since(run, now)[1] >= 0:
            runs = chain([run], runs)
            break
        not_ended.append(run)
    # Of a date that was emptied the run is noted still.
    future = tuple(
        run["service_date"] for run in reversed(not_ended) if _hours_since(run, now)[0] < 0 and run["recordings"]
    )
    judged = ((run, _coverage(warehouse, run)) for run in runs)
    if (newest := next(judged, None)) is None:
        why = "no run has been done for a date that has ended" if not_ended else "no run has been done yet"
        return Health(None, None, None, 0, 0, undated, None, {}, None, None, (), {}, (), future, (why,))
    last, coverage = newest
    shares = recorded_shares(coverage)
    good = next(
        (run for run, seen in chain([newest], judged) if _is_good(run, recorded_shares(seen)[None], limits)), None
    )
    age_h = round(_hours_since(good, now)[1], 2) if good else None
    missing = _missing(warehouse, last["service_date"], days)
    silent = _silent(warehouse, not_ended, days, limits, now)
    return Health(
        last["service_date"],
        last["outcome"],
        last["ended_at"],
        last["recordings"],
        last["rejected"],
        undated,
        shares[None],
        {camera: share for camera, share in shares.items() if camera},
        good["service_date"] if good else None,
        age_h,
        missing,
        silent,
        views_not_compared(coverage),
        future,
        (*_wrong(last, undated, shares, age_h, missing, limits, now), *_of_silence(silent, last)),
    )


def _silent(
    warehouse: str, not_ended: list[dict], days: list[date], limits: HealthLimits, now: datetime
) -> dict[str, datetime]:
    """Cameras of which too long nothing has come of the date that lasts, if it has a run."""
    lasts = [run for run in not_ended if _hours_since(run, now)[0] >= 0]
    if limits.max_silence is None or not lasts:
        return {}
    (day, zone) = lasts[0]["service_date"], ZoneInfo(lasts[0]["time_zone"])
    usual = usual_date(day, days)
    today, then = (read_table(warehouse, COVERAGE, service_date=one).to_pylist() if one else [] for one in (day, usual))
    return silent_cameras(today, then, zone, now, limits.max_silence)


def _of_silence(silent: dict[str, datetime], last: dict) -> Iterable[str]:
    for camera, since in silent.items():
        local = since.astimezone(ZoneInfo(last["time_zone"]))
        yield f"camera {camera}: nothing has come since {local:%H:%M}; see to the recorder and the network"


def _hours_since(run: dict, now: datetime) -> tuple[float, float]:
    """Hours since the date of a run began and since it ended, by the clocks of its site."""
    began, ended = day_bounds(ZoneInfo(run["time_zone"]), run["service_date"])
    return (now.timestamp() - began) / 3600, (now.timestamp() - ended) / 3600


def _missing(warehouse: str, last: date, days: list[date]) -> tuple[date, ...]:
    """Dates without a run, from the first of the last fourteen that has one."""
    near = sorted(day for day in days if last - LOOK_BACK <= day <= last and _whole_run(warehouse, day))
    between = (near[0] + timedelta(days=n) for n in range((last - near[0]).days))
    return tuple(day for day in between if day not in near)


def _coverage(warehouse: str, run: dict) -> list[dict]:
    return read_table(warehouse, COVERAGE, service_date=run["service_date"]).to_pylist()


def views_not_compared(coverage: Iterable[dict]) -> tuple[str, ...]:
    """The cameras whose view was compared with nothing, of those recorded in service hours; rows of `coverage`."""
    recorded = [row for row in coverage if row["in_service_hours"] and row["coverage_state"] == "recorded"]
    return tuple(sorted({row["camera_id"] for row in recorded if row["view_reference"] is None}))


def recorded_shares(coverage: Iterable[dict]) -> dict[str | None, float | None]:
    """The share of service hours that is recorded, of what was due, by camera and (`None`) of all cameras."""
    due, recorded = defaultdict(float), defaultdict(float)
    for row in coverage:
        for key in (row["camera_id"], None):
            due[key] += row["duration_s"] * (row["in_service_hours"] and row["coverage_state"] not in NOT_DUE)
            recorded[key] += row["duration_s"] * (row["in_service_hours"] and row["coverage_state"] == "recorded")
    return {None: None} | {key: round(recorded[key] / due[key], 4) if due[key] else None for key in due}


def _whole_run(warehouse: str, day: date) -> dict | None:
    runs = [run for run in read_table(warehouse, RUNS, service_date=day).to_pylist() if run["command"] in WHOLE]
    return runs[-1] if runs else None


def _is_good(run: dict, share: float | None, limits: HealthLimits) -> bool:
    return run["outcome"] == "complete" and (share is None or share >= limits.min_coverage)


def _wrong(
    last: dict,
    undated: int,
    shares: dict[str | None, float | None],
    age_h: float | None,
    missing: Iterable[date],
    limits: HealthLimits,
    now: datetime,
) -> Iterable[str]:
    day = last["service_date"]
    if age_h is None:
        yield "no run was good yet"
    elif age_h > limits.max_age_h:
        yield f"the last good date ended {age_h:.0f} hours ago; {limits.max_age_h:g} are allowed"
    if last["outcome"] != "complete":
        rejects = f"{last['rejected']} rejects" + (f", {undated} without a date" if undated else "")
        yield f"{day}: lost more than the site file allows ({rejects}); ask rejects_by_reason"
    if last["final"] is False and timedelta(hours=_hours_since(last, now)[1]) >= limits.lateness + LAST_RUN:
        yield f"{day}: the run was done while recordings could still come; run `pantau nightly` for it again"
    if missing:
        yield f"no run was done for {', '.join(map(str, missing))}; run `pantau nightly` for these dates"
    for camera, share in sorted((camera, share) for camera, share in shares.items() if camera):
        if share is not None and share < limits.min_coverage:
            yield f"{day}: camera {camera} shows {share:.0%} of its service hours; {limits.min_coverage:.0%} are asked"
