"""Running the desk on this machine."""

import socket
from collections.abc import Callable

import uvicorn

from pantau.desk.application import application
from pantau.desk.settings import ADDRESS, DeskSettings

LAST_REQUESTS_S = 3
"""So long answers under way may take when the desk is ended: chosen."""


def serve(settings: DeskSettings, listens: Callable[[], None]) -> None:
    """Answers until it is interrupted; calls `listens` once browsers can ask.

    Raises:
        OSError: the port is taken, or may not be used.
    """
    with listening(settings.port) as taken:
        taken.listen()
        listens()
        config = uvicorn.Config(
            application(settings),
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=LAST_REQUESTS_S,
        )
        uvicorn.Server(config).run([taken])


def listening(port: int) -> socket.socket:
    """A socket that listens on this machine's own address alone. Raises OSError where the port cannot be had."""
    taken = socket.socket()
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((ADDRESS, port))
    except OSError as error:
        taken.close()
        raise OSError(f"--port {port}: cannot be had ({error.strerror}); name another one") from error
    return taken
