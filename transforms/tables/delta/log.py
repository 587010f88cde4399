"""The log of a Delta table: entries that are created once, each whole and synced, and what stands after them."""

import hashlib
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from pantau.transforms.storage.place import Place
from pantau.transforms.tables import atomic_files
from pantau.transforms.tables.atomic_files import sha256_of
from pantau.transforms.tables.copies import brought_folder, copy_path, keep_entry
from pantau.transforms.tables.delta.actions import Action, added_file, definition_of
from pantau.transforms.tables.table_file import TableFile

LOG = "_delta_log"
SET_ASIDE = "_set_aside"
_ENGINE = "pantau"


@dataclass(frozen=True)
class LogState:
    """What a log says after its entry `version` (-1: after none): the files that stand, and what its table is.

    `names` are paths in the folder of the table, `definition` is that of `definition_of`, empty before the first entry.
    """

    version: int = -1
    names: frozenset[str] = frozenset()
    definition: str = ""


NOTHING = LogState()


def entry_path(root: Place, table: str, version: int) -> Place:
    """The file of an entry."""
    return root / table / LOG / f"{version:020}.json"


def read_path(root: Place, table: str, version: int) -> Path:
    """The file of an entry as it was when `versions` was asked last: in a bucket, a copy on this machine."""
    return copy_path(entry_path(root, table, version))


def versions(root: Place, table: str) -> list[int]:
    """The versions of a table that have an entry, in order."""
    names = atomic_files.names_in(brought_folder(root / table / LOG))
    return [int(name[:20]) for name in names if len(name) == 25 and name.endswith(".json") and name[:20].isdigit()]


def last_version(root: Place, table: str) -> int:
    """The newest version of a table that has an entry; -1 where none has."""
    return (versions(root, table) or [-1])[-1]


def read_entry(root: Place, table: str, version: int) -> list[Action]:
    """The actions of an entry.

    Raises:
        ValueError: it is damaged, or not there.
    """
    path = read_path(root, table, version)
    if not path.exists():
        brought_folder(root / table / LOG)
    try:
        actions = parsed(path.read_bytes())
    except FileNotFoundError:
        actions = None
    if actions is None:
        raise ValueError(
            f"{entry_path(root, table, version)}: is no whole entry of a Delta log, and runs are known by it; bring it "
            "back from a backup"
        )
    return actions


def actions_between(root: Place, table: str, after: int, last: int) -> Iterator[Action]:
    """The actions of the entries after a version and up to another, in their order; see `read_entry`."""
    for version in range(after + 1, last + 1):
        yield from read_entry(root, table, version)


def info_of(actions: Iterable[Action]) -> dict:
    """What whoever wrote an entry said of it; empty where nothing was."""
    return next((action["commitInfo"] for action in actions if "commitInfo" in action), {})


def create_entry(root: Place, table: str, version: int, info: dict, actions: list[Action]) -> str:
    """Writes an entry, which makes a version of the table, and gives its SHA-256.

    It names the SHA-256 of the entry before it, and how many actions follow: a part of it is known to be one.

    Raises:
        FileExistsError: there is an entry of that version; it is left as it is.
        OSError: it cannot be written; then there is none.
    """
    previous = sha256_of(read_path(root, table, version - 1)) if version else ""
    noted = {
        "timestamp": now_ms(),
        "operation": "WRITE",
        "operationParameters": {},
        "engineInfo": _ENGINE,
        "previous": previous,
        "actions": len(actions),
        **info,
    }
    lines = [json.dumps(line, separators=(",", ":")) for line in ({"commitInfo": noted}, *actions)]
    content = ("\n".join(lines) + "\n").encode()
    path = entry_path(root, table, version)
    keep_entry(path, content, atomic_files.create(path, content))
    return hashlib.sha256(content).hexdigest()


def replay(root: Place, table: str, base: LogState = NOTHING) -> LogState:
    """What a log says after its last entry, from what it says after that of `base`; see `read_entry`."""
    version, names, definition = max(base.version, last_version(root, table)), set(base.names), base.definition
    for action in actions_between(root, table, base.version, version):
        if "add" in action:
            names.add(unquote(action["add"]["path"]))
        elif "remove" in action:
            names.discard(unquote(action["remove"]["path"]))
        elif "metaData" in action:
            definition = definition_of(action)
    return LogState(version, frozenset(names), definition)


def changed_between(root: Place, table: str, after: int, last: int) -> tuple[list[TableFile], list[str]]:
    """The files that stand after the version `last` and did not after `after`, and the names of those that did alone.

    What was taken out and came back meanwhile, as by a run that was killed and the next, is neither. See `read_entry`.
    """
    first: dict[str, str] = {}
    newest: dict[str, Action] = {}
    for action in actions_between(root, table, after, last):
        (kind,) = action
        if kind in ("add", "remove"):
            path = action[kind]["path"]
            first.setdefault(path, kind)
            newest[path] = action
    added = [added_file(table, newest[path]) for path, kind in first.items() if kind == "add" and kind in newest[path]]
    removed = [unquote(path) for path, kind in first.items() if kind == "remove" and kind in newest[path]]
    return added, removed


def layouts_of(root: Place, table: str) -> set[str]:
    """The layouts of all files that a log ever added; see `read_entry`."""
    actions = actions_between(root, table, -1, last_version(root, table))
    return {added_file(table, action).layout for action in actions if "add" in action}


def set_torn_aside(root: Place, table: str, after: int) -> None:
    """Moves an entry that is torn or lacks the one before it, and those behind, out of the log: of those after `after`.

    Nobody was told of these versions, and no client reads a table with such an entry. An empty one is taken for a
    version by some.
    """
    torn = False
    for expected, version in enumerate((one for one in versions(root, table) if one > after), after + 1):
        path = entry_path(root, table, version)
        content = path.read_bytes()
        torn = torn or version != expected or parsed(content) is None
        if torn:
            set_aside(root, path)


def set_log_aside(root: Place, table: str) -> None:
    """Moves a log out of its table, which then is none to other engines, until it is written anew."""
    for name in atomic_files.names_in(root / table / LOG):
        set_aside(root, root / table / LOG / name)


def set_aside(root: Place, path: Place) -> None:
    """Moves a file of the warehouse to where no reader looks."""
    name = "-".join(part for part in path.relative_to(root).parts if part != LOG)
    atomic_files.replace(root / SET_ASIDE / name, path.read_bytes())
    atomic_files.remove(path)


def now_ms() -> int:
    """Milliseconds since the epoch, UTC."""
    return time.time_ns() // 1_000_000


def parsed(content: bytes) -> list[Action] | None:
    """The actions of an entry's content; `None` where it is not whole."""
    try:
        actions = [json.loads(line) for line in content.splitlines()]
    except ValueError:
        return None
    if not actions or not all(isinstance(action, dict) for action in actions):
        return None
    told = info_of(actions).get("actions", len(actions) - 1)
    return actions if told == len(actions) - 1 else None
