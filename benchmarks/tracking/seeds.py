"""Seeds that nobody has chosen: they come from the commit, so that a program cannot have been tuned on them; and what
else tells which runs can be compared."""

import hashlib
import subprocess

from benchmarks.measuring import PROJECT


def commit() -> str:
    """The hash of the checkout's commit, with a `+` if it was changed since; `unknown` outside of a checkout."""
    try:
        head = _git("rev-parse", "HEAD")
        return head + ("+" if _git("status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def seeds_from(text: str, count: int) -> list[int]:
    """So many seeds from 1,000 on (those below serve development), different for another text."""
    digest = hashlib.sha256(text.encode()).digest()
    first = 1_000 + int.from_bytes(digest[:3], "big") % 900_000
    return [first + number for number in range(count)]


def material() -> str:
    """A hash of the program that makes days up, 12 hex digits."""
    return material_of("made/*.py")


def material_of(pattern: str) -> str:
    """A hash of files of this folder, 12 hex digits: what they make is the same as long as it is."""
    files = sorted((PROJECT / "benchmarks" / "tracking").glob(pattern))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _git(*arguments: str) -> str:
    return subprocess.run(("git", *arguments), cwd=PROJECT, check=True, capture_output=True, text=True).stdout.strip()
