"""Monitoring asks a watch over HTTP."""

import json
import re
import socket
import threading
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.reporting.health import HealthLimits, health_of
from pantau.pipelines.watching import attendant as attendants
from pantau.pipelines.watching import endpoint as module
from pantau.pipelines.watching.attendant import Attendant, HealthSeen
from pantau.pipelines.watching.endpoint import answering
from pantau.pipelines.watching.monitored import Monitored
from pantau.pipelines.watching.pulse import WatchState
from tests.batch_runs import write_site
from tests.pipelines.reporting.test_health import HOURS, MONDAY, done, entry, stretch

NIGHT = datetime(2026, 11, 2, 19, tzinfo=UTC)
STATE = WatchState(
    "waiting", 1000.0, 3, NIGHT, run=7, run_at=NIGHT, run_s=18.25, rejected=2, failures=1
)  # fmt: skip


@pytest.fixture
def health(tmp_path):
    done(tmp_path, MONDAY, stretch(MONDAY, HOURS, "recorded"), runs=[entry(MONDAY, rejected=2)])
    return health_of(str(tmp_path), HealthLimits(), NIGHT)


@pytest.fixture
def monitored(health):
    return Monitored(STATE, HealthSeen(health, "", 1100.0), 600.0, 3600.0, 60.0, 1120.0)


