"""From where a request comes."""

from starlette.datastructures import Headers
from starlette.types import Scope


def address_of(scope: Scope, behind_proxy: bool) -> str:
    """The address of who asks; behind a proxy the last that it tells, since anybody may write what stands before it."""
    if behind_proxy and (told := Headers(scope=scope).getlist("x-forwarded-for")):
        return told[-1].rpartition(",")[2].strip()
    return scope["client"][0] if scope.get("client") else ""
