"""Telling a server by HTTP POST of JSON."""

import hashlib
import hmac
import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from pantau.pipelines.notifying.notice import Notice
from pantau.pipelines.notifying.sending import ANSWER_WITHIN_S, Untold, ended_in_time, look_up, revealed, trusting
from pantau.schemas.site.notifying.notifications import Webhook, checked_url


def post(webhook: Webhook, notice: Notice, now_s: int) -> None:
    """Tells a server, which has taken it if it answers with a status of 200 to 299; redirects are not followed.

    With a secret, `X-Pantau-Signature` is `sha256=` and the HMAC-SHA256, as hex digits, of `X-Pantau-Timestamp` (epoch
    seconds, `now_s`), a dot, and the body.

    Raises:
        Untold: it has not.
    """
    try:
        url = urlsplit(checked_url(revealed(webhook.url)))
    except ValueError as error:
        raise Untold(f"webhook url: {error}") from error
    body = json.dumps(notice.as_json(), ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "pantau",
        "X-Pantau-Notification": notice.id,
        "X-Pantau-Timestamp": str(now_s),
    }
    if webhook.secret:
        key = revealed(webhook.secret).encode()
        signed = hmac.new(key, f"{now_s}.".encode() + body, hashlib.sha256).hexdigest()
        headers["X-Pantau-Signature"] = f"sha256={signed}"
    connection = _connection(url, webhook.certificates)
    try:
        look_up(url.hostname, connection.port)
        with ended_in_time(lambda: connection.sock):
            connection.request("POST", (url.path or "/") + (f"?{url.query}" if url.query else ""), body, headers)
            status = connection.getresponse().status
    except Untold as error:
        raise Untold(f"{url.hostname}: {error}") from error
    except (OSError, HTTPException, ValueError) as error:
        # Without the error's own words where they repeat what the server said.
        why = error if isinstance(error, OSError) else type(error).__name__
        raise Untold(f"{url.hostname}: {why}") from error
    finally:
        connection.close()
    if 300 <= status < 400:
        raise Untold(f"{url.hostname}: answers {status} and points elsewhere; write the URL that it points to")
    if not 200 <= status < 300:
        raise Untold(f"{url.hostname}: answers {status}")


def _connection(url: SplitResult, certificates: str | None) -> HTTPConnection:
    if url.scheme == "http":
        return HTTPConnection(url.hostname, url.port, timeout=ANSWER_WITHIN_S)
    return HTTPSConnection(url.hostname, url.port, timeout=ANSWER_WITHIN_S, context=trusting(certificates))
