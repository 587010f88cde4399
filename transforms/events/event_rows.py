"""Events as rows of the tables: times as timestamps, identities by content, and the way home."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pantau.transforms.candidates.candidate import Candidate
from pantau.transforms.counters.reliability.session_probability import session_probability
from pantau.transforms.counters.sessions import ServiceSession
from pantau.transforms.counters.staff_presence import Presence
from pantau.transforms.counters.waiting import WaitingVisit
from pantau.transforms.intervals import intersect, length
from pantau.transforms.tracking.camera_days.camera_date import CameraDate
from pantau.transforms.tracking.camera_days.camera_day import CameraDay
from pantau.transforms.zones.spans import Edge, Span

Row = dict[str, Any]


@dataclass(frozen=True)
class Provenance:
    """Which run, program, configuration and observer a row comes from."""

    run_id: str
    code_hash: str
    config_hash: str
    model_hash: str


class RowMaker:
    """Makes the rows of one camera day."""

    def __init__(self, place: CameraDate, provenance: Provenance, day: CameraDay) -> None:
        self.place, self.provenance, self.day = place, provenance, day
        self.known = day.known
        self._begins, self._ends = (
            [recording[edge].timestamp() for recording in day.recordings] for edge in ("started_at", "ended_at")
        )

    def service(self, session: ServiceSession, wait: WaitingVisit | None, agency: str, counter: str, zone: str) -> Row:
        """A row of service_time; `wait` is how long it took until then, if anything is known of it."""
        evidence = session.evidence
        waiting = None if wait is None or wait.span.start.censored else _lasting(wait.span)
        return {
            **self._event("service_time", session.span, agency, counter, zone, ""),
            "detection_score": round(session.detection_score, 4),
            "waiting_s": waiting and waiting[0],
            "waiting_lo_s": waiting and waiting[1],
            "waiting_hi_s": waiting and waiting[2],
            "staffed_share": session.staffed_share,
            "seen_share": None if evidence is None else round(evidence.seen_share, 4),
            "session_probability": None if evidence is None else round(session_probability(evidence), 4),
            "queue_length": session.queue_length,
            "party_size": session.party_size,
            "identity_confidence": round(wait.identity_confidence if wait else session.visit.identity_confidence, 2),
            "role_probability": round(session.role_probability, 4),
        }

    def waiting(self, wait: WaitingVisit, agency: str, twin: int, service_event_id: str | None) -> Row:
        """A row of waiting_visits; `twin` numbers those that begin in one place at one time."""
        return {
            **self._event("waiting_visits", wait.span, agency, wait.counter, wait.zone, str(twin or "")),
            "detection_score": round(wait.detection_score, 4),
            "waiting_outcome": wait.outcome,
            "service_event_id": service_event_id,
            "counter_ids": sorted(wait.counters),
            "party_size": wait.party_size,
            "identity_confidence": round(wait.identity_confidence, 2),
            "role_probability": round(wait.role_probability, 4),
        }

    def presence(self, presence: Presence, agency: str, counter: str, zone: str) -> Row:
        """A row of staff_presence."""
        row = self._event("staff_presence", presence.span, agency, counter, zone, presence.state)
        return {
            **row,
            "frame_agreement": round(presence.frame_agreement, 4) if row["observed_share"] else None,
            "state": presence.state,
            "customers_waiting": presence.customers_waiting,
        }

    def anomaly(self, candidate: Candidate, agency: str, related: list[Row]) -> Row:
        """A row of anomalies; of the event rows `related` it names those within its time that share its counter, or of
        all counters of an agency the absences."""
        # Of several counters, or of none, it is another one for each agency.
        nowhere = candidate.counter is None and candidate.zone is None and candidate.agency
        what = f"{candidate.kind} {candidate.agency}" if nowhere else candidate.kind
        if candidate.box is not None:
            # Two things may come at one moment in one zone.
            what += f" {candidate.box[0]:.3f} {candidate.box[1]:.3f}"
        row = self._event("anomalies", candidate.span, agency, candidate.counter, candidate.zone, what)
        shared = [
            other["event_id"]
            for other in related
            if (_absent(other, candidate.agency) if nowhere else other["counter_id"] == candidate.counter)
            and other["started_at"] < row["ended_at"]
            and other["ended_at"] > row["started_at"]
        ]
        return {**row, **candidate_columns(candidate), "related_event_ids": shared}

    def _event(self, table: str, span: Span, agency: str, counter: str | None, zone: str | None, what: str) -> Row:
        times = span_columns(span, self._clock(span.start), self._clock(span.end))
        place = (self.place.site_id, table, self.place.camera_id, counter, zone, what)
        observed = self._observed(span)
        uri, sha256, offset = self._frame(span, observed)
        return {
            "event_id": id_of(*place, times["started_at"].isoformat()),
            "site_id": self.place.site_id,
            "agency_id": agency,
            "counter_id": counter,
            "camera_id": self.place.camera_id,
            "zone_id": zone,
            "service_date": self.place.service_date,
            **times,
            "observed_share": observed,
            "recording_uri": uri,
            "recording_sha256": sha256,
            "offset_s": offset,
            **vars(self.provenance),
        }

    def _observed(self, span: Span) -> float:
        return round(length(intersect([span.interval], self.known)) / span.duration, 6) if span.duration else 0.0

    def _clock(self, edge: Edge) -> float:
        """The doubt of the recorder's clock at a change that was seen; service hours and gaps are not read off it."""
        if edge.lo == edge.hi and not edge.censored:
            return 0.0
        begun = [number for number, at in enumerate(self._begins) if at <= edge.at + 1e-3]
        return float(self.day.recordings[begun[-1]]["clock_uncertainty_s"]) if begun else 0.0

    def _frame(self, span: Span, observed: float) -> tuple[str | None, str | None, float | None]:
        """The recording that shows an event's start, and the start's offset in it.

        An event that was seen may begin between two recordings; it leads to the first that shows any of it.
        """
        at = span.start.at
        recording = self._recording(at, at) or (self._recording(at, span.end.at) if observed else None)
        if recording is None:
            return None, None, None
        offset = max(0.0, at - recording["started_at"].timestamp())
        return recording["recording_uri"], recording["recording_sha256"], round(offset, 3)

    def _recording(self, start: float, end: float) -> Mapping[str, Any] | None:
        """The first recording that has begun by `end` and shows time after `start`."""
        return next(
            (
                recording
                for recording, begin, over in zip(self.day.recordings, self._begins, self._ends, strict=True)
                if begin <= end + 1e-3 and start + 1e-3 < over
            ),
            None,
        )


