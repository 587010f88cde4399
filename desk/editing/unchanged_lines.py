"""A text in which only those lines differ that a change is about, though it was written anew as a whole."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import count
from typing import NamedTuple


class _Pair(NamedTuple):
    """Lines from `lo` to `hi` of the text written anew, and the lines that say the same, `other_lo` to `other_hi`."""

    lo: int
    hi: int
    other_lo: int
    other_hi: int


def carried_over(original: str, anew: str, changed: str) -> str:
    """The change from `anew` to `changed`, made to `original`, of which `anew` is another way of writing.

    Where the original is written otherwise on the very lines of the change, they are as in `changed`.
    """
    ours, plain, wanted = (text.splitlines(keepends=True) for text in (original, anew, changed))
    same = _pairs(plain, ours)
    out: list[str] = []
    place = 0
    for hunk in _joined([_widened(hunk, same) for hunk in _changes(plain, wanted)]):
        # Lines of the original alone, such as a comment, stay before the line that is changed.
        out += _lines(ours, same, place, hunk.lo + 0.5 * (hunk.hi > hunk.lo))
        out += wanted[hunk.other_lo : hunk.other_hi]
        place = hunk.hi
    return "".join([*out, *_lines(ours, same, place, len(plain) + 1)])


def _pairs(plain: Sequence[str], ours: Sequence[str]) -> list[_Pair]:
    """All lines of both texts in order: equal ones one by one, others in blocks that stand for each other."""
    pairs = []
    for word, lo, hi, other_lo, other_hi in _matcher(plain, ours).get_opcodes():
        if word == "equal":
            pairs += [_Pair(i, i + 1, j, j + 1) for i, j in zip(range(lo, hi), count(other_lo), strict=False)]
        else:
            pairs.append(_Pair(lo, hi, other_lo, other_hi))
    return pairs


def _changes(plain: Sequence[str], wanted: Sequence[str]) -> list[_Pair]:
    return [_Pair(*places) for word, *places in _matcher(plain, wanted).get_opcodes() if word != "equal"]


def _matcher(first: Sequence[str], second: Sequence[str]) -> SequenceMatcher:
    # Lines such as `kind: seat` come hundreds of times; to pair each with each takes minutes on large files.
    return SequenceMatcher(None, first, second, autojunk=len(first) > 2000)


def _widened(hunk: _Pair, same: Sequence[_Pair]) -> _Pair:
    """The change with the whole of each block that it reaches into."""
    lo, hi = hunk.lo, hunk.hi
    for block in same:
        if block.lo < max(hi, lo + 1) and block.hi > lo and (hi > lo or block.lo < lo):
            lo, hi = min(lo, block.lo), max(hi, block.hi)
    return _Pair(lo, hi, hunk.other_lo - (hunk.lo - lo), hunk.other_hi + (hi - hunk.hi))


def _joined(hunks: Sequence[_Pair]) -> list[_Pair]:
    """Changes that reach into each other as one; the lines between them are the same in both texts."""
    found: list[_Pair] = []
    for hunk in hunks:
        if found and hunk.lo < found[-1].hi:
            last = found.pop()
            lo, hi = min(last.lo, hunk.lo), max(last.hi, hunk.hi)
            hunk = _Pair(lo, hi, last.other_lo - (last.lo - lo), hunk.other_hi + (hi - hunk.hi))
        found.append(hunk)
    return found


def _lines(ours: Sequence[str], same: Sequence[_Pair], lo: int, hi: float) -> list[str]:
    """The original's lines for those from `lo` until before `hi` of the text written anew."""
    inside = [pair for pair in same if lo <= pair.lo < hi and pair.hi <= hi]
    return [line for pair in inside for line in ours[pair.other_lo : pair.other_hi]]
