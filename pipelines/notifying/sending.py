"""What every way of telling shares: secrets, certificates, and an end for servers that are slow."""

import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pantau.schemas.site.notifying.secret_place import is_place

ANSWER_WITHIN_S = 10.0
"""For one step of talking to a server. Chosen: ten times what a server far away takes."""

DONE_WITHIN_S = 45.0
"""For all of it. Chosen: less than the wait before another try, so that no two are under way at once."""


class Untold(Exception):
    """A notice could not be told; the message says why, without what is secret."""


def revealed(place: str) -> str:
    """The secret at a place (`env:NAME` or `file:/PATH`); any other text as it is.

    Raises:
        Untold: there is none.
    """
    if not is_place(place):
        return place
    kind, _, name = place.partition(":")
    try:
        found = os.environ.get(name, "") if kind == "env" else Path(name).read_text("utf-8").split("\n", 1)[0]
    except (OSError, UnicodeDecodeError) as error:
        raise Untold(f"{place}: cannot be read ({getattr(error, 'strerror', None) or 'is no text'})") from error
    if not found.strip():
        raise Untold(f"{place}: is empty; give it the secret, in the environment or file of this process")
    return found.strip()


def trusting(certificates: str | None) -> ssl.SSLContext:
    """TLS that checks who answers, by public authorities or by a file of others.

    Raises:
        Untold: the file cannot be used.
    """
    try:
        return ssl.create_default_context(cafile=certificates)
    except OSError as error:
        raise Untold(f"certificates {certificates}: cannot be used ({error.strerror or error})") from error


@contextmanager
def ended_in_time(talking: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Ends the connection of the block after `DONE_WITHIN_S`, however busily the other side keeps it alive.

    Raises:
        Untold: it was ended so, also where the block took what had come by then for all of an answer.
    """
    late = threading.Event()

    def end() -> None:
        late.set()
        with suppress(OSError, ValueError):
            if (line := talking()) is not None:
                # Not that of TLS, which would wait for an answer.
                socket.socket.shutdown(line, socket.SHUT_RDWR)

    timer = threading.Timer(DONE_WITHIN_S, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if late.is_set():
            raise Untold(f"has not answered within {DONE_WITHIN_S:g} s")
