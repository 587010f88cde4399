"""Answers of a watch to monitoring systems: `/health` and `/metrics`, by HTTP."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from urllib.parse import urlsplit

from pantau.pipelines.watching.monitored import Monitored

AT_ONCE = 16
"""Lines that are held at once; who has been on one longest makes way. Chosen: one or two systems ask, a few times a
minute."""

WAY_WITHIN_S = 1.0
"""For so long is waited for who makes way. Chosen: it takes milliseconds."""

ASKED_WITHIN_S = 5.0
"""For how long somebody may take to ask. Chosen: a request is one packet."""


TEXT = "text/plain; charset=utf-8"


def answer(path: str, monitored: Monitored) -> tuple[int, str, str]:
    """Status, type and content of what is answered to a path: 200 where all is well, else 503; 404 for other paths."""
    if path == "/health":
        status = 503 if monitored.reasons else 200
        return status, "application/json", json.dumps(monitored.as_json()) + "\n"
    if path == "/metrics":
        return 200, "text/plain; version=0.0.4; charset=utf-8", monitored.as_metrics()
    return 404, TEXT, "there are /health and /metrics\n"


def is_of_here(host: str) -> bool:
    """Whether a Host header names this machine as somebody on it does: by address, or as `localhost`, or not at all.

    A page of the web that has its own name lead here (DNS rebinding) is so told nothing.
    """
    try:
        name = urlsplit(f"//{host}").hostname or "localhost"
        return name == "localhost" or bool(ip_address(name))
    except ValueError:
        return False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # Who comes while others are being answered would otherwise have to knock again, a second later.
    request_queue_size = AT_ONCE

    def __init__(self, address: str, port: int, monitored: Callable[[], Monitored]) -> None:
        self.address_family = socket.AF_INET6 if ip_address(address).version == 6 else socket.AF_INET
        self.for_all = not ip_address(address).is_loopback
        self.monitored, self._free = monitored, threading.BoundedSemaphore(AT_ONCE)
        self._lines: dict[socket.socket, None] = {}
        super().__init__((address, port), _Handler)

    def process_request(self, request, client_address) -> None:
        if not self._free.acquire(blocking=False):
            for longest in list(self._lines)[:1]:
                _end(longest)
            if not self._free.acquire(timeout=WAY_WITHIN_S):
                self.shutdown_request(request)
                return
        self._lines[request] = None
        super().process_request(request, client_address)

    def process_request_thread(self, request, client_address) -> None:
        end = threading.Timer(ASKED_WITHIN_S, _end, [request])
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            self._lines.pop(request, None)
            self._free.release()

    def handle_error(self, request, client_address) -> None:
        """Who hangs up is no fault of the watch."""


def _end(request: socket.socket) -> None:
    """Ends a request that is never whole, however busily it is kept alive."""
    with suppress(OSError):
        request.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    timeout = ASKED_WITHIN_S
    server_version, sys_version = "pantau", ""

    def do_GET(self) -> None:
        if self.server.for_all or is_of_here(self.headers.get("Host", "")):
            status, kind, content = answer(self.path.split("?")[0], self.server.monitored())
        else:
            status, kind, content = 421, TEXT, "ask by address, as http://127.0.0.1, or localhost\n"
        body = content.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Who asks, each minute, is not worth a line."""


@contextmanager
def answering(address: str, port: int, monitored: Callable[[], Monitored]) -> Iterator[int]:
    """Answers at an IP address and a port (0: any that is free) while the block runs; gives the port.

    Raises:
        OSError: nobody can listen there; the message says why.
    """
    try:
        server = _Server(address, port, monitored)
    except OSError as error:
        raise OSError(
            f"--health-port {port}: nobody can listen at {address} there ({error.strerror}); name another port"
        ) from error
    threading.Thread(target=server.serve_forever, name="Endpoint", daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
