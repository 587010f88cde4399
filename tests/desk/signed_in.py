"""Browsers of a desk with accounts."""

from dataclasses import replace
from pathlib import Path

from argon2 import PasswordHasher
from starlette.testclient import TestClient

from pantau.desk.access.accounts import Account, Accounts, change_accounts, read_accounts
from pantau.desk.access.door import TOKEN_HEADER
from pantau.desk.settings import DeskSettings, Reach
from pantau.schemas.vocabulary import ACCOUNT_ROLES
from tests.desk.conftest import HOST

WORDS = "correct horse battery"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""A hash says itself what it costs: this one nothing, where a test is not of that."""

NAMES = {role: f"a-{role}" for role in ACCOUNT_ROLES}


def accounts_in(folder: Path) -> Path:
    """A file with an account of each role."""
    made = tuple(Account(name=name, role=role, password=QUICK.hash(WORDS)) for role, name in NAMES.items())
    change_accounts(folder / "accounts.json", lambda _: Accounts(accounts=made))
    return folder / "accounts.json"


def with_accounts(settings: DeskSettings, folder: Path) -> DeskSettings:
    """The settings of a desk that asks who one is."""
    return replace(settings, reach=Reach(accounts=accounts_in(folder)))


class SomebodysBrowser:
    """A browser of an account of a role, or without one; its session was begun by the desk itself."""

    def __init__(self, app, role: str | None = None) -> None:
        headers = {"accept-language": "en", "origin": f"http://{HOST}", "sec-fetch-site": "same-origin"}
        self.client = TestClient(app, f"http://{HOST}", headers=headers, follow_redirects=False)
        self.token = ""
        if role:
            account = Account(name=NAMES[role], role=role, password=_hash_of(app, NAMES[role]))
            self.secret = app.state.sessions.begin(account)
            self.client.cookies.set("pantau-session", self.secret)
            self.token = app.state.sessions.caller(self.secret, Accounts(accounts=(account,))).token

    def get(self, path: str, **headers: str):
        return self.client.get(path, headers=headers)

    def post(self, path: str, sent: object = None, **headers: str):
        return self.client.post(path, json=sent, headers={TOKEN_HEADER: self.token, **headers})


def _hash_of(app, name: str) -> str:
    return read_accounts(app.state.settings.reach.accounts).named(name).password
