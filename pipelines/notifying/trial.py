"""A trial: one notice to each of those whom a site file names, and what became of it."""

from datetime import UTC, datetime

from pantau.pipelines.notifying.mail import send
from pantau.pipelines.notifying.notice import Notice, trial_notice
from pantau.pipelines.notifying.sending import Untold
from pantau.pipelines.notifying.webhook import post
from pantau.schemas.site import Site
from pantau.schemas.site.notifying.notifications import Mail, Webhook


def try_all(site: Site, now: datetime) -> dict[str, str]:
    """Tells all that it is a trial, at an aware moment; by their words why one could not be told, else empty.

    It is noted nowhere: what is due is told all the same.
    """
    notice, now_s = trial_notice(site, now), int(now.astimezone(UTC).timestamp())
    return {word: _failure(way, notice, now_s) for word, way in site.notifications.channels.items()}


def _failure(way: Webhook | Mail, notice: Notice, now_s: int) -> str:
    try:
        if not isinstance(way, Mail):
            post(way, notice, now_s)
            return ""
        refused = send(way, notice, now_s)
        return f"{way.server}: does not take it for {', '.join(refused)}" if refused else ""
    except Untold as error:
        return str(error)
