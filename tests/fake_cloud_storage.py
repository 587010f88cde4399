"""A server of Cloud Storage's API on this machine, behind a proxy that counts requests and puts faults in their way.

The server enforces preconditions on uploads of one request (up to 8 MiB), not on downloads, on uploads of several
requests, nor on deletions: what these do when a generation is stale is put in by the proxy.
"""

import http.client
import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

FORWARDED = (
    "content-type",
    "content-encoding",
    "x-goog-generation",
    "x-goog-hash",
    "content-range",
    "location",
    "range",
)


@dataclass
class Fault:
    """What happens to the next `times` requests of a method whose address has a part: a status, or one of

    `truncated`: half of the body, then the end. `corrupt`: one byte is another. `reset`: no answer, the connection is
    reset. `lost`: as `reset`, after the server has done it. A function is called before the request is passed
    on, which it is unless it gives a status.
    """

    method: str
    part: str
    kind: int | str | Callable[[], int | None]
    times: int = 1


@dataclass
class CloudStorage:
    """The proxy: where it is, the faults to come, and the (method, address, bytes of the answer) of past requests."""

    upstream: tuple[str, int]
    faults: list[Fault] = field(default_factory=list)
    requests: list[tuple[str, str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        storage = self

        class Handler(_Handler):
            cloud = storage

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """For STORAGE_EMULATOR_HOST."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def fault_of(self, method: str, address: str) -> int | str | Callable[[], int | None] | None:
        """The fault that is to happen to a request, if any."""
        for fault in self.faults:
            if fault.times and fault.method == method and fault.part in address:
                fault.times -= 1
                return fault.kind
        return None

    def bytes_down(self, part: str) -> tuple[int, int]:
        """Requests for the content of objects whose address has a part, and the bytes that came."""
        found = [size for method, address, size in self.requests if "alt=media" in address and part in address]
        return len(found), sum(found)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    cloud: CloudStorage

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        address = unquote(self.path)
        kind = self.cloud.fault_of(self.command, address)
        if callable(kind):
            kind = kind()
        if isinstance(kind, int):
            self._answer(kind, {"content-type": "application/json"}, b'{"error": {"message": "put in by the test"}}')
        elif kind == "reset":
            self._reset()
        else:
            self._pass_on(address, body, kind)

    def _pass_on(self, address: str, body: bytes, kind: str | None) -> None:
        server = http.client.HTTPConnection(*self.cloud.upstream)
        given = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        server.request(self.command, self.path, body, given)
        answer = server.getresponse()
        content = answer.read()
        self.cloud.requests.append((self.command, address, len(content)))
        if kind == "lost":
            self._reset()
            return
        if kind == "corrupt":
            content = bytes([content[0] ^ 1]) + content[1:]
        headers = {name: value for name, value in answer.getheaders() if name.lower() in FORWARDED}
        self._answer(answer.status, headers, content, len(content) // 2 if kind == "truncated" else None)
        server.close()

    def _answer(self, status: int, headers: dict[str, str], content: bytes, until: int | None = None) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[:until])
        self.close_connection = until is not None

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _serve

    def log_message(self, *_: object) -> None:
        pass

    def finish(self) -> None:
        with suppress(OSError, ValueError):
            super().finish()
