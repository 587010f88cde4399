"""Work on several things at once, in processes that are started anew: one that is forked has locks of threads that are
not there any more, and waits for them for ever."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any


def side_by_side(function: Callable[[Any], Any], elements: Iterable[Any], processes: int = 1) -> Iterator[Any]:
    """What a function makes of each element, in order; in this process if in one."""
    if processes == 1:
        yield from map(function, elements)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(function, elements)
