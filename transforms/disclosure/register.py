"""The releases that were made of a warehouse, so that no two of them can be subtracted from each other.

One small file a release, in the warehouse's folder `_releases`, created whole and once, as entries of logs are,
before the release is written: one that was passed on is in the register, whenever the machine stopped.
"""

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, date, datetime

from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables.atomic_files import create, names_in

FOLDER = "_releases"


@dataclass(frozen=True)
class RegisteredRelease:
    """A release: its id, which goes with its bytes, its service dates, both included, and its time bins."""

    release_id: str
    first: str
    last: str
    bin_minutes: int
    made_at: str


class OverlappingRelease(ValueError):
    """There is another release of some of these service dates."""


def register(warehouse: str | Place, release_id: str, first: date, last: date, bin_minutes: int) -> None:
    """Registers a release, if it may be made; the same one again changes nothing.

    Raises:
        OverlappingRelease: another release has some of the dates.
        ValueError: a file of the register is damaged.
        OSError: the register cannot be written, or, in Cloud Storage, not be reached.
    """
    folder = place_of(warehouse) / FOLDER
    while True:
        names = [name for name in names_in(folder) if name.endswith(".json") and name[:-5].isdecimal()]
        for name in names:
            other = _read(folder / name)
            if other.release_id == release_id:
                return
            if other.first <= str(last) and other.last >= str(first):
                raise OverlappingRelease(
                    f"{first} to {last}: release {other.release_id} of {other.first} to {other.last} (bins of "
                    f"{other.bin_minutes} minutes, made {other.made_at}) has some of these dates, and two releases of "
                    "common dates can be subtracted from each other. Pass on that one again, or name dates outside it. "
                    f"If it has never left the office, delete it and {folder / name}, then export again"
                )
        one = RegisteredRelease(
            release_id, str(first), str(last), bin_minutes, datetime.now(UTC).isoformat(timespec="seconds")
        )
        number = int(names[-1][:-5]) + 1 if names else 1
        try:
            create(folder / f"{number:08d}.json", (json.dumps(asdict(one), indent=1) + "\n").encode())
            return
        except FileExistsError:
            continue  # Somebody else has registered one meanwhile: it must be compared with first.


def _read(path: Place) -> RegisteredRelease:
    try:
        read = json.loads(path.read_bytes())
        found = RegisteredRelease(**{field.name: read[field.name] for field in fields(RegisteredRelease)})
        date.fromisoformat(found.first), date.fromisoformat(found.last)
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{path}: does not say which dates were released ({error}); bring it back from a backup"
        ) from error
    return found
