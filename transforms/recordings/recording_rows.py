"""Recordings and rejects as rows of their tables."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pantau.schemas.site import Site
from pantau.transforms.epoch import epoch_s
from pantau.transforms.recordings.archive import recording_file
from pantau.transforms.recordings.camera_assignment import KNOWN_START, NamedRecording
from pantau.transforms.recordings.digest import sha256
from pantau.transforms.recordings.probing.opening import Unreadable
from pantau.transforms.recordings.probing.probe import probe
from pantau.transforms.recordings.probing.witnesses import Witnesses
from pantau.transforms.recordings.sparse_files import refuse_sparse
from pantau.transforms.recordings.stable_files import unchanged
from pantau.transforms.rejects import Reject, word_of

Row = dict[str, Any]


def inspect(named: NamedRecording, archive: str, site: Site) -> Row:
    """The row of `recordings` for a file: hashed and probed.

    Raises:
        Unreadable: the file may not be observed, gives no frame, or is not the one any more that was listed.
        OSError: the file cannot be read.
    """
    _refuse_before_notice(named, site)
    path, camera = recording_file(archive, named.path), site.camera(named.camera_id)
    if path.is_file():
        refuse_sparse(path, named.path)
    with unchanged(archive, named.path, named.bytes):
        found = probe(path, named.path, witnesses_of(named, site), display_aspect=camera.shown_aspect)
        with path.open("rb") as file:
            digest = sha256(file)
    day = named.service_date(site.zone)
    delay = timedelta(seconds=found.start_delay_s)
    started = named.started_at + delay
    return {
        "recording_id": recording_id(named, digest),
        "site_id": site.id,
        "agency_id": camera.agency,
        "camera_id": named.camera_id,
        "service_date": day,
        "recording_uri": named.path,
        "recording_sha256": digest,
        "bytes": named.bytes,
        "name_pattern": named.pattern,
        "recorder_started_at": named.recorder_started_at + delay,
        "recorder_ended_at": named.recorder_ended_at,
        "container_started_at": found.container_started_at,
        "start_delay_s": found.start_delay_s or None,
        "start_fraction_s": None,
        "clock_offset_s": named.clock_offset_s,
        "clock_uncertainty_s": named.clock_uncertainty_s + found.start_doubt_s,
        "clock_source": named.clock_source,
        "clock_step_s": None,
        "started_at": started,
        "ended_at": started + timedelta(seconds=found.duration_s),
        "duration_s": found.duration_s,
        "declared_duration_s": found.declared_duration_s,
        "timeline_source": found.timeline_source,
        "container": found.container,
        "written_by": found.traits.written_by,
        "codec": found.codec,
        "coded_with": found.traits.coded_with,
        "width": found.width,
        "height": found.height,
        "rotation": found.geometry.rotation,
        "mirrored": found.geometry.mirrored,
        "pixel_aspect": float(found.geometry.pixel_aspect),
        "declared_fps": found.declared_fps,
        "measured_fps": found.measured_fps,
        "key_interval_s": found.key_interval_s,
        "key_interval_max_s": found.key_interval_max_s,
        "packets": len(found.packets),
        "inner_gaps_s": [list(gap) for gap in found.gaps],
        "defects": [f"{defect.word}: {defect.detail}" for defect in found.defects],
        "frame_marks": found.marks.packed(),
        "unlike_neighbours": None,
        "repeats_s": None,
        "repeats_of": None,
        "repeats_later_s": None,
        "run_id": named.run_id,
    }


def witnesses_of(named: NamedRecording, site: Site) -> Witnesses:
    """What the names of a file and of the one that follows it, and the site file, tell of its times.

    A known start is that of the first frame, whatever comes before it in the container.
    """
    camera, ends = site.camera(named.camera_id), (named.recorder_ended_s, named.recorder_next_s)
    named_s, following_s = (None if end is None else round(end - named.recorder_started_s, 6) for end in ends)
    return Witnesses(
        named_s,
        following_s,
        first_frame_known=named.pattern == KNOWN_START,
        rate=camera.frame_rate,
        pauses=camera.recording.mode != "scheduled",
    )


def _refuse_before_notice(named: NamedRecording, site: Site) -> None:
    """UU 27/2022, art. 17, allows a camera with a displayed notice, so nothing before it is opened."""
    day, displayed = named.service_date(site.zone), site.camera(named.camera_id).notice_date
    if day < displayed:
        raise Unreadable(
            "before_notice",
            f"{named.path}: was recorded on {day}, before the notice of camera {named.camera_id} was displayed "
            f"(notice_date {displayed}), and is not observed; correct notice_date if it is wrong, or move the file "
            "out of the archive",
        )


def recording_id(named: NamedRecording, digest: str) -> str:
    """The identity of a recording: its bytes, its camera and its start by the recorder's clock.

    A corrected clock entry does not change it, so what was observed stays valid.
    """
    identity = f"{digest}|{named.camera_id}|{named.recorder_started_at.isoformat()}"
    return hashlib.sha256(identity.encode()).hexdigest()[:20]


def reject_recording(recording: Row, step: str, word: str, reason: str) -> Reject:
    """The reject of a row of `recordings`."""
    return Reject(
        recording["site_id"],
        recording["service_date"].isoformat(),
        recording["camera_id"],
        recording["recording_uri"],
        recording["bytes"],
        step,
        word,
        reason,
        epoch_s(recording["started_at"]),
        epoch_s(recording["ended_at"]),
        recording["run_id"],
    )


def reject_without_rate(recording: Row, why: str) -> Reject:
    """The reject of a row of `recordings` whose frames carry no times, and `why` nothing tells their rate."""
    reason = (
        f"{recording['recording_uri']}: its {recording['packets']} frames carry no times, and {why}; state the "
        f"frame_rate of camera {recording['camera_id']} in the site file"
    )
    return reject_recording(recording, "probe", "unknown_rate", reason)._replace(span_ended_s=None)


def reject_doubtful_time(recording: Row, why: str) -> Reject:
    """The reject of a row of `recordings` whose container contradicts its name, and `why`."""
    reason = (
        f"{recording['recording_uri']}: {why}, while the recorder's other files agree; give it a known start in the "
        "site file, or move it out"
    )
    return reject_recording(recording, "probe", "doubtful_time", reason)


def rejecter(step: str, site: Site) -> Callable[[NamedRecording, Exception], Reject]:
    """A function that makes the reject of a named file from the error that it met at `step`."""

    def reject(named: NamedRecording, error: Exception) -> Reject:
        day = named.service_date(site.zone)
        return Reject(
            site.id,
            day.isoformat(),
            named.camera_id,
            named.path,
            named.bytes,
            step,
            word_of(error),
            str(error),
            epoch_s(named.started_at),
            epoch_s(named.ended_at),
            named.run_id,
        )

    return reject


def reject_unnamed(path: str, size: int, step: str, word: str, reason: str, site: Site, run_id: str) -> Reject:
    """The reject of a file whose time is not known."""
    return Reject(site.id, None, None, path, size, step, word, reason, None, None, run_id)
