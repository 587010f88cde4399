"""Who was shown which footage, when: noted before it is shown, in the table `custody` of the warehouse."""

import secrets
from datetime import UTC, datetime
from typing import Literal

from pantau.desk.access.roles import Caller
from pantau.desk.figures.answering import Row
from pantau.schemas.tables import CUSTODY
from pantau.transforms.tables.appended.appended_rows import AppendedRows

_OF_RECORDING = (
    "site_id",
    "agency_id",
    "camera_id",
    "service_date",
    "recording_id",
    "recording_uri",
    "recording_sha256",
)


class Custody:
    """Notes what one desk shows; several desks of a warehouse note beside each other."""

    def __init__(self, warehouse: str) -> None:
        self._rows = AppendedRows(warehouse, CUSTODY)

    def note(self, who: Caller, kind: Literal["clip", "frame"], recording: Row, from_s: float, to_s: float) -> None:
        """Notes that somebody is shown a part of a recording (a row of `recordings`), in seconds of its footage.

        Raises:
            WarehouseError: it cannot be noted; it is not to be shown then.
        """
        self._rows.add(
            {
                "look_id": secrets.token_hex(8),
                "shown_at": datetime.now(UTC),
                "account": who.name,
                "account_role": who.role.word,
                "footage_kind": kind,
                "from_s": from_s,
                "to_s": to_s,
                **{name: recording[name] for name in _OF_RECORDING},
            }
        )
