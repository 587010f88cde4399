"""Each password that was tried, noted in the table `sign_ins`: of which account, from where, and if it was right."""

import logging
import secrets
from datetime import UTC, datetime

from pantau.desk.access.accounts import Account
from pantau.schemas.tables import SIGN_INS
from pantau.transforms.tables.appended.appended_rows import AppendedRows

log = logging.getLogger(__name__)

LONGEST_ADDRESS = 100
"""Letters of an address that are kept: a proxy may tell anything. Chosen, more than any address has."""


class NotedSignIns:
    """Notes who tries to sign in to one desk; several desks of a warehouse note beside each other."""

    def __init__(self, warehouse: str) -> None:
        self._rows = AppendedRows(warehouse, SIGN_INS)

    def note(self, account: Account | None, address: str, is_right: bool) -> None:
        """Notes a try of an account, `None` where there is none of the name that was typed, which is not kept.

        Where that cannot be written, the log of the desk says it, and whoever has the password is let in all the same:
        a full disk must not keep out who can mend it. Footage is not shown then, see `Custody`.
        """
        try:
            self._rows.add(
                {
                    "sign_in_id": secrets.token_hex(8),
                    "tried_at": datetime.now(UTC),
                    "tried_account": account.name if account else None,
                    "address": address[:LONGEST_ADDRESS],
                    "sign_in_outcome": "signed_in" if is_right else "wrong_password",
                }
            )
        except OSError as error:
            log.error("who signs in cannot be noted: %s", error)
