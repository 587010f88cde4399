"""Truth as rows of the product's own tables."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.tables import EVENT_TABLES
from pantau.schemas.vocabulary import RECORDER_KINDS
from pantau.simulation.day_script import ScriptedDay
from pantau.simulation.recorded_files import clock_jumps, segments
from pantau.simulation.truth.camera_truth import footage_missing, out_of_hours, visitors_in_staff_area
from pantau.simulation.truth.counter_truth import CounterTruth

Row = dict[str, Any]

TRUTH = "truth"
"""Stands for the hashes of program and models, which truth does not come from."""


def truth_tables(day: ScriptedDay) -> dict[str, list[Row]]:
    """Rows of the event tables, in the columns of `schemas.tables`; equal for equal days.

    Truth is exact: lower and upper bounds equal the values. `recording_sha256` is empty, as nothing need be rendered.
    """
    rows = _Rows(day)
    found: dict[str, list[Row]] = {table.name: [] for table in EVENT_TABLES}
    limits = day.scenario.limits
    for camera in day.cameras:
        for places in camera.hall.counters:
            truth = CounterTruth(places, camera, day.scenario)
            where = camera.scene.id, places.id, f"{places.id}-customer"
            for session in truth.sessions:
                cut = session.start_censored, session.end_censored
                waited = session.waited_s if session.waited_s is None else round(session.waited_s, 3)
                found["service_time"].append(
                    {
                        **rows.event("service_time", where, session.start, session.end, cut),
                        "detection_score": 1.0,
                        "waiting_s": waited,
                        "waiting_lo_s": waited,
                        "waiting_hi_s": waited,
                        "staffed_share": round(session.staffed_share, 6),
                        "seen_share": None,
                        "session_probability": None,
                        "queue_length": session.queue_length,
                        "party_size": session.party_size,
                        "identity_confidence": 1.0,
                        "role_probability": 1.0,
                    }
                )
            found["waiting_visits"] += rows.waiting(camera.scene.id, truth)
            for state in truth.states:
                found["staff_presence"].append(
                    {
                        **rows.event("staff_presence", where, state.start, state.end, what=state.state),
                        "observed_share": 0.0 if state.state == "unknown" else 1.0,
                        "frame_agreement": None if state.state == "unknown" else 1.0,
                        "state": state.state,
                        "customers_waiting": state.waiting if state.waiting is None else round(state.waiting, 6),
                    }
                )
            where = camera.scene.id, places.id, None
            for start, end in truth.unattended_waiting:
                found["anomalies"].append(
                    rows.anomaly("unattended_waiting", where, start, end, limits.unattended_waiting_s)
                )
        where = camera.scene.id, None, None
        for start, end in out_of_hours(camera, day.scenario):
            found["anomalies"].append(
                rows.anomaly("presence_out_of_hours", where, start, end, limits.out_of_hours_min_s)
            )
        for start, end in visitors_in_staff_area(camera, day.scenario):
            area = camera.scene.id, None, "staff"
            found["anomalies"].append(rows.anomaly("visitor_in_staff_area", area, start, end, limits.staff_area_s))
        for start, end in footage_missing(camera, day.scenario):
            missing = rows.anomaly("footage_missing", where, start, end, limits.footage_missing_s)
            found["anomalies"].append({**missing, "observed_share": 0.0})
        for segment, step in clock_jumps(day.scenario, camera.scene):
            span = segment.start, segment.start + segment.seconds
            found["anomalies"].append(rows.anomaly("clock_jump", where, *span, Thresholds().clock_jump_s, step))
    return found


class _Rows:
    """Makes rows of one day."""

    def __init__(self, day: ScriptedDay):
        self.day = day
        self.segments = segments(day.scenario)
        described = f"{day.scenario.model_dump_json(exclude_defaults=True)}|{day.seed}"
        self.config_hash = hashlib.sha256(described.encode()).hexdigest()

    def event(
        self,
        table: str,
        where: tuple[str, str | None, str | None],
        start: float,
        end: float,
        censored: tuple[bool, bool] = (False, False),
        what: str = "",
    ) -> Row:
        camera, counter, zone = where
        scenario = self.day.scenario
        started, ended = self._moment(start), self._moment(end)
        seconds = (ended - started).total_seconds()
        identity = "|".join(map(str, (scenario.site, table, camera, counter, zone, what, started.isoformat())))
        showing = next(
            (s for s in self.segments if s.camera == camera and s.start <= start < s.start + s.seconds), None
        )
        return {
            "event_id": hashlib.sha256(identity.encode()).hexdigest()[:20],
            "site_id": scenario.site,
            "agency_id": scenario.agency.id,
            "counter_id": counter,
            "camera_id": camera,
            "zone_id": zone,
            "service_date": scenario.day,
            "started_at": started,
            "ended_at": ended,
            "duration_s": seconds,
            "started_at_lo": started,
            "started_at_hi": started,
            "ended_at_lo": ended,
            "ended_at_hi": ended,
            "duration_lo_s": seconds,
            "duration_hi_s": seconds,
            "start_censored": censored[0],
            "end_censored": censored[1],
            "observed_share": 1.0,
            "recording_uri": showing.path if showing else None,
            "recording_sha256": "" if showing else None,
            "offset_s": round(start - showing.start, 3) if showing else None,
            "run_id": f"simulate-{scenario.name}-{self.day.seed}",
            "code_hash": TRUTH,
            "config_hash": self.config_hash,
            "model_hash": TRUTH,
        }

    def waiting(self, camera: str, truth: CounterTruth) -> list[Row]:
        """The rows of waiting_visits of a counter."""
        counter = truth.places.id
        found: list[Row] = []
        for visit in truth.waiting_visits:
            zone = f"{counter}-{visit.zone}"
            twins = sum(row["zone_id"] == zone and row["started_at"] == self._moment(visit.start) for row in found)
            cut = visit.start_censored, visit.outcome == "unknown"
            row = self.event("waiting_visits", (camera, counter, zone), visit.start, visit.end, cut, str(twins or ""))
            served = self.event("service_time", (camera, counter, f"{counter}-customer"), visit.end, visit.end)
            found.append(
                {
                    **row,
                    "detection_score": 1.0,
                    "waiting_outcome": visit.outcome,
                    "service_event_id": served["event_id"] if visit.outcome == "served" else None,
                    "counter_ids": [counter],
                    "party_size": visit.party_size,
                    "identity_confidence": 1.0,
                    "role_probability": 1.0,
                }
            )
        return found

    def anomaly(
        self,
        kind: str,
        where: tuple[str, str | None, str | None],
        start: float,
        end: float,
        limit_s: float,
        observed_s: float | None = None,
    ) -> Row:
        observed_s = round(end - start, 3) if observed_s is None else observed_s
        times = abs(observed_s) / limit_s
        return {
            **self.event("anomalies", where, start, end, what=kind),
            "detection_score": None if kind in RECORDER_KINDS else 1.0,
            "kind": kind,
            "observed_value": observed_s,
            "expected_value": limit_s,
            "baseline_id": None,
            "view_reference": None,
            "view_moved_share": None,
            **dict.fromkeys(("x1", "y1", "x2", "y2", "edge_before", "edge_after", "people_near")),
            **dict.fromkeys(("repeats_recording_id", "repeats_started_at")),
            "value_unit": "s",
            "severity": "low" if times < 2 else "medium" if times < 5 else "high",
            "role_probability": 1.0 if kind in ("unattended_waiting", "visitor_in_staff_area") else None,
            "related_event_ids": [],
            "review_status": "open",
        }

    def _moment(self, seconds: float) -> datetime:
        return (self.day.scenario.started_at + timedelta(milliseconds=round(seconds * 1000))).astimezone(UTC)
