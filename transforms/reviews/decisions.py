"""Deciding on review candidates: each decision is a row that stands, whatever later runs find."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pantau.schemas.tables import ANOMALIES, REVIEWS
from pantau.transforms.evidence.event import find_event
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows

Row = dict[str, Any]

OF_CANDIDATE = ("event_id", "site_id", "agency_id", "camera_id", "service_date", "kind")
"""What a decision says of its candidate, which a later run may not find any more."""


class Decision(NamedTuple):
    """What a person decides: one of `DECISIONS`, who it is, in which role, and a note if there is one."""

    word: str
    reviewer: str
    role: str
    note: str | None = None


def decide(warehouse: str | Place, event_ids: Iterable[str], decision: Decision, wait_s: float = 0.0) -> int:
    """Adds a decision on each of some candidates, as one run, and gives its number.

    Raises:
        ValueError: an event is unknown or no candidate, the word is none of a decision, or nobody has decided.
        Occupied: another run has been writing to the warehouse for `wait_s` seconds more.
    """
    asked = (("--reviewer: say who decides", decision.reviewer), ("--role: say in which role", decision.role))
    for what, said in asked:
        if not said.strip():
            raise ValueError(f"{what}; {said!r} is nobody that could be asked later")
    now = datetime.now(UTC)
    with draft_of(warehouse, wait_s) as draft:
        candidates = [candidate_of(draft, event_id) for event_id in dict.fromkeys(event_ids)]
        add_rows(draft, REVIEWS, (_row(candidate, decision, now) for candidate in candidates))
        return commit_draft(draft, {"command": "review"})


def decisions_on(warehouse: str | Place, event_id: str) -> list[Row]:
    """What was decided of a candidate, the newest last; also of one that no run finds any more."""
    rows = read_table(warehouse, REVIEWS).to_pylist()
    return sorted((row for row in rows if row["event_id"] == event_id), key=lambda row: row["reviewed_at"])


def candidate_of(warehouse: str | Place, event_id: str) -> Row:
    """The row of a candidate. Raises ValueError where an event is unknown or no candidate."""
    event = find_event(warehouse, event_id)
    if event.table != ANOMALIES:
        raise ValueError(
            f"event {event_id}: is a row of {event.table.name}, and no review candidate; copy an event_id from `pantau "
            "ask anomaly_list`"
        )
    return event.row


def _row(candidate: Row, decision: Decision, now: datetime) -> Row:
    return {
        **{name: candidate[name] for name in OF_CANDIDATE},
        "decision": decision.word,
        "reviewer": decision.reviewer,
        "reviewer_role": decision.role,
        "note": decision.note,
        "reviewed_at": now,
    }
