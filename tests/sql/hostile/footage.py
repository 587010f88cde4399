"""What each camera of the hostile sites recorded, and what it did not: recordings, and coverage without a hole."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from pantau.schemas.site import Site
from pantau.schemas.site.cameras import Camera
from pantau.transforms.hours import camera_hours, day_bounds, recording_schedule
from pantau.transforms.intervals import intersect, subtract, union
from tests.sql.hostile.sites import CAMERA_DAYS

WITH_FRAMES = ("recorded", "repeated", "covered", "frozen", "moved")
"""States in which there is a recording that can be opened."""
OVER_MIDNIGHT_S = 1500.0
"""How far the last recording of a camera goes on into the next date."""

NOT_LOOKED_AT = {("yard", date(2026, 2, 12))}
"""Recorded, and no frame of it was observed."""

SPELLS = {
    ("hall", date(2026, 2, 12)): [
        ("08:10", "08:30", "gap"),
        ("09:20", "09:40", "covered"),
        ("10:59", "11:01", "frozen"),
        ("14:00", "14:45", "unreadable"),
    ],
    ("hall", date(2026, 2, 13)): [("07:00", "07:50", "gap"), ("11:40", "16:30", "gap")],
    ("hall", date(2026, 2, 18)): [
        ("12:30", "13:10", "frozen"),
        ("13:10", "13:20", "repeated"),
        ("13:20", "13:50", "moved"),
    ],
    ("room", date(2026, 2, 12)): [("15:30", "16:00", "gap")],
    ("yard", date(2026, 2, 12)): [("05:00", "05:20", "recorded"), ("11:50", "13:10", "recorded")],
    ("yard", date(2026, 2, 17)): [("22:00", "23:00", "recorded")],
    **{("dead", day): [("00:00", "24:00", "unreadable")] for day in (date(2026, 2, 12), date(2026, 2, 18))},
    ("dead", date(2026, 2, 13)): [("07:30", "11:30", "gap")],
    ("dead", date(2026, 2, 19)): [
        ("08:00", "12:00", "covered"),
        ("12:30", "14:00", "gap"),
        ("14:00", "24:00", "not_yet"),
    ],
    ("pier", date(2026, 4, 5)): [("03:10", "03:20", "gap")],
    ("pier", date(2026, 10, 4)): [("03:40", "04:15", "covered")],
    **{
        # A recorder that stops again and again: nearly every session is cut.
        ("back", day): [
            (f"{hour:02}:{minute:02}", f"{hour:02}:{minute + 6:02}", "gap")
            for hour in (0, 1, 20, 21, 22)
            for minute in range(4, 54, 10)
        ]
        for day in (date(2026, 2, 12), date(2026, 2, 13))
    },
}
"""Local times in which a camera day is in another state than recorded as scheduled."""


@dataclass
class CameraFootage:
    """A camera's date: bounds, rows of coverage and recordings, and recordings of the date before that reach in."""

    site: Site
    camera: Camera
    day: date
    bounds: tuple[float, float]
    coverage: list[dict]
    recordings: list[dict]
    reaching: list[dict]

    @property
    def observed(self) -> list[tuple[float, float]]:
        """Recorded time, epoch seconds UTC."""
        return union(
            (row["started_at"].timestamp(), row["ended_at"].timestamp())
            for row in self.coverage
            if row["coverage_state"] == "recorded"
        )

    def pointer(self, start: float, end: float) -> dict:
        """The first recording that shows any of a stretch of time, and where in it; nulls where none does."""
        for row in [*self.reaching, *self.recordings]:
            begun, over = row["started_at"].timestamp(), row["ended_at"].timestamp()
            if begun <= end and start < over:
                offset = round(max(0.0, start - begun), 3)
                return {
                    "recording_uri": row["recording_uri"],
                    "recording_sha256": row["recording_sha256"],
                    "offset_s": offset,
                }
        return dict.fromkeys(("recording_uri", "recording_sha256", "offset_s"))


def instant(epoch_s: float) -> datetime:
    return datetime.fromtimestamp(round(epoch_s, 3), UTC)


def on_the_clock(site: Site, day: date, clock: str) -> float:
    """Epoch seconds of a local time of a date; 24:00 is the midnight that ends it."""
    if clock == "24:00":
        return day_bounds(site.zone, day)[1]
    return datetime.fromisoformat(f"{day} {clock}").replace(tzinfo=site.zone).timestamp()


