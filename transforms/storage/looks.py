"""One look at a bucket: while it lasts, what lies below a name is listed once, so that all answers are of one state.

Whoever decides by it is right all the same: an entry that somebody else has written since is found by the precondition
of the one that is written now.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

_listings: ContextVar[dict[str, list] | None] = ContextVar("listings", default=None)
_T = TypeVar("_T")


@contextmanager
def one_look() -> Iterator[None]:
    """Listings of this thread are kept until it ends, but for those in which this thread writes; within another one,
    this is a part of that."""
    if _listings.get() is not None:
        yield
        return
    token = _listings.set({})
    try:
        yield
    finally:
        _listings.reset(token)


def seen_once(place: str, listed: Callable[[], list[_T]]) -> list[_T]:
    """What is listed below a place: asked for, or as it was seen before in this look."""
    kept = _listings.get()
    if kept is None:
        return listed()
    if place not in kept:
        kept[place] = listed()
    return kept[place]


def look_again() -> None:
    """What was seen in this look may be otherwise by now."""
    if (kept := _listings.get()) is not None:
        kept.clear()


def forget(place: str) -> None:
    """A place was written to: it is looked at again."""
    kept = _listings.get() or {}
    for below in [below for below in kept if place.startswith(below)]:
        del kept[below]
