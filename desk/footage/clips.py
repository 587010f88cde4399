"""The clips that were made lately, and whose turn it is to have one made."""

import secrets
import tempfile
import threading
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import anyio
from starlette.requests import Request

from pantau.pipelines.playback import BrowserClip, DrawnRequest, FootageRequest, make

WAIT_S = 20.0
"""So long a request waits for its turn: chosen, two clips that must be converted."""

MOST_CLIPS = 8
"""Kept for seeking back and forth: chosen, at most some hundred megabytes."""

ASK_EVERY_S = 0.25


class Busy(Exception):
    """Others are being served; it was not its turn in time."""


class Left(Exception):
    """The browser does not wait for the answer any more."""


@dataclass(frozen=True)
class KeptClip:
    """A clip that can be played: its file, the name in its address, what it shows, and whose browsers may have it."""

    path: Path
    name: str
    clip: BrowserClip
    lookers: set[str] = field(default_factory=set)


class Workshop:
    """Makes clips and stills, one at a time, and keeps the newest clips in a folder of its own.

    Names of clips cannot be guessed. The folder goes when the desk ends.
    """

    def __init__(self, make_footage: Callable[..., Any] = make, wait_s: float = WAIT_S) -> None:
        self._make, self._wait_s = make_footage, wait_s
        self._turn = anyio.Semaphore(1)
        self._folder = tempfile.TemporaryDirectory(prefix="pantau-desk-")
        self._clips: OrderedDict[tuple[str, float, bool], KeptClip] = OrderedDict()

    @property
    def folder(self) -> Path:
        """Where the clips lie."""
        return Path(self._folder.name)

    def close(self) -> None:
        """Removes all clips."""
        self._folder.cleanup()

    def named(self, name: str) -> KeptClip | None:
        """The clip of a name, as long as it is kept."""
        return next((clip for clip in self._clips.values() if clip.name == name), None)

    async def clip(self, asked: Request, footage: FootageRequest) -> KeptClip:
        """The clip of a moment. Raises Busy, Left and FootageLost."""
        key = (footage.row["recording_id"], round(footage.offset_s, 1), footage.at_once)
        async with self._in_turn(asked):
            if key not in self._clips:
                name = secrets.token_hex(16)
                path = self.folder / name
                try:
                    made = await self._watched(asked, replace(footage, clip=path))
                except BaseException:
                    path.unlink(missing_ok=True)
                    raise
                self._clips[key] = KeptClip(path, name, made)
                while len(self._clips) > MOST_CLIPS:
                    _, oldest = self._clips.popitem(last=False)
                    oldest.path.unlink(missing_ok=True)
            self._clips.move_to_end(key)
            return self._clips[key]

    async def drawn(self, asked: Request, footage: DrawnRequest) -> Any:
        """The manifest of a drawn clip, which lies in the file that was asked for. Raises as `clip`."""
        async with self._in_turn(asked):
            try:
                return await self._watched(asked, footage)
            except BaseException:
                footage.target.unlink(missing_ok=True)
                raise

    async def still(self, asked: Request, footage: FootageRequest) -> Any:
        """The still of a moment. Raises Busy, Left and FootageLost."""
        async with self._in_turn(asked):
            return await self._watched(asked, footage)

    @asynccontextmanager
    async def _in_turn(self, asked: Request) -> AsyncIterator[None]:
        """Waits in the order of asking, and no longer than the browser does."""
        left, has_it = threading.Event(), False
        try:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(_note_leaving, asked, left, tasks.cancel_scope)
                with anyio.move_on_after(self._wait_s):
                    await self._turn.acquire()
                    has_it = True
                tasks.cancel_scope.cancel()
            if not has_it:
                raise Left if left.is_set() else Busy
            yield
        finally:
            if has_it:
                self._turn.release()

    async def _watched(self, asked: Request, footage: FootageRequest) -> Any:
        """What is made, by a process that ends when the browser leaves."""
        left = threading.Event()
        made: list[Any] = []
        failure: Exception | None = None
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_note_leaving, asked, left)
            try:
                made.append(await anyio.to_thread.run_sync(partial(self._make, footage, left.is_set)))
            except Exception as error:
                failure = error
            tasks.cancel_scope.cancel()
        if left.is_set():
            raise Left
        if failure is not None:
            raise failure
        return made[0]


async def _note_leaving(asked: Request, left: threading.Event, wait: anyio.CancelScope | None = None) -> None:
    """Sets `left` once the browser has gone, and ends a `wait` then."""
    while not await asked.is_disconnected():
        await anyio.sleep(ASK_EVERY_S)
    left.set()
    if wait is not None:
        wait.cancel()
