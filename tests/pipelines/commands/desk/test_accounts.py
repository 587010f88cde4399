"""`pantau account`: accounts are made, changed and removed; the password is nowhere."""

import io
import json

import pytest

from pantau.desk.access.accounts import is_password, read_accounts
from pantau.pipelines.command_line import main
from pantau.pipelines.commands.desk.accounts import _asked

WORDS = "correct horse battery"


@pytest.fixture
def account(tmp_path, monkeypatch):
    def run(*arguments, password=WORDS):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\nnot read\n"))
        return main(["account", *arguments, f"--accounts={tmp_path / 'accounts.json'}"])

    return run


def test_accounts_are_made_changed_listed_and_removed(account, tmp_path, capsys):
    path = tmp_path / "accounts.json"
    assert account("add", "ani", "--role=viewer") == 0
    assert account("add", "budi", "--role=administrator") == 0
    assert path.stat().st_mode & 0o777 == 0o600 and [one.name for one in tmp_path.iterdir()] == ["accounts.json"]
    assert WORDS not in path.read_text() and "$argon2id$" in path.read_text()
    assert account("add", "ani", "--role=reviewer") == 2
    assert "has an account 'ani' already; --replace changes it" in capsys.readouterr().err
    assert account("add", "ani", "--role=reviewer", "--replace", password="another long sentence") == 0
    assert account("list") == 0
    assert capsys.readouterr().out == "budi\tadministrator\nani\treviewer\n"
    ani = read_accounts(path).named("ani")
    assert (is_password(ani, "another long sentence"), is_password(ani, WORDS)) == (True, False)
    assert account("remove", "ani") == 0 and read_accounts(path).named("ani") is None
    assert account("remove", "ani") == 2 and "has no account 'ani'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "password", "why"),
    [
        ("ani", "short", "the password has 5 letters; choose one of 15 to 200"),
        ("ani", "x" * 201, "the password has 201 letters"),
        ("Ani", WORDS, "'Ani' is no name of an account"),
        ("local", WORDS, "and not 'local'"),
        ("a" * 65, WORDS, "is no name of an account"),
        ("", WORDS, "'' is no name of an account"),
        ("ani\n", WORDS, "is no name of an account"),
    ],
)
def test_what_is_no_name_or_no_password_is_refused(account, tmp_path, capsys, name, password, why):
    assert account("add", name, "--role=viewer", password=password) == 2
    assert why in capsys.readouterr().err and not (tmp_path / "accounts.json").exists()


@pytest.mark.parametrize("content", ["{", "[]", '{"accounts": [{"name": "x"}]}', '{"accounts": [], "more": 1}'])
def test_a_file_that_holds_something_else_is_left_as_it_is(account, tmp_path, capsys, content):
    path = tmp_path / "accounts.json"
    path.write_text(content)
    path.chmod(0o600)
    assert account("add", "ani", "--role=viewer") == 2
    assert "is no file of accounts" in capsys.readouterr().err and path.read_text() == content


def test_a_file_that_others_may_read_is_not_used(account, tmp_path, capsys):
    path = tmp_path / "accounts.json"
    path.write_text(json.dumps({"accounts": []}))
    path.chmod(0o640)
    assert account("list") == 2
    assert f"others than its owner may read or write it; `chmod 600 {path}`" in capsys.readouterr().err


def test_at_a_terminal_the_password_is_asked_for_twice(monkeypatch):
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    typed = iter(["one long sentence", "one long sentence", "one long sentence", "another sentence"])
    assert _asked(lambda _: next(typed)) == "one long sentence"
    with pytest.raises(ValueError, match="the two passwords differ"):
        _asked(lambda _: next(typed))
