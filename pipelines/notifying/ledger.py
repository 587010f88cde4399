"""What has been told, and how often it was tried: rows of the table `notifications`, found again by all who tell."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyarrow.parquet as pq

from pantau.pipelines.notifying.notice import Notice
from pantau.schemas.tables import NOTIFICATIONS
from pantau.transforms.storage.place import Place
from pantau.transforms.tables.atomic_files import create, names_in, opened
from pantau.transforms.tables.encoding import Encoding
from pantau.transforms.tables.partition import Partition, root_of

_NAME = re.compile(r"part-(.+)-(webhook|mail)-(\d{4}|told)\.parquet")


@dataclass(frozen=True)
class Telling:
    """How far telling one notice by one channel is: tries that have begun, and whether the server has taken it."""

    tries: int = 0
    told: bool = False


class Ledger:
    """The notices of a site, noted in its warehouse beside runs.

    Each try is noted before it is made, in a file that only one can create: of several watches one tries. No run is
    waited for.
    """

    def __init__(self, warehouse: str, site_id: str) -> None:
        self._folder: Place = root_of(warehouse) / NOTIFICATIONS.name
        self._site_id = site_id

    def tellings(self, channel: str) -> dict[str, Telling]:
        """By the identity of notices, how far telling them by a channel is. Raises OSError: it cannot be read."""
        found: dict[str, Telling] = {}
        for name in names_in(self._folder):
            if (of := _NAME.fullmatch(name)) and of[2] == channel:
                known = found.get(of[1], Telling())
                tries = known.tries if of[3] == "told" else max(known.tries, int(of[3]))
                found[of[1]] = Telling(tries, known.told or of[3] == "told")
        return found

    def tried_at(self, identity: str, channel: str, tries: int) -> datetime:
        """When a try began, UTC. Raises OSError: it cannot be read."""
        file = opened(self._path(identity, channel, f"{tries:04}"))
        return pq.ParquetFile(file).read(["noted_at"])["noted_at"][0].as_py()

    def begin(self, notice: Notice, channel: str, tries: int, now: datetime) -> bool:
        """Notes that a try begins; False if somebody else has begun it. Raises OSError: it cannot be written."""
        return self._note(notice, channel, f"{tries:04}", tries, False, now)

    def settle(self, notice: Notice, channel: str, tries: int, now: datetime) -> None:
        """Notes that the server has taken it. Raises OSError: it cannot be written."""
        self._note(notice, channel, "told", tries, True, now)

    def _note(self, notice: Notice, channel: str, word: str, tries: int, told: bool, now: datetime) -> bool:
        row = {
            "notification_id": notice.id,
            "notification_kind": notice.kind,
            "site_id": self._site_id,
            "service_date": notice.day,
            "channel": channel,
            "tries": tries,
            "told": told,
            "noted_at": now,
        }
        # In a bucket who creates a file with the content that it has already is not told so.
        encoding = Encoding(Partition(NOTIFICATIONS, ()), {"writer": secrets.token_hex(8)})
        encoding.add(NOTIFICATIONS.arrow([row]))
        try:
            create(self._path(notice.id, channel, word), encoding.content())
        except FileExistsError:
            return False
        return True

    def _path(self, identity: str, channel: str, word: str) -> Place:
        return self._folder / f"part-{identity}-{channel}-{word}.parquet"
