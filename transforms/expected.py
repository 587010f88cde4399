"""What this process knows that will be done, for whoever shows how far it is. Of workers elsewhere it is silent."""

import threading
from typing import NamedTuple

from pantau.transforms.storage.place import Place


class Expected(NamedTuple):
    """A file that will be written when something is done: of what stage, how many seconds of footage, and its name."""

    stage: str
    file: Place
    seconds: float
    name: str


_expected: list[Expected] = []
_one_by_one = threading.Lock()


def expect(stage: str, file: Place, seconds: float, name: str) -> None:
    """Says that something will be done."""
    with _one_by_one:
        _expected.append(Expected(stage, file, seconds, name))


def take_expected() -> list[Expected]:
    """What has been said since this was last asked."""
    with _one_by_one:
        taken = _expected.copy()
        _expected.clear()
    return taken
