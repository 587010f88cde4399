"""Where `pantau desk` listens and who reaches it: what is refused, and what it serves."""

import io

import pytest

from pantau.pipelines.command_line import main
from tests.transforms.evidence.conftest import SITE

WORDS = "correct horse battery"
TLS = ["--certificate=c.pem", "--key=k.pem"]
OUTSIDE = "without accounts it listens on 127.0.0.1 alone"
UNREAD = "passwords and footage would go over the network for all to read"
UNNAMED = "--name: say by which name browsers ask for the desk"


@pytest.fixture
def given(tmp_path, monkeypatch):
    (tmp_path / "site.yaml").write_text(SITE, encoding="utf-8")
    for name in ("archive", "warehouse"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{WORDS}\n"))
    assert main(["account", "add", "ani", "--role=viewer", f"--accounts={tmp_path / 'accounts.json'}"]) == 0
    return [
        "desk",
        *(f"--{name}={tmp_path / name}" for name in ("archive", "warehouse")),
        f"--site={tmp_path}/site.yaml",
    ]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--address=0.0.0.0"], f"--address 0.0.0.0: the desk shows people, so {OUTSIDE}"),
        (["--address=192.168.1.5", *TLS], OUTSIDE),
        (["--address=::1"], OUTSIDE),
        (["--behind-proxy", "--name=desk.example.id"], f"--behind-proxy: the desk shows people, so {OUTSIDE}"),
        (["--address=localhost"], "--address 'localhost': is no IP address"),
        (["--address="], "--address '': is no IP address"),
        (["--address=192.168.1.5", "ACCOUNTS"], UNREAD),
        (["--address=0.0.0.0", "ACCOUNTS", "--name=desk.example.id"], UNREAD),
        (["--address=0.0.0.0", "ACCOUNTS", *TLS], UNNAMED),
        (["ACCOUNTS", "--behind-proxy"], UNNAMED),
        (["--certificate=c.pem"], "TLS needs both"),
        (["--key=k.pem"], "TLS needs both"),
        (["--accounts=gone.json"], "gone.json: cannot be read (No such file or directory); `pantau account add` makes"),
    ],
)
def test_what_would_show_people_or_passwords_is_refused(given, tmp_path, capsys, options, why):
    accounts = f"--accounts={tmp_path / 'accounts.json'}"
    assert main([*given, *(accounts if option == "ACCOUNTS" else option for option in options)]) == 2
    assert why in capsys.readouterr().err


@pytest.mark.parametrize("name", ["archive", "warehouse"])
def test_accounts_lie_in_neither_folder(given, tmp_path, capsys, name):
    (tmp_path / "accounts.json").rename(tmp_path / name / "accounts.json")
    assert main([*given, f"--accounts={tmp_path / name / 'accounts.json'}"]) == 2
    assert f"accounts.json: lies in the {name}; keep it where nobody else looks" in capsys.readouterr().err


def test_a_file_without_accounts_lets_nobody_in_and_is_said(given, tmp_path, capsys):
    path = tmp_path / "accounts.json"
    assert main(["account", "remove", "ani", f"--accounts={path}"]) == 0
    assert main([*given, f"--accounts={path}"]) == 2
    assert f"--accounts {path}: holds none" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "http://127.0.0.1:8080"),
        (["--address=10.1.2.3", "--port=8443", *TLS], "https://10.1.2.3:8443"),
        (["--address=::", *TLS, "--name=[2001:db8::1]:8080"], "https://[2001:db8::1]:8080"),
        (["--behind-proxy", "--name=desk.example.id", "--address=10.1.2.3"], "https://desk.example.id"),
    ],
)
def test_it_says_where_browsers_find_it(given, tmp_path, capsys, monkeypatch, options, told):
    served = []
    monkeypatch.setattr("pantau.desk.serving.serve", lambda settings, listens: (served.append(settings), listens()))
    assert main([*given, f"--accounts={tmp_path / 'accounts.json'}", *options]) == 0
    assert capsys.readouterr().out == f"{told} shows Hall; end it with Ctrl-C\n"
    assert told.partition("//")[2] in served[0].hosts


@pytest.mark.parametrize("broken", ["gone", "no certificate"])
def test_a_certificate_that_cannot_be_used_is_said(given, tmp_path, capsys, broken):
    if broken != "gone":
        for name in ("c.pem", "k.pem"):
            (tmp_path / name).write_text(broken)
    pem = [f"--certificate={tmp_path / 'c.pem'}", f"--key={tmp_path / 'k.pem'}"]
    assert main([*given, f"--accounts={tmp_path / 'accounts.json'}", "--address=127.0.0.2", *pem]) == 2
    assert "cannot be used (" in (said := capsys.readouterr().err) and "both are PEM files" in said
