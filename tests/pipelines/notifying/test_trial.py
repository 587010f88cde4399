"""A trial goes to each of those whom the site file names, and is noted nowhere."""

import json
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from pantau.pipelines.command_line import main
from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.notifying.ledger import Ledger
from tests.pipelines.notifying.test_mail import TO, Post, office
from tests.transforms.evidence.conftest import SITE

NOON = datetime(2026, 11, 2, 5, tzinfo=UTC)


@pytest.fixture
def tried(hall, server, tmp_path, monkeypatch, capsys):
    """Tries the webhook and the mail server at a port, and gives the exit status and what was said."""
    monkeypatch.setattr(clock, "now", lambda: NOON)

    def asked(port, site="hall"):
        mail = f"{{server: 127.0.0.1, port: {port}, security: none, from: pantau@example.id, to: [{', '.join(TO)}]}}"
        ways = f"notifications: {{webhook: {{url: '{server.url}'}}, mail: {mail}}}\n" if port else ""
        (tmp_path / "site.yaml").write_text(SITE.replace("id: hall", f"id: {site}") + ways, "utf-8")
        status = main(["health", "--warehouse", str(hall), "--notify-test", str(tmp_path / "site.yaml")])
        said = capsys.readouterr()
        return status, (said.out + said.err).splitlines()

    return asked


def test_each_is_told_and_what_became_of_it_is_said(hall, server, tried):
    letters = Post()
    with office(letters) as port:
        assert tried(port) == (0, ["webhook: has taken it", "mail: has taken it"])
    ((_, _, body),) = server.taken
    assert json.loads(body) == {
        "notification": "trial-20261102T050000Z",
        "kind": "trial",
        "site": "hall",
        "at": "2026-11-02T05:00:00+00:00",
        "text": "Hall: trial\n\nThis is a trial. Whoever reads it will be told what the site file says.",
    }
    ((_, receivers, content),) = letters.delivered
    assert receivers == list(TO)
    assert message_from_bytes(content, policy=policy.default)["Subject"] == "[pantau] Hall: trial"
    assert [Ledger(str(hall), "hall").tellings(word) for word in ("webhook", "mail")] == [{}, {}]


def test_who_does_not_take_it_is_named_and_the_others_are_told(server, tried):
    server.answers, letters = [500], Post()
    letters.refused = {TO[1]}
    with office(letters) as port:
        status, said = tried(port)
    assert (status, said) == (1, ["webhook: 127.0.0.1: answers 500", f"mail: 127.0.0.1: does not take it for {TO[1]}"])
    assert len(letters.delivered) == 1


def test_a_site_file_that_names_nobody_is_refused(server, tried):
    status, said = tried(None)
    assert status == 2 and "names nobody; add a webhook or mail to its notifications" in said[-1]
    assert server.taken == []


def test_a_site_file_of_another_warehouse_is_refused_and_nobody_is_told(server, tried):
    with office(Post()) as port:
        status, said = tried(port, "annex")
    assert status == 2 and "--notify-test" in said[-1] and "is of site annex, and the warehouse of hall" in said[-1]
    assert server.taken == []
