"""What monitoring is told of a watch: one JSON object, and figures in Prometheus' text format."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from pantau.pipelines.watching.attendant import HealthSeen
from pantau.pipelines.watching.pulse import WatchState

STALE_AFTER = 5
"""So many looks after the last one health is not known. Chosen: a few may be slow while a run has all the machine."""


@dataclass(frozen=True)
class Monitored:
    """A watch and the health of its warehouse at one moment (`now_s`, by the clock that only goes forward).

    It looks each `every_s` seconds, a run may last `most_run_s`, and health is looked at each `each_s`.
    """

    state: WatchState
    seen: HealthSeen
    every_s: float
    most_run_s: float
    each_s: float
    now_s: float

    @property
    def reasons(self) -> tuple[str, ...]:
        """What is wrong; nothing is where it is empty."""
        old_s = self.now_s - self.seen.seen_s
        unknown = [f"health is not known: {self.seen.error}"] if self.seen.health is None else []
        stale = (
            [f"health is not known: the last look at it was {old_s:.0f} s ago"]
            if old_s > STALE_AFTER * self.each_s
            else []
        )
        known = self.seen.health.reasons if self.seen.health else ()
        return (*self.state.wrong(self.every_s, self.most_run_s, self.now_s), *(stale or unknown), *known)

    def as_json(self) -> dict[str, Any]:
        """All that `pantau health --format json` has, with what is wrong with the watch, and what that is doing."""
        health = self.seen.health.as_json() if self.seen.health else {}
        watch = asdict(self.state)
        watch["lasts_s"] = round(self.now_s - watch.pop("since_s"), 1)
        for name in ("looked_at", "run_at"):
            watch[name] = watch[name] and watch[name].isoformat(timespec="seconds")
        return {**health, "healthy": not self.reasons, "reasons": list(self.reasons), "watch": watch}

    def as_metrics(self) -> str:
        """The same in figures; what is not known has no line."""
        state, health = self.state, self.seen.health
        lines: list[str] = []

        def tell(name: str, kind: str, text: str, *values: tuple[str, float | None]) -> None:
            known = [(labels, value) for labels, value in values if value is not None]
            if known:
                lines.extend([f"# HELP pantau_{name} {text}", f"# TYPE pantau_{name} {kind}"])
                lines.extend(f"pantau_{name}{labels} {value:.10g}" for labels, value in known)

        def gauge(name: str, text: str, value: float | None) -> None:
            tell(name, "gauge", text, ("", value))

        gauge("healthy", "1 if nothing is wrong, as /health tells it, else 0", float(not self.reasons))
        doing = [(f'{{doing="{word}"}}', float(word == state.doing)) for word in ("looking", "running", "waiting")]
        tell("watch_doing", "gauge", "1 for what the watch is doing", *doing)
        gauge("watch_doing_seconds", "For how long it has been doing that", self.now_s - state.since_s)
        gauge("watch_last_look_timestamp_seconds", "When the last look ended that did not fail", _s(state.looked_at))
        gauge("watch_last_run_timestamp_seconds", "When its last run ended", _s(state.run_at))
        gauge("watch_last_run_duration_seconds", "How long its last run took", state.run_s)
        gauge("watch_last_run_number", "Number of its last run", state.run)
        gauge("watch_last_run_rejects", "Rejects of the dates of its last run", state.rejected)
        gauge("watch_recordings_waiting", "Recordings that have come and are not in the tables", state.waiting)
        tell("watch_failures_total", "counter", "Looks and runs that failed", ("", float(state.failures)))
        if health is not None:
            gauge("health_age_seconds", "How old what is told of health is", self.now_s - self.seen.seen_s)
            age_s = None if health.age_h is None else 3600 * health.age_h
            gauge("last_good_date_age_seconds", "Since the last good date ended", age_s)
            gauge("last_date_rejects", "Rejects of the newest date that has ended", float(health.rejected))
            gauge("recorded_share", "Share of its service hours that is recorded", health.coverage_share)
            shares = [(f'{{camera="{camera}"}}', share) for camera, share in sorted(health.cameras.items())]
            tell("camera_recorded_share", "gauge", "The same by camera", *shares)
            gauge("missing_dates", "Dates without a run", float(len(health.missing_dates)))
            gauge("silent_cameras", "Cameras of which nothing comes", float(len(health.silent_cameras)))
            since = [(f'{{camera="{name}"}}', _s(at)) for name, at in sorted(health.silent_cameras.items())]
            tell("camera_silent_since_timestamp_seconds", "gauge", "Since when nothing has come of a camera", *since)
        return "\n".join(lines) + "\n"


def _s(moment: datetime | None) -> float | None:
    return moment and moment.timestamp()