def all_footage() -> list[CameraFootage]:
    """The footage of all camera days, in the order of `CAMERA_DAYS`."""
    made: dict[tuple[str, date], CameraFootage] = {}
    for site, camera, day in CAMERA_DAYS:
        made[camera.id, day] = footage_of(site, camera, day, made.get((camera.id, day - timedelta(days=1))))
    return list(made.values())


def footage_of(site: Site, camera: Camera, day: date, before: CameraFootage | None) -> CameraFootage:
    """The footage of one date; the last recording of the date `before` may reach into it."""
    bounds = day_bounds(site.zone, day)
    schedule, hours = recording_schedule(site, camera, day), camera_hours(site, camera, day)
    spells = [
        (on_the_clock(site, day, start), on_the_clock(site, day, end), state)
        for start, end, state in SPELLS.get((camera.id, day), [])
    ]
    edges = sorted(
        {*bounds, *(edge for one in (*schedule, *hours) for edge in one), *(edge for one in spells for edge in one[:2])}
    )
    coverage: list[dict] = []
    for start, end in pairwise(edge for edge in edges if bounds[0] <= edge <= bounds[1]):
        due = bool(intersect([(start, end)], schedule))
        state = next((s for a, b, s in spells if a <= start < b), "recorded" if due else "out_of_schedule")
        inside = state != "not_yet" and bool(intersect([(start, end)], hours))
        last = coverage[-1] if coverage else {}
        if (last.get("coverage_state"), last.get("in_service_hours")) == (state, inside):
            last["ended_at"] = instant(end)
        else:
            ends = {"started_at": instant(start), "ended_at": instant(end)}
            coverage.append({**ends, "coverage_state": state, "in_service_hours": inside})
    recordings = _recordings(camera, day, bounds, coverage, before)
    reaching = before.recordings[-1:] if before else []
    for row in coverage:
        seconds = (row["ended_at"] - row["started_at"]).total_seconds()
        row["duration_s"] = seconds
        row["recording_ids"] = [
            one["recording_id"]
            for one in [*reaching, *recordings]
            if row["coverage_state"] in WITH_FRAMES
            and one["started_at"] < row["ended_at"]
            and one["ended_at"] > row["started_at"]
        ]
        looked = row["coverage_state"] in WITH_FRAMES and (camera.id, day) not in NOT_LOOKED_AT
        row["samples"] = int(seconds // 2) if looked else 0
        row["skipped_samples"] = row["samples"] // 7
    whole = {"site_id": site.id, "agency_id": camera.agency, "camera_id": camera.id, "service_date": day}
    rows = [whole | row for row in coverage], [whole | row for row in recordings]
    return CameraFootage(site, camera, day, bounds, *rows, reaching)


def _recordings(camera, day, bounds, coverage, before) -> list[dict]:
    """Files of half an hour at most over the time with frames."""
    spans = union(
        (row["started_at"].timestamp(), row["ended_at"].timestamp())
        for row in coverage
        if row["coverage_state"] in WITH_FRAMES
    )
    if before and before.recordings and before.recordings[-1]["ended_at"].timestamp() > bounds[0]:
        spans = subtract(spans, [(bounds[0], before.recordings[-1]["ended_at"].timestamp())])
    pieces = [
        (at, min(at + 1800.0, end))
        for start, end in spans
        for at in (start + 1800.0 * i for i in range(100))
        if at < end
    ]
    rows = []
    for number, (start, end) in enumerate(pieces):
        if end == bounds[1] and camera.id == "gate":
            end += OVER_MIDNIGHT_S
        name = f"{camera.id}/{day:%Y%m%d}-{number:02}"
        rows.append(
            {
                "recording_id": name.replace("/", "-"),
                "recording_uri": f"{name}.mp4",
                "recording_sha256": f"{hash_of(name)}",
                "started_at": instant(start),
                "ended_at": instant(end),
                "duration_s": end - start,
                "recorder_started_at": instant(start),
            }
        )
    return rows


def hash_of(name: str) -> str:
    """Stands for a SHA-256: the same for the same name."""
    return name.encode().hex().ljust(64, "0")[:64]
