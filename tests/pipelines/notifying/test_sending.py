"""An end for servers that are slow, and for who is to find them."""

import socket
import threading

import pytest

from pantau.pipelines.notifying import sending as module
from pantau.pipelines.notifying.sending import Untold, ended_in_time, look_up
from pantau.pipelines.notifying.webhook import post
from pantau.schemas.site.notifying.notifications import Webhook
from tests.pipelines.notifying.conftest import NOTICE


@pytest.fixture
def no_answer(monkeypatch):
    """A name server that does not answer while the test runs."""
    ended = threading.Event()
    monkeypatch.setattr(module, "ANSWER_WITHIN_S", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: ended.wait(60) and [])
    yield
    ended.set()


def test_a_name_that_is_not_found_in_time_is_told(no_answer):
    with pytest.raises(Untold, match=r"hooks\.example\.id: its name is not found within 0\.05 s; see to this machine"):
        post(Webhook(url="https://hooks.example.id/"), NOTICE, 0)


def test_a_name_that_nobody_has_is_told(monkeypatch):
    def unknown(*_, **__):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(socket.gaierror, match="Name or service not known"):
        look_up("nobody.example.id", 443)
    with pytest.raises(Untold, match=r"hooks\.example\.id: .*Name or service not known"):
        post(Webhook(url="https://hooks.example.id/"), NOTICE, 0)


def test_who_connects_only_when_time_is_over_is_ended_all_the_same(monkeypatch):
    monkeypatch.setattr(module, "DONE_WITHIN_S", 0.05)
    mine, theirs = socket.socketpair()
    mine.settimeout(60)
    asked, lines = threading.Event(), []

    def talking():
        asked.set()
        return lines[0] if lines else None

    with mine, theirs, pytest.raises(Untold, match=r"has not answered within 0\.05 s"), ended_in_time(talking):
        # Nothing is there to be ended yet, as while a name is looked up.
        assert asked.wait(60)
        lines.append(mine)
        assert mine.recv(1) == b""
