"""What somebody is told: the same facts as JSON and as text. No people are in it, and nothing that leads to footage."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from pantau.pipelines.notifying.counters_of_day import DaySoFar
from pantau.pipelines.reporting.health import Health
from pantau.schemas.site import Site


@dataclass(frozen=True)
class Notice:
    """A notice: its identity, by which who is told it twice knows it again; its kind (`NOTIFICATION_KINDS`, or
    `trial`); the date that it is about, if any; a line; sentences; and the facts."""

    id: str
    kind: str
    day: date | None
    subject: str
    sentences: tuple[str, ...]
    facts: dict[str, Any]

    @property
    def text(self) -> str:
        """For people."""
        return "\n".join((self.subject, "", *self.sentences))

    def as_json(self) -> dict[str, Any]:
        """For machines; what is not known is null. `text` is where chat servers look."""
        return {"notification": self.id, "kind": self.kind, **self.facts, "text": self.text}


def turn_id(number: int) -> str:
    """The identity of a turn of health."""
    return f"health-{number:06}"


def day_id(day: date) -> str:
    """The identity of a day's summary."""
    return f"day-{day}"


def health_notice(site: Site, number: int, health: Health, now: datetime) -> Notice:
    """That health has turned bad, or is well again, at an aware moment; odd numbers are bad turns."""
    kind = "well" if number % 2 == 0 else "not_well"
    facts = {"site": site.id, "at": now.isoformat(timespec="seconds"), **_health(health)}
    at = now.astimezone(site.zone).strftime("%Y-%m-%d %H:%M")
    subject = f"{_line(site.name)}: {'well again' if kind == 'well' else 'not well'} at {at}"
    return Notice(turn_id(number), kind, None, subject, health.reasons or ("Nothing is wrong.",), facts)


def day_notice(site: Site, day: date, so_far: DaySoFar, health: Health, now: datetime) -> Notice:
    """The summary of a day as far as the tables tell it at an aware moment."""
    facts = {
        "site": site.id,
        "at": now.isoformat(timespec="seconds"),
        "service_date": day.isoformat(),
        "final": so_far.final,
        "recordings": so_far.recordings,
        "rejected": so_far.rejected,
        "counters": [
            {"agency": one.agency, "counter": one.counter, **one.figures, "too_few": list(one.too_few)}
            for one in so_far.counters
        ],
        "health": _health(health),
    }
    at = now.astimezone(site.zone).strftime("%Y-%m-%d %H:%M")
    came = (
        "no run has told of this day"
        if so_far.recordings is None
        else (
            f"{so_far.recordings} recordings, {so_far.rejected} rejects"
            + ("" if so_far.final else "; recordings of this day may still come")
        )
    )
    sentences = (
        f"As of {at}: {came}.",
        *(f"{one.agency}, {one.counter}: {one.sentence}" for one in so_far.counters),
        "Health: " + ("; ".join(health.reasons) or "well") + ".",
        "What is not known is not zero.",
    )
    return Notice(day_id(day), "day", day, f"{_line(site.name)}: {day}", sentences, facts)


def trial_notice(site: Site, now: datetime) -> Notice:
    """That telling works, tried at an aware moment."""
    utc = now.astimezone(UTC)
    facts = {"site": site.id, "at": utc.isoformat(timespec="seconds")}
    sentences = ("This is a trial. Whoever reads it will be told what the site file says.",)
    return Notice(f"trial-{utc:%Y%m%dT%H%M%SZ}", "trial", None, f"{_line(site.name)}: trial", sentences, facts)


def _health(health: Health) -> dict[str, Any]:
    return {"healthy": not health.reasons, "reasons": list(health.reasons)}


def _line(text: str) -> str:
    """In one line, as a header of an e-mail must be."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