def asked(port, path):
    """Status, type and content."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as found:
            return found.status, found.headers["Content-Type"], found.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Type"], error.read().decode()


def test_health_is_as_the_command_has_it_with_what_the_watch_does(monitored, health):
    with answering("127.0.0.1", 0, lambda: monitored) as port:
        status, kind, text = asked(port, "/health")
        assert (status, kind) == (200, "application/json")
        known = json.loads(text)
        assert known.pop("watch") == {
            "doing": "waiting",
            "lasts_s": 120.0,
            "waiting": 3,
            "looked_at": "2026-11-02T19:00:00+00:00",
            "run": 7,
            "run_at": "2026-11-02T19:00:00+00:00",
            "run_s": 18.25,
            "rejected": 2,
            "failures": 1,
            "failure": "",
        }
        assert known == json.loads(json.dumps(health.as_json()))
        assert asked(port, "/else")[0] == asked(port, "/health/..")[0] == 404
        request = urllib.request.Request(f"http://127.0.0.1:{port}/health", method="POST", data=b"x")
        with pytest.raises(urllib.error.HTTPError, match="501"):
            urllib.request.urlopen(request, timeout=5)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"now_s": 1661.0}, "the watch hangs: waiting for 661 s, of which 660 are allowed"),
        ({"state": replace(STATE, doing="running", since_s=-2481.0)}, "the watch hangs: running for 3601 s"),
        ({"state": replace(STATE, failure="no drive")}, "the last look failed: no drive"),
        ({"seen": HealthSeen(None, "no drive", 1100.0)}, "health is not known: no drive"),
        ({"now_s": 1401.0}, "health is not known: the last look at it was 301 s ago"),
    ],
)
def test_what_is_wrong_with_the_watch_is_no_health(monitored, changed, reason):
    with answering("127.0.0.1", 0, lambda: replace(monitored, **changed)) as port:
        status, _, text = asked(port, "/health")
        assert status == 503 and json.loads(text)["healthy"] is False
        assert [one for one in json.loads(text)["reasons"] if one.startswith(reason)]
        assert "\npantau_healthy 0\n" in asked(port, "/metrics")[2]


LINE = re.compile(r'^(?:# (?:HELP|TYPE) pantau_\w+ .+|pantau_\w+(?:\{\w+="[\w-]+"\})? -?[0-9.e+]+)$')


def test_figures_are_in_the_format_of_prometheus(monitored):
    silent = {"cam-1": datetime(2026, 11, 2, 1, tzinfo=UTC)}
    seen = HealthSeen(replace(monitored.seen.health, silent_cameras=silent), "", 1100.0)
    with answering("127.0.0.1", 0, lambda: replace(monitored, seen=seen)) as port:
        status, kind, text = asked(port, "/metrics")
    assert (status, kind) == (200, "text/plain; version=0.0.4; charset=utf-8")
    lines = text.splitlines()
    assert text.endswith("\n") and [line for line in lines if not LINE.match(line)] == []
    figures = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert figures == {
        "pantau_healthy": "1",
        'pantau_watch_doing{doing="looking"}': "0",
        'pantau_watch_doing{doing="running"}': "0",
        'pantau_watch_doing{doing="waiting"}': "1",
        "pantau_watch_doing_seconds": "120",
        "pantau_watch_last_look_timestamp_seconds": "1793646000",
        "pantau_watch_last_run_timestamp_seconds": "1793646000",
        "pantau_watch_last_run_duration_seconds": "18.25",
        "pantau_watch_last_run_number": "7",
        "pantau_watch_last_run_rejects": "2",
        "pantau_watch_recordings_waiting": "3",
        "pantau_watch_failures_total": "1",
        "pantau_health_age_seconds": "20",
        "pantau_last_good_date_age_seconds": "7200",
        "pantau_last_date_rejects": "2",
        "pantau_recorded_share": "1",
        'pantau_camera_recorded_share{camera="cam-1"}': "1",
        "pantau_missing_dates": "0",
        "pantau_silent_cameras": "1",
        'pantau_camera_silent_since_timestamp_seconds{camera="cam-1"}': "1793581200",
    }
    # Each has its kind, once.
    assert sorted(line.split()[2] for line in lines if line.startswith("# TYPE")) == sorted(
        {name.partition("{")[0] for name in figures}
    )


def test_what_is_not_known_has_no_figure():
    unknown = Monitored(
        WatchState(since_s=0.0), HealthSeen(None, "nothing is known yet", 0.0), 600.0, 3600.0, 60.0, 1.0
    )
    names = set(re.findall(r"^(pantau_\w+)", unknown.as_metrics(), re.M))
    assert names == {
        "pantau_healthy",
        "pantau_watch_doing",
        "pantau_watch_doing_seconds",
        "pantau_watch_failures_total",
    }


def test_who_hangs_on_the_line_makes_way_for_who_asks(monitored, monkeypatch):
    # In time or not at all: nobody who hangs there leaves by himself.
    monkeypatch.setattr(module, "ASKED_WITHIN_S", 600.0)
    with answering("127.0.0.1", 0, lambda: monitored) as port:
        slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(module.AT_ONCE)]
        for _ in range(3):
            assert asked(port, "/health")[0] == 200
        # The longest one was ended, without an answer.
        assert slow[0].recv(1) == b""
        for one in slow:
            one.close()


def test_who_takes_too_long_to_ask_is_not_waited_for(monitored, monkeypatch):
    monkeypatch.setattr(module, "ASKED_WITHIN_S", 0.1)
    with answering("127.0.0.1", 0, lambda: monitored) as port, socket.create_connection(("127.0.0.1", port)) as slow:
        slow.settimeout(60)
        assert slow.recv(1) == b""


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:9108", 200),
        ("[::1]:9108", 200),
        ("localhost", 200),
        ("LOCALHOST:9108", 200),
        ("", 200),
        ("rebound.example:9108", 421),
        ("127.0.0.1.example", 421),
        ("[:", 421),
    ],
)
def test_a_page_of_the_web_whose_name_leads_here_is_told_nothing(monitored, host, status):
    with answering("127.0.0.1", 0, lambda: monitored) as port:
        request = urllib.request.Request(f"http://127.0.0.1:{port}/health", headers={"Host": host})
        try:
            with urllib.request.urlopen(request, timeout=60) as found:
                assert found.status == status
        except urllib.error.HTTPError as error:
            assert (error.code, error.read()) == (status, b"ask by address, as http://127.0.0.1, or localhost\n")


def test_a_port_that_is_taken_is_said(monitored):
    with answering("127.0.0.1", 0, lambda: monitored) as port:
        again = answering("127.0.0.1", port, lambda: monitored)
        with pytest.raises(OSError, match=f"--health-port {port}: nobody can listen at 127.0.0.1 there"):
            again.__enter__()


def test_health_is_looked_at_while_the_watch_does_something_else(tmp_path):
    moments = iter([NIGHT] * 3)
    looked = threading.Event()

    def clock():
        try:
            return next(moments)
        except StopIteration:
            looked.set()
            return NIGHT

    attendant = Attendant(str(tmp_path), HealthLimits(), clock, each_s=0.01)
    assert attendant.seen.health is None
    with attendant.looking():
        assert looked.wait(60)
    assert attendant.seen.health.reasons == ("no run has been done yet",)


def test_what_keeps_health_from_being_known_is_kept_until_it_is(tmp_path, monkeypatch):
    attendant = Attendant(str(tmp_path), HealthLimits(), lambda: NIGHT)

    def no_drive(*_):
        raise OSError("no drive")

    with monkeypatch.context() as patched:
        patched.setattr(attendants, "health_of", no_drive)
        attendant.look()
    assert (attendant.seen.health, attendant.seen.error) == (None, "no drive")
    attendant.look()
    assert attendant.seen.health is not None and attendant.seen.error == ""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--health-port=9108", "--health-address=0.0.0.0"], "whoever reaches it reads names of cameras"),
        (["--health-port=9108", "--health-address=::"], "add --health-open if that is meant"),
        (["--health-port=9108", "--health-address=monitor"], "is no IP address"),
        (["--health-port=70000"], "is no port"),
        (["--health-address=10.0.0.5"], "nothing is answered without --health-port"),
        (["--health-open"], "nothing is answered without --health-port"),
        (["--min-coverage=2"], "is no share"),
    ],
)
def test_where_a_watch_may_not_answer_it_does_not_begin(tmp_path, capsys, given, said):
    (tmp_path / "archive").mkdir()
    inputs = ["--site", str(write_site(tmp_path)), "--archive", str(tmp_path / "archive")]
    assert main(["watch", *inputs, "--warehouse", str(tmp_path / "warehouse"), *given]) == 2
    assert said in capsys.readouterr().err and not (tmp_path / "warehouse").exists()


def test_it_answers_elsewhere_where_that_is_asked_for(monitored):
    with answering("127.0.0.2", 0, lambda: monitored) as port, pytest.raises(OSError):
        asked(port, "/health")
