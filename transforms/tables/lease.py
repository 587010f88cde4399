"""Who writes to a warehouse in Cloud Storage: an object that is created once, renewed, and lapses.

It keeps two runs from working for nothing. What keeps them from damage is that a run's entry in `commits` is created
once too.
"""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pantau.transforms.storage.bucket_mirror import bucket_of
from pantau.transforms.tables.partition import DRAFTS

if TYPE_CHECKING:
    from pantau.transforms.storage.bucket import Bucket, StoredObject

NAME = "_lock"
RENEWED_EVERY_S = 60.0
LAPSES_AFTER_S = 900.0
"""So long after it was renewed last it may be taken; clocks may differ by less than the time between both."""

POLL_S = 5.0


class Occupied(OSError):
    """Another run writes to the warehouse."""


@contextmanager
def lease(root: Path, holder: str, wait_s: float = 0.0) -> Iterator[None]:
    """Keeps other machines from writing to the warehouse that a folder mirrors; nothing for another folder.

    One machine's runs are kept apart otherwise: what a dead process of the same folder left is taken at once.

    Raises:
        Occupied: a run on another machine has been writing to it for `wait_s` seconds more.
        CloudError: the bucket cannot be reached.
    """
    bucket = bucket_of(root)
    if bucket is None:
        yield
        return
    token = {"holder": holder, "mirror": _mirror_id(root), "lease": uuid.uuid4().hex}
    held = [_taken(bucket, token, time.monotonic() + wait_s)]
    ended = threading.Event()
    renewer = threading.Thread(target=_renew, args=(bucket, token, held, ended), daemon=True)
    renewer.start()
    try:
        yield
    finally:
        ended.set()
        renewer.join()
        # If it cannot be given back it lapses.
        with suppress(OSError):
            bucket.remove(NAME, held[0].generation)


def _taken(bucket: "Bucket", token: dict[str, str], until: float) -> "StoredObject":
    while True:
        with suppress(FileExistsError):
            return bucket.create(NAME, _content(token))
        found = bucket.find(NAME)
        if found is None:
            continue
        holder = _read(bucket)
        lapsed_s = time.time() - found.updated_ns / 1e9 - LAPSES_AFTER_S
        if holder.get("mirror") == token["mirror"] or lapsed_s > 0:
            with suppress(FileExistsError):
                return bucket.create(NAME, _content(token), over=found.generation)
        elif time.monotonic() >= until:
            raise Occupied(
                f"{bucket.place()}: {holder.get('holder', 'another run')} writes to it; wait until it has ended, or "
                f"give --wait SECONDS; if its machine is dead, its hold lapses in {-lapsed_s:.0f} s"
            )
        time.sleep(min(POLL_S, max(0.0, until - time.monotonic())))


def _renew(bucket: "Bucket", token: dict[str, str], held: list["StoredObject"], ended: threading.Event) -> None:
    while not ended.wait(RENEWED_EVERY_S):
        # Taken by another, or out of reach: the run learns of it when it commits.
        with suppress(OSError):
            held[0] = bucket.create(NAME, _content(token), over=held[0].generation)


def _content(token: dict[str, str]) -> bytes:
    return json.dumps({**token, "written": uuid.uuid4().hex}).encode()


def _read(bucket: "Bucket") -> dict[str, str]:
    try:
        return json.loads(bucket.read(NAME))
    except (FileNotFoundError, ValueError):
        return {}


def _mirror_id(root: Path) -> str:
    path = root / DRAFTS / "mirror"
    with suppress(FileExistsError), path.open("x", encoding="ascii") as file:
        file.write(uuid.uuid4().hex)
    return path.read_text(encoding="ascii")
