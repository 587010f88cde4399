"""Who is told when health turns bad or well again, and of each day. Nobody is, unless the site file says so."""

import re
from ipaddress import ip_address
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from pantau.schemas.site.base import Strict
from pantau.schemas.site.notifying.secret_place import SecretPlace, is_place

SECRETS = frozenset({"url", "secret", "password"})
"""Fields in which somebody may write a secret by mistake: what was found there is not shown."""

_VISIBLE = re.compile(r"[!-~]+")
_MAILBOX = re.compile(r"[^@\s<>,;:\"]+@[^@\s<>,;:\"]+")


def is_here(host: str) -> bool:
    """Whether a name or an address is that of this machine, as seen from itself."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked_url(value: str) -> str:
    """The URL of a webhook, if nobody on the way can read what is sent to it.

    Raises:
        ValueError: it is none; the message does not repeat it.
    """
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        # Its own words repeat a part of what it was given, such as a password.
        raise ValueError("is no URL; write https://HOST/PATH, with a port up to 65535 if any") from None
    if parts.scheme not in ("https", "http") or not parts.hostname or port == 0 or not _VISIBLE.fullmatch(value):
        raise ValueError("should be a URL that begins with https://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a user or a password; keep the whole URL elsewhere, as env:NAME or file:/PATH")
    if parts.scheme == "http" and not is_here(parts.hostname):
        raise ValueError("goes over the network for all to read; write https://, http:// is for this machine alone")
    return value


def _url_or_place(value: str) -> str:
    return value if is_place(value) else checked_url(value)


def _mailbox(value: str) -> str:
    if not _MAILBOX.fullmatch(value):
        raise ValueError("should be an address such as office@example.id, without a name")
    return value


Mailbox = Annotated[str, AfterValidator(_mailbox)]


class Webhook(Strict):
    """A server that takes notifications as JSON, by HTTP POST."""

    url: Annotated[str, AfterValidator(_url_or_place)] = Field(
        description="https://…, or where it is kept if it holds a secret itself: env:NAME or file:/PATH"
    )
    secret: SecretPlace | None = Field(None, description="key of the signature (HMAC-SHA256); unsigned if left out")
    certificates: str | None = Field(
        None, description="file (PEM) of those who vouch for the server, if no public ones"
    )


class Mail(Strict):
    """A server that takes notifications as e-mail, by SMTP."""

    server: str = Field(min_length=1, pattern=r"^[A-Za-z0-9.:_-]+$")
    port: int = Field(587, ge=1, le=65_535)
    security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="tls: from the first byte, as at port 465; none: for a server on this machine alone"
    )
    sender: Mailbox = Field(alias="from")
    to: Annotated[tuple[Mailbox, ...], Field(min_length=1, max_length=20)]
    user: str | None = Field(None, min_length=1)
    password: SecretPlace | None = Field(None, description="where it is kept: env:NAME or file:/PATH")
    certificates: str | None = Field(
        None, description="file (PEM) of those who vouch for the server, if no public ones"
    )

    @model_validator(mode="after")
    def _safe(self) -> "Mail":
        if self.security == "none" and not is_here(self.server):
            raise ValueError(f"server {self.server} would be reached for all to read; write security: starttls, or tls")
        if (self.user is None) != (self.password is None):
            raise ValueError("who signs in needs both 'user' and 'password'")
        return self


class Notifications(Strict):
    """Whom to tell, and of what: `health`, when it turns bad and when it is well again; `day`, each day's summary."""

    of: Annotated[tuple[Literal["health", "day"], ...], Field(min_length=1)] = ("health", "day")
    webhook: Webhook | None = None
    mail: Mail | None = None

    @property
    def channels(self) -> dict[str, Webhook | Mail]:
        """By its word, each that is declared."""
        return {word: one for word, one in (("webhook", self.webhook), ("mail", self.mail)) if one}
