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

AGAIN_S = 0.05
"""How often a line is ended that was to have been over. Chosen: nobody talks much in so short a time."""


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


def look_up(host: str, port: int) -> None:
    """Looks up the name of a server, for a step's time: what the system does about a name nothing else can end.

    Raises:
        Untold: it is not found in time.
        OSError, ValueError: there is none of that name, or can be none.
    """
    failed: list[OSError | ValueError] = []

    def looks_up() -> None:
        try:
            socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, ValueError) as error:
            failed.append(error)

    looking = threading.Thread(target=looks_up, name="Name of a server", daemon=True)
    looking.start()
    looking.join(ANSWER_WITHIN_S)
    if looking.is_alive():
        raise Untold(f"its name is not found within {ANSWER_WITHIN_S:g} s; see to this machine's name servers")
    if failed:
        raise failed[0]


@contextmanager
def ended_in_time(talking: Callable[[], socket.socket | None]) -> Iterator[None]:
    """Ends the connection of the block after `DONE_WITHIN_S`, however busily the other side keeps it alive.

    Raises:
        Untold: it was ended so, also where the block took what had come by then for all of an answer.
    """
    late, over = threading.Event(), threading.Event()

    def end() -> None:
        if over.wait(DONE_WITHIN_S):
            return
        late.set()
        # Again and again: it may be about to connect, and go on with another line.
        while not over.wait(AGAIN_S):
            with suppress(OSError, ValueError):
                if (line := talking()) is not None:
                    # Not that of TLS, which would wait for an answer.
                    socket.socket.shutdown(line, socket.SHUT_RDWR)

    threading.Thread(target=end, name="End of talking", daemon=True).start()
    try:
        yield
    finally:
        over.set()
        if late.is_set():
            raise Untold(f"has not answered within {DONE_WITHIN_S:g} s")
