"""Running the desk: at its address, with TLS where it has a certificate."""

import socket
import ssl
from collections.abc import Callable

import uvicorn

from pantau.desk.application import application
from pantau.desk.settings import DeskSettings, Reach

LAST_REQUESTS_S = 3
"""So long answers under way may take when the desk is ended: chosen."""


def serve(settings: DeskSettings, listens: Callable[[], None]) -> None:
    """Answers until it is interrupted; calls `listens` once browsers can ask.

    Raises:
        OSError: the port is taken, or may not be used.
        ValueError: the certificate or its key cannot be used.
    """
    config = configured(settings)
    with listening(settings.reach.address, settings.port) as taken:
        taken.listen()
        listens()
        uvicorn.Server(config).run([taken])


def configured(settings: DeskSettings) -> uvicorn.Config:
    """How the desk is served. Raises ValueError where the certificate or its key cannot be used."""
    config = uvicorn.Config(
        application(settings),
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=LAST_REQUESTS_S,
        ssl_certfile=settings.reach.certificate,
        ssl_keyfile=settings.reach.key,
    )
    try:
        config.load()
    except (ssl.SSLError, OSError) as error:
        raise ValueError(_refused(settings.reach, error)) from error
    return config


def listening(address: str, port: int) -> socket.socket:
    """A socket that listens on an address of this machine. Raises OSError where the port cannot be had."""
    taken = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((address, port))
    except OSError as error:
        taken.close()
        raise OSError(
            f"--address {address} --port {port}: cannot be had ({error.strerror}); name another one"
        ) from error
    return taken


def _refused(reach: Reach, error: OSError) -> str:
    return (
        f"--certificate {reach.certificate}, --key {reach.key}: cannot be used ({error.strerror or error}); both are "
        "PEM files, the first one with those that vouch for it"
    )
