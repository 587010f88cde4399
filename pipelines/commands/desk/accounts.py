"""`pantau account`: who may sign in to a desk."""

import argparse
import sys
from collections.abc import Callable
from getpass import getpass
from importlib.util import find_spec
from pathlib import Path

from pantau.schemas.vocabulary import ACCOUNT_ROLES

DETAIL = """A viewer sees figures, a reviewer also footage, an administrator also sets up the site and runs nights. The
file holds a hash of each password (Argon2id). A desk that runs heeds a change at once: who is removed, or has a new
password, is signed out."""


def describe(parser: argparse.ArgumentParser) -> None:
    """The three things to do with accounts."""
    parser.epilog = DETAIL
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    add = actions.add_parser("add", help="make an account; asks for its password, or reads a line", allow_abbrev=False)
    add.add_argument("name", metavar="NAME", help="small letters, digits, . _ -")
    add.add_argument("--role", required=True, choices=ACCOUNT_ROLES, help="what it may do")
    add.add_argument("--replace", action="store_true", help="change one that is there: role and password")
    remove = actions.add_parser("remove", help="remove an account", allow_abbrev=False)
    remove.add_argument("name", metavar="NAME")
    for action in (add, remove, actions.add_parser("list", help="name them with their roles", allow_abbrev=False)):
        action.add_argument("--accounts", required=True, metavar="FILE", help="the file of accounts; made if not there")


def run(arguments: argparse.Namespace, _: list[str]) -> int:
    """0 when it was done.

    Raises:
        ValueError, OSError: the name, the password or the file cannot be used.
    """
    if find_spec("argon2") is None:
        raise ValueError("pantau account needs argon2-cffi: install it with `pip install 'pantau[desk]'`")
    from pantau.desk.access import accounts as held

    path = Path(arguments.accounts)
    if arguments.action == "list":
        for account in held.read_accounts(path).accounts:
            print(f"{account.name}\t{account.role}")
        return 0

    def without(accounts: held.Accounts) -> tuple[held.Account, ...]:
        return tuple(account for account in accounts.accounts if account.name != arguments.name)

    def removed(accounts: held.Accounts) -> held.Accounts:
        if accounts.named(arguments.name) is None:
            raise held.AccountsError(f"{path}: has no account {arguments.name!r}; `pantau account list` names them")
        return held.Accounts(accounts=without(accounts))

    def added(accounts: held.Accounts) -> held.Accounts:
        if accounts.named(arguments.name) and not arguments.replace:
            raise held.AccountsError(f"{path}: has an account {arguments.name!r} already; --replace changes it")
        return held.Accounts(accounts=(*without(accounts), made))

    if arguments.action == "add":
        made = held.new_account(arguments.name, arguments.role, _asked())
    held.change_accounts(path, added if arguments.action == "add" else removed)
    return 0


def _asked(ask: Callable[[str], str] = getpass) -> str:
    """The password: asked for twice at a terminal, without showing it; else the first line of standard input.

    Raises:
        ValueError: the two differ.
    """
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = ask("Password: ")
    if ask("Again: ") != password:
        raise ValueError("the two passwords differ; nothing was changed")
    return password
