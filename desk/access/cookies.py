"""The two cookies of a desk with accounts."""

from http.cookies import SimpleCookie

from pantau.desk.settings import Reach


def session_cookie(reach: Reach) -> str:
    """The cookie that holds the secret of a session: over TLS one that no other name of the domain can set."""
    return f"{_prefix(reach)}pantau-session"


def cookie_of(reach: Reach, name: str, value: str) -> str:
    """The header that sets a cookie of the desk until the browser ends, or without a value removes it."""
    made = SimpleCookie({name: value})
    made[name]["path"], made[name]["httponly"], made[name]["samesite"] = "/", True, "strict"
    if reach.scheme == "https":
        made[name]["secure"] = True
    if not value:
        made[name]["max-age"] = 0
    return made[name].OutputString()


def before_cookie(reach: Reach) -> str:
    """The cookie that holds the token of who has not signed in."""
    return f"{_prefix(reach)}pantau-before"


def _prefix(reach: Reach) -> str:
    return "__Host-" if reach.scheme == "https" else ""
