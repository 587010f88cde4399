"""Who has signed in, kept by the desk: a browser holds nothing but a secret that names its session."""

import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from pantau.desk.access.accounts import Account, Accounts
from pantau.desk.access.roles import Caller

IDLE_S = 30 * 60.0
"""Without a request for so long a session ends: chosen, as OWASP asks of what is not a bank."""

LONGEST_S = 12 * 3600.0
"""A session ends in any case: chosen, a working day."""

MOST_SESSIONS = 1_000
"""At once; the one that was used longest ago goes first. Chosen, far more than an office has."""

SECRET_BYTES = 32


@dataclass(frozen=True)
class Session:
    """One browser of an account; `password` is the hash that it had when it signed in, `token` that of its pages."""

    name: str
    password: str
    token: str
    began: float
    used: float


class Sessions:
    """All sessions; they end with the desk. Of a secret only its digest is kept."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._sessions: OrderedDict[bytes, Session] = OrderedDict()

    def begin(self, account: Account) -> str:
        """A new session of an account; gives its secret."""
        secret, now = secrets.token_urlsafe(SECRET_BYTES), self._now()
        for digest in [digest for digest, one in self._sessions.items() if not _is_fresh(one, now)]:
            del self._sessions[digest]
        token = secrets.token_urlsafe(SECRET_BYTES)
        self._sessions[_digest(secret)] = Session(account.name, account.password, token, now, now)
        if len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return secret

    def caller(self, secret: str, accounts: Accounts) -> Caller | None:
        """Whose secret it is, with the role that the account has now.

        None where there is no such session, it is too old, or its account is gone or has another password.
        """
        digest, now = _digest(secret), self._now()
        session = self._sessions.pop(digest, None)
        if session is None or not _is_fresh(session, now):
            return None
        account = accounts.named(session.name)
        if account is None or account.password != session.password:
            return None
        self._sessions[digest] = replace(session, used=now)
        return Caller(account.name, account.may, session.token)

    def end(self, secret: str) -> None:
        """Ends a session."""
        self._sessions.pop(_digest(secret), None)


def _is_fresh(session: Session, now: float) -> bool:
    return now - session.used < IDLE_S and now - session.began < LONGEST_S


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
