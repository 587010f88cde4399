"""Requests of all kinds to a desk as it is started, a thousand in `make test-desk`, which prints the figures.

With `PANTAU_REQUESTS=10000` they are those of docs/MEASURED.md; that takes some minutes.
"""

import http.client
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from urllib.parse import quote, urlencode

from pantau.schemas.vocabulary import ACCOUNT_ROLES
from tests.desk.attack.test_attack import GETS, POSTS, QUERIES, WAYS_OUT, filled
from tests.desk.signed_in import NAMES, WORDS, accounts_in

REQUESTS, AT_ONCE = int(os.environ.get("PANTAU_REQUESTS", "1000")), 8
GROWTH_MB = 200
"""More than this it must not grow over all of them: chosen, several times what it was seen to grow."""

PAGES = ("/days", "/day/2026-11-02", "/event/s1", "/cameras", "/camera/cam", "/custody", "/night/progress", "/login")
STRANGE = ("", "x", "<script>", "\N{SNOWMAN}", "2026-11-02", "cam", "'; DROP TABLE runs; --", "0" * 3000, *WAYS_OUT)


class Attacker(threading.Thread):
    """Sends its share of the requests over a connection that is kept, and notes how each was answered."""

    def __init__(self, port, seed, sessions):
        super().__init__()
        self.port, self.random, self.sessions = port, random.Random(seed), sessions
        self.host = f"127.0.0.1:{port}"
        self.connection, self.answers, self.broken = None, [], []

    def run(self):
        for _ in range(REQUESTS // AT_ONCE):
            self.ask(*self.request())

    def request(self):
        """Half of them by somebody with rights; of the others something is wrong."""
        choose, headers = self.random.choice, {}
        cookie, token = choose(self.sessions)
        if self.random.random() < 0.5:
            return "GET", choose(PAGES), {"Cookie": cookie}, None
        cookie = choose([cookie, "", "pantau-session=" + "A" * 43, "pantau-session=;;;=\u00e9", "language=../../x"])
        if cookie:
            headers["Cookie"] = cookie
        if self.random.random() < 0.1:
            headers["Host"] = choose(["evil.example", "", "127.0.0.1"])
        if self.random.random() < 0.6:
            path = filled(choose(GETS), quote(choose(STRANGE), safe="%/"))
            values = {choose(QUERIES): choose(STRANGE) for _ in range(self.random.randrange(3))}
            return choose(["GET", "GET", "HEAD", "PUT", "XYZ"]), f"{path}?{urlencode(values)}", headers, None
        headers["Origin"] = choose([f"http://{self.host}", "https://evil.example", "null"])
        headers["X-Pantau-Token"] = choose([token, "", "x" * 43])
        body = choose([b"{}", b"[" * 5000, b"\xff", b"a=b", json.dumps({"day": "x"}).encode(), b"x" * 200_000])
        path = choose([path for path in POSTS if path not in ("/logout", "/login")])
        return "POST", filled(path, quote(choose(STRANGE), safe="%/")), headers, body

    def ask(self, method, path, headers, body):
        began = time.perf_counter()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            self.connection.putrequest(method, path, skip_host="Host" in headers)
            sent = {**headers, **({"Content-Length": str(len(body))} if body is not None else {})}
            for name, value in sent.items():
                self.connection.putheader(name, value.encode("utf-8"))
            self.connection.endheaders(body)
            answer = self.connection.getresponse()
            answer.read()
            self.answers.append((answer.status, time.perf_counter() - began, method, path[:80]))
        except (OSError, http.client.HTTPException) as error:
            # A server closes a connection on which something was sent that is no HTTP.
            self.broken.append(type(error).__name__)
            self.connection = None


def told_of(answers):
    """How many there were of each status, and how long they took."""
    statuses, took_ms = Counter(one[0] for one in answers), sorted(1000 * one[1] for one in answers)
    slow = took_ms[len(took_ms) * 95 // 100]
    return (
        f"{len(answers)} answers {dict(sorted(statuses.items()))}; ms: median {statistics.median(took_ms):.0f}, "
        f"95 % {slow:.0f}, most {took_ms[-1]:.0f}"
    )


def resident_mb(pid):
    """The memory that a process holds."""
    told = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(re.search(r"VmRSS:\s+(\d+) kB", told)[1]) / 1024


def signed_in(port, name):
    """The cookie of a session and its token, by the form."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/login")
    form = connection.getresponse()
    before = form.headers["set-cookie"].partition(";")[0]
    token = re.search(r'name="token" value="([^"]+)"', form.read().decode())[1]
    headers = {
        "Cookie": before,
        "Origin": f"http://127.0.0.1:{port}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", "/login", urlencode({"name": name, "password": WORDS, "token": token}), headers)
    answer = connection.getresponse()
    answer.read()
    cookie = answer.headers["set-cookie"].partition(";")[0]
    connection.request("GET", "/days", headers={"Cookie": cookie})
    page = connection.getresponse().read().decode()
    return cookie, re.search(r'name="token" value="([^"]+)"', page)[1]


def test_many_requests_break_nothing(desk_settings, tmp_path, capsys):
    shutil.copytree(desk_settings.warehouse, tmp_path / "warehouse")
    site = tmp_path / "site.yaml"
    site.write_bytes((Path(desk_settings.archive).parent / "site.yaml").read_bytes())
    accounts, before, port = accounts_in(tmp_path), site.read_bytes(), 20_000 + os.getpid() % 20_000
    places = [f"--site={site}", f"--archive={desk_settings.archive}", f"--warehouse={tmp_path / 'warehouse'}"]
    command = [sys.executable, "-m", "pantau", "desk", *places, f"--accounts={accounts}", f"--port={port}"]
    with (
        (tmp_path / "errors").open("w+") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True) as desk,
    ):
        try:
            assert desk.stdout.readline().startswith(f"http://127.0.0.1:{port} shows")
            sessions = [signed_in(port, NAMES[role]) for role in ACCOUNT_ROLES]
            for path in PAGES:
                warm = Attacker(port, 0, sessions)
                warm.ask("GET", path, {"Cookie": sessions[-1][0]}, None)
            memory, began = [resident_mb(desk.pid)], time.perf_counter()
            attackers = [Attacker(port, seed, sessions) for seed in range(AT_ONCE)]
            for attacker in attackers:
                attacker.start()
            while any(attacker.is_alive() for attacker in attackers):
                time.sleep(0.5)
                memory.append(resident_mb(desk.pid))
            took = time.perf_counter() - began
            still = Attacker(port, 0, sessions)
            still.ask("GET", "/days", {"Cookie": sessions[0][0]}, None)
        finally:
            desk.terminate()
            desk.wait(timeout=60)
    answers = [answer for attacker in attackers for answer in attacker.answers]
    broken = Counter(one for attacker in attackers for one in attacker.broken)
    with capsys.disabled():
        print(f"\n{told_of(answers)} in {took:.0f} s; closed: {dict(broken)}")
        print(f"MB: {memory[0]:.0f} before, at most {max(memory):.0f}, {memory[-1]:.0f} after")
    assert [one for one in answers if one[0] >= 500] == [] and "Traceback" not in (tmp_path / "errors").read_text()
    assert len(answers) > 0.97 * REQUESTS and still.answers[0][0] == 200
    assert max(memory) - memory[0] < GROWTH_MB
    assert site.read_bytes() == before
