"""The accounts: a small file that only its owner reads, with a hash of each password and never the password."""

import re
from collections.abc import Callable
from functools import lru_cache
from os import replace as put_in_place
from pathlib import Path
from typing import Annotated, Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from pantau.desk.access.roles import LOCAL, Role
from pantau.desk.drafted_file import alone_in, drafted
from pantau.schemas.vocabulary import ACCOUNT_ROLES

RIGHTS = 0o600
OTHERS = 0o077
MOST_BYTES = 1_000_000
"""Of an accounts file: some thousands of accounts, and more than an office has."""

SHORTEST, LONGEST = 15, 200
"""Letters of a password: the least where nothing else is asked for (NIST SP 800-63B-4, 3.1.1.2); the most is chosen, a
long sentence."""

_NAME = re.compile(r"[a-z][a-z0-9._-]{0,63}")

HASHER = PasswordHasher()
"""Argon2id with the library's parameters, those of RFC 9106 for little memory: 64 MiB, three passes."""


class AccountsError(ValueError):
    """The accounts file cannot be used, or an account is not as it must be."""


class Account(BaseModel):
    """Somebody who may sign in. `password`: its Argon2 hash, in the form of the reference program."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    role: Literal[ACCOUNT_ROLES]
    password: str

    @field_validator("name")
    @classmethod
    def _is_a_name(cls, name: str) -> str:
        if not _NAME.fullmatch(name) or name == LOCAL:
            raise ValueError(
                f"{name!r} is no name of an account: a small letter first, then letters, digits, . _ - (at most 64), "
                f"and not {LOCAL!r}"
            )
        return name

    @property
    def may(self) -> Role:
        """What the account may do."""
        return Role[self.role.upper()]


class Accounts(BaseModel):
    """What an accounts file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    accounts: Annotated[tuple[Account, ...], Field(max_length=10_000)] = ()

    def named(self, name: str) -> Account | None:
        """The account of a name."""
        return next((one for one in self.accounts if one.name == name), None)


def new_account(name: str, role: str, password: str) -> Account:
    """An account with the hash of its password.

    Raises:
        AccountsError: the name or the password is not as it must be.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise AccountsError(
            f"the password has {len(password)} letters; choose one of {SHORTEST} to {LONGEST}, such as four words"
        )
    try:
        return Account(name=name, role=role, password=HASHER.hash(password))
    except ValidationError as error:
        raise AccountsError(error.errors()[0]["msg"].removeprefix("Value error, ")) from error


def is_password(account: Account, password: str) -> bool:
    """Whether it is the password of the account; takes some tens of milliseconds, and 64 MiB."""
    try:
        return HASHER.verify(account.password, password)
    except (VerificationError, InvalidHashError):
        return False


def read_accounts(path: Path) -> Accounts:
    """The accounts of a file.

    Raises:
        AccountsError: it is not there, is no file of accounts, or others than its owner may read it.
    """
    try:
        state = path.stat()
    except OSError as error:
        raise AccountsError(f"{path}: cannot be read ({error.strerror}); `pantau account add` makes it") from error
    if state.st_mode & OTHERS:
        raise AccountsError(f"{path}: others than its owner may read or write it; `chmod 600 {path}`")
    return _read(path, (state.st_ino, state.st_mtime_ns, state.st_size))


@lru_cache(maxsize=2)
def _read(path: Path, _: tuple[int, int, int]) -> Accounts:
    """The accounts, read once for each state of the file: every request asks for them."""
    try:
        with path.open("rb") as file:
            return Accounts.model_validate_json(file.read(MOST_BYTES))
    except OSError as error:
        raise AccountsError(f"{path}: cannot be read ({error.strerror})") from error
    except ValidationError as error:
        raise AccountsError(f"{path}: is no file of accounts; make it anew with `pantau account add`") from error


def change_accounts(path: Path, change: Callable[[Accounts], Accounts]) -> Accounts:
    """Puts changed accounts in the place of a file, or makes it; readers see all of it or none.

    Raises:
        AccountsError: it cannot be read.
        OSError: it cannot be written; then it is as it was.
    """
    target = path.resolve()
    with alone_in(target.parent):
        changed = change(read_accounts(target) if target.exists() else Accounts())
        with drafted(target, changed.model_dump_json(indent=1) + "\n", RIGHTS) as draft:
            put_in_place(draft, target)
    return changed
