"""What was decided before there were decisions: the words of `review_status`, as rows of `reviews`."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pantau.schemas.tables import ANOMALIES, REVIEWS
from pantau.transforms.reviews.decisions import OF_CANDIDATE
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows

FORMER = {"confirmed": "confirmed", "dismissed": "false_alarm"}
"""A word of `review_status` that is not `open`, and the decision that it means: `dismissed` is that a person has looked
and disagrees."""

NOT_NOTED = "not noted"
"""Who decided, and in which role: version 0.1.0 did not note it."""


def former_words(warehouse: str | Place) -> list[dict[str, Any]]:
    """The candidates with such a word on which there is no decision."""
    decided = set(read_table(warehouse, REVIEWS)["event_id"].to_pylist())
    rows = read_table(warehouse, ANOMALIES).to_pylist()
    return [row for row in rows if row["review_status"] in FORMER and row["event_id"] not in decided]


def take_over_words(warehouse: str | Place, wait_s: float = 0.0) -> int:
    """Adds a decision for each such word, as one run, and gives how many; none, and no run, where there is none.

    Raises:
        Occupied: another run has been writing to the warehouse for `wait_s` seconds more.
    """
    if not former_words(warehouse):
        return 0
    with draft_of(warehouse, wait_s) as draft:
        found = former_words(draft)
        add_rows(draft, REVIEWS, _decisions(found, datetime.now(UTC)))
        commit_draft(draft, {"command": "upgrade", "decisions": len(found)})
    return len(found)


def _decisions(found: list[dict[str, Any]], now: datetime) -> Iterator[dict[str, Any]]:
    for row in found:
        yield {
            **{name: row[name] for name in OF_CANDIDATE},
            "decision": FORMER[row["review_status"]],
            "reviewer": NOT_NOTED,
            "reviewer_role": NOT_NOTED,
            "note": f"review_status {row['review_status']} of version 0.1.0",
            "reviewed_at": now,
        }