def _absent(row: Row, agency: str) -> bool:
    return row.get("state") == "unattended" and row["agency_id"] == agency


def span_columns(span: Span, clock_start_s: float = 0.0, clock_end_s: float = 0.0) -> Row:
    """The columns that say when an event was; `clock_…_s`: the doubt of the clock by which its edges were seen."""
    duration, shortest, longest = _lasting(span)
    return {
        "started_at": moment(span.start.at),
        "ended_at": moment(span.end.at),
        "duration_s": duration,
        "started_at_lo": moment(span.start.lo - clock_start_s),
        "started_at_hi": moment(span.start.hi + clock_start_s),
        "ended_at_lo": moment(span.end.lo - clock_end_s),
        "ended_at_hi": moment(span.end.hi + clock_end_s),
        "duration_lo_s": shortest,
        "duration_hi_s": longest,
        "start_censored": span.start.censored,
        "end_censored": span.end.censored,
    }


def candidate_columns(candidate: Candidate) -> Row:
    """The columns that anomalies have beside those of all events."""
    score, probability = candidate.detection_score, candidate.role_probability
    return {
        "detection_score": None if score is None else round(score, 4),
        "kind": candidate.kind,
        "observed_value": round(candidate.observed_value, 3),
        "expected_value": candidate.expected_value,
        "baseline_id": candidate.baseline_id,
        "view_reference": candidate.view_reference,
        "view_moved_share": None if candidate.view_moved_share is None else round(candidate.view_moved_share, 4),
        **dict(zip(("x1", "y1", "x2", "y2"), candidate.box or (None,) * 4, strict=True)),
        **dict(zip(("edge_before", "edge_after"), candidate.edges or (None,) * 2, strict=True)),
        "people_near": candidate.people_near,
        "repeats_recording_id": candidate.repeats and candidate.repeats[0],
        "repeats_started_at": candidate.repeats and moment(candidate.repeats[1]),
        "value_unit": candidate.unit,
        "severity": candidate.severity,
        "role_probability": None if probability is None else round(probability, 4),
        "related_event_ids": [],
        "review_status": "open",
    }


def id_of(*content: object) -> str:
    """An id made from what distinguishes an event: 20 hex digits of a hash of its texts."""
    return hashlib.sha256("|".join(map(str, content)).encode()).hexdigest()[:20]


def moment(at: float) -> datetime:
    """Epoch seconds as an aware UTC time, to the millisecond, so that equal estimates give equal identities."""
    return datetime.fromtimestamp(round(at, 3), UTC)


def _lasting(span: Span) -> tuple[float, float, float]:
    """Seconds from start to end: the best estimate, and the least and the most that it can be."""
    start, end = span.start, span.end
    return (
        max(0.0, _seconds(start.at, end.at)),
        max(0.0, _seconds(start.hi, end.lo)),
        max(0.0, _seconds(start.lo, end.hi)),
    )


def _seconds(start: float, end: float) -> float:
    """Between two moments as they are stored, so that a duration and its bounds are rounded alike."""
    return (moment(end) - moment(start)).total_seconds()
