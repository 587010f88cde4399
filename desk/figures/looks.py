"""Who was shown which footage, and who signed in, as a page tells it."""

from datetime import datetime

from pantau.desk.figures.answering import Row, answering
from pantau.desk.settings import DeskSettings

ON_A_PAGE = 200
"""Chosen: what one scrolls through."""

MOST_SIGN_INS = 50
"""Chosen: a week of an office, or an hour of somebody who guesses."""


def looks_before(settings: DeskSettings, until: datetime | None) -> list[Row]:
    """The newest looks before an instant, at most one more than a page has, each with the time that it showed.

    `footage_from`, `footage_to`: by the clock of the recording as it is known now; null where the warehouse has it no
    more.
    """
    with answering(settings.warehouse, relations=["custody", "recordings"]) as connection:
        found = connection.sql(
            "SELECT custody.*, recordings.started_at + to_seconds(from_s) AS footage_from, "
            "recordings.started_at + to_seconds(to_s) AS footage_to "
            "FROM custody LEFT JOIN recordings USING (recording_id) "
            "WHERE custody.site_id = $site AND ($until IS NULL OR shown_at < $until) "
            "ORDER BY shown_at DESC, look_id LIMIT $most",
            params={"site": settings.site.id, "until": until, "most": ON_A_PAGE + 1},
        )
        return found.to_arrow_table().to_pylist()


def newest_sign_ins(settings: DeskSettings) -> list[Row]:
    """The passwords that were tried last, the newest first."""
    with answering(settings.warehouse, relations=["sign_ins"]) as connection:
        found = connection.sql(f"FROM sign_ins ORDER BY tried_at DESC, sign_in_id LIMIT {MOST_SIGN_INS}")
        return found.to_arrow_table().to_pylist()
