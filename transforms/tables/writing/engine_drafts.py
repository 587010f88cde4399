"""Drafts of runs that an engine carries: it may begin one twice, go back to a checkpoint amid it, and commit it again.

No process holds such a draft, so it says itself what its run is about and whether that has ended. What was begun and
has not ended is under way, whoever works on it.
"""

import json
import time
from collections.abc import Callable

from pantau.schemas.tables import COMMITS
from pantau.transforms.planned_run import PlannedRun
from pantau.transforms.storage.looks import one_look
from pantau.transforms.storage.place import Place, place_of
from pantau.transforms.tables.atomic_files import create, discard, names_in, put, stats_in
from pantau.transforms.tables.delta.log import last_version
from pantau.transforms.tables.drafts import ASKED, BASE, PLAN, note_base
from pantau.transforms.tables.partition import DRAFTS, root_of
from pantau.transforms.tables.transaction import alone, begun

ENDED = "ended"

KEPT_S = 3600.0
"""For so long the draft of a run that has ended is kept: an engine that goes back to a checkpoint from before its end
carries it once more. Chosen: checkpoints are minutes apart."""


def engine_draft(warehouse: str | Place, name: str) -> Place:
    """The draft of a run by the name that only its engine gives it."""
    return place_of(warehouse).absolute() / DRAFTS / name


def begin_run(draft: Place, plan: Callable[[str], PlannedRun], wait_s: float = 0.0) -> PlannedRun:
    """The run of a draft: as it was begun, else as `plan` makes it for the address of the draft.

    Raises:
        Occupied: another process has been writing to the folder for `wait_s` seconds more.
        ValueError: an earlier version wrote the warehouse, and it is to be upgraded; or a log is damaged.
        CloudError: it is in a bucket that cannot be reached.
    """
    if (run := run_of_draft(draft)) is not None:
        return run
    root = root_of(draft)
    with alone(root, wait_s), one_look():
        if BASE not in names_in(draft):
            note_base(draft, begun(root), last_version(root, COMMITS.name))
        run = plan(str(draft))
        create(draft / PLAN, json.dumps(run).encode())
    return run


def run_of_draft(draft: Place) -> PlannedRun | None:
    """What the run of a draft is about; `None` where it was not begun."""
    if PLAN not in names_in(draft):
        return None
    noted = json.loads((draft / PLAN).read_bytes())
    noted = json.loads((draft / PLAN).read_bytes())
    return PlannedRun(*(tuple(one) if isinstance(one, list) else one for one in noted))


def end_run(draft: Place, number: int | None) -> None:
    """Notes that a run has ended, and its number, if it was committed."""
    put(draft / ENDED, json.dumps(number).encode())


def has_ended(draft: Place) -> bool:
    """Whether the run of a draft has ended."""
    return ENDED in names_in(draft)


def is_refused(draft: Place) -> bool:
    """Whether the run of a draft has ended and was not committed."""
    return has_ended(draft) and json.loads((draft / ENDED).read_bytes()) is None


def is_under_way(draft: Place) -> bool:
    """Whether a run was begun and has not ended."""
    there = names_in(draft)
    return PLAN in there and ENDED not in there


def any_under_way(warehouse: str | Place, name: str) -> bool:
    """Whether a run is under way, of those whose drafts' names begin so."""
    drafts = engine_draft(warehouse, name).parent
    return any(is_under_way(path.parent) for path, _ in list(stats_in(drafts, f"{name}-*/{PLAN}")))


def ask_to_end(warehouse: str | Place, name: str) -> None:
    """Asks whoever begins runs under a name to begin no further one."""
    put(engine_draft(warehouse, name) / ASKED, b"")


def is_asked_to_end(warehouse: str | Place, name: str) -> bool:
    """Whether somebody has asked for that."""
    return ASKED in names_in(engine_draft(warehouse, name))


def discard_ended(draft: Place) -> None:
    """Removes the drafts beside one whose runs have ended long since."""
    oldest_ns = time.time_ns() - int(KEPT_S * 1e9)
    for path, stat in list(stats_in(draft.parent, f"*/{ENDED}")):
        if stat.st_mtime_ns < oldest_ns:
            discard(path.parent)
