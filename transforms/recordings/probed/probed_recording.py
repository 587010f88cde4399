"""A probed recording as it flows between steps; tables have rows. Beam is not needed to make one."""

from datetime import date
from typing import Any, NamedTuple

from pantau.schemas.site import Site
from pantau.transforms.epoch import epoch_s, utc
from pantau.transforms.recordings.camera_assignment import NamedRecording
from pantau.transforms.recordings.recording_rows import inspect

Row = dict[str, Any]


class ProbedRecording(NamedTuple):
    """A row of `recordings` on its way, with the same names; a time `x_at` is `x_s`, in epoch seconds UTC.

    `service_date` is ISO text. `inner_gaps_s` and `repeats_s` are seconds from the first frame.
    """

    recording_id: str
    site_id: str
    agency_id: str
    camera_id: str
    service_date: str
    recording_uri: str
    recording_sha256: str
    bytes: int
    name_pattern: str
    recorder_started_s: float
    recorder_ended_s: float | None
    container_started_s: float | None
    start_delay_s: float | None
    start_fraction_s: float | None
    clock_offset_s: float
    clock_uncertainty_s: float
    clock_source: str
    clock_step_s: float | None
    started_s: float
    ended_s: float
    duration_s: float
    declared_duration_s: float | None
    timeline_source: str
    container: str
    written_by: str | None
    codec: str
    coded_with: str | None
    width: int
    height: int
    rotation: int
    mirrored: bool | None
    pixel_aspect: float | None
    declared_fps: float | None
    measured_fps: float | None
    key_interval_s: float | None
    key_interval_max_s: float | None
    packets: int
    inner_gaps_s: tuple[tuple[float, float], ...]
    defects: tuple[str, ...]
    frame_marks: bytes | None
    unlike_neighbours: tuple[str, ...] | None
    repeats_s: tuple[tuple[float, float, float, float], ...] | None
    repeats_of: tuple[str, ...] | None
    repeats_later_s: tuple[float, ...] | None
    run_id: str


LISTS = ("unlike_neighbours", "repeats_of", "repeats_later_s")
TIMES = ("recorder_started", "recorder_ended", "container_started", "started", "ended")


def probe_recording(named: NamedRecording, archive: str, site: Site) -> ProbedRecording:
    """A named recording, hashed and probed.

    Raises:
        Unreadable, OSError: see `inspect`.
    """
    return probed_recording(inspect(named, archive, site))


def probed_recording(row: Row) -> ProbedRecording:
    """A row of `recordings` as it flows."""
    fields = dict(row)
    for name in TIMES:
        fields[f"{name}_s"] = epoch_s(fields.pop(f"{name}_at"))
    fields["service_date"] = row["service_date"].isoformat()
    fields["inner_gaps_s"] = tuple((start, end) for start, end in row["inner_gaps_s"])
    fields["defects"] = tuple(row["defects"])
    repeats = row["repeats_s"]
    fields["repeats_s"] = None if repeats is None else tuple(tuple(stretch) for stretch in repeats)
    for name in LISTS:
        fields[name] = None if row[name] is None else tuple(row[name])
    return ProbedRecording(**fields)


def recording_row(recording: ProbedRecording) -> Row:
    """The row of `recordings`; times to the microsecond."""
    row = recording._asdict()
    for name in TIMES:
        row[f"{name}_at"] = utc(row.pop(f"{name}_s"))
    row["service_date"] = date.fromisoformat(recording.service_date)
    row["inner_gaps_s"] = [list(gap) for gap in recording.inner_gaps_s]
    row["defects"] = list(recording.defects)
    row["repeats_s"] = None if recording.repeats_s is None else [list(stretch) for stretch in recording.repeats_s]
    for name in LISTS:
        row[name] = None if row[name] is None else list(row[name])
    return row
