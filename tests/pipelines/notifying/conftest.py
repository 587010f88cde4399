"""Servers that take notifications, and a hall whose health and days are to be told."""

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pantau.pipelines.notifying.notice import Notice
from pantau.schemas.site import Site, parse_site
from tests.certificates import self_signed
from tests.sql.conftest import write_rows
from tests.transforms.evidence.conftest import SITE

DAY = date(2026, 11, 2)
NOTICE = Notice("day-2026-11-02", "day", DAY, "Hall: 2026-11-02", ("As of noon.",), {"site": "hall"})

OF = {"site_id": "hall", "agency_id": "permits", "camera_id": "cam-7", "service_date": "2026-11-02"}
AT = {**OF, "counter_id": "c1", "zone_id": "desk-zone", "recording_uri": "nvr/secret-name.mp4"}
SERVED = {"recording_sha256": "5e" * 32, "end_censored": False}
ROWS = {
    "coverage": [
        {**OF, "started_at": "2026-11-02 08:00", "ended_at": "2026-11-02 16:00", "coverage_state": "recorded"}
        | {"in_service_hours": True, "recording_ids": ["recording-id"]}
    ],
    "staff_presence": [
        {**AT, "started_at": "2026-11-02 08:00", "ended_at": "2026-11-02 15:00", "event_id": "presence-1"}
        | {"state": "serving"},
        {**AT, "started_at": "2026-11-02 15:00", "ended_at": "2026-11-02 16:00", "event_id": "presence-2"}
        | {"state": "unknown"},
    ],
    "service_time": [
        {
            **AT,
            **SERVED,
            "started_at": f"2026-11-02 09:{n}0",
            "ended_at": f"2026-11-02 09:{n}5",
            "event_id": f"event-{n}",
        }
        for n in range(5)
    ],
    "runs": [
        {
            "run_id": "run-id",
            "site_id": "hall",
            "service_date": "2026-11-02",
            "command": "nightly",
            "outcome": "complete",
        }
        | {"started_at": "2026-11-02 16:05", "ended_at": "2026-11-02 16:06", "recordings": 32, "rejected": 1}
        | {"final": False}
    ],
}


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """The warehouse of a hall with five services on a Monday, whose office closes at four."""
    return write_rows(tmp_path / "warehouse", ROWS)


def site_of(notifications: str) -> Site:
    """The hall's site file, with notifications as YAML in one line."""
    return parse_site(f"{SITE}notifications: {notifications}\n")


class Server(ThreadingHTTPServer):
    """Takes what is posted; `answers` are the statuses of the next answers, the last one for ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken: list[tuple[str, dict[str, str], bytes]] = []
        self.answers: list[int | str] = [204]

    @property
    def port(self) -> int:
        return self.server_address[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook/path-is-secret?key=1"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, dict(self.headers), body))
        answers = self.server.answers
        status = answers.pop(0) if len(answers) > 1 else answers[0]
        if status == "nothing":
            return
        if status == "half":
            self.wfile.write(b"HTTP/1.1 20")
            return
        if status == "dribble":
            self.server.ended = threading.Event()
            self.wfile.write(b"HTTP/1.1 200 ")
            while not self.server.ended.wait(0.05):
                self.wfile.write(b"x")
            return
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.server.taken.append(("GET", {}, b""))

    def log_message(self, *_: object) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except OSError:
            self.close_connection = True


@pytest.fixture
def server() -> Iterator[Server]:
    """An HTTP server on this machine."""
    made = Server()
    threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The files of a certificate of this machine that vouches for itself, and of its key."""
    return self_signed(tmp_path_factory.mktemp("tls"))
