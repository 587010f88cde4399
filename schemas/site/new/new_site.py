"""What a new site file is made from: what was found in the archive, and what only people of the office know."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

ZONE_TYPES = ("service", "public", "staff", "restricted")
"""Kinds of places that a camera shows, the usual one first."""


@dataclass(frozen=True)
class LegalRegister:
    """What the law asks of a camera (UU 27/2022, art. 17), as it was typed: texts, an ISO date, a number of days."""

    purpose: str
    legal_basis: str
    notice_date: str
    retention_days: str


@dataclass(frozen=True)
class NewCamera:
    """A camera of a recorder; `note` says what was found of it."""

    id: str
    recorder: str
    channel: int | None
    device: str | None
    zone_type: str
    register: LegalRegister
    note: str = ""


@dataclass(frozen=True)
class NewPattern:
    """A way of naming files that the program does not know by itself."""

    id: str
    regex: str
    channel_base: int


@dataclass(frozen=True)
class NewRecorder:
    """A folder of the archive, empty for all of it, and the patterns by which its names are read."""

    id: str
    folder: str
    patterns: tuple[NewPattern, ...] = ()


@dataclass(frozen=True)
class NewKnownStart:
    """A file whose name tells no time: whose it is, when it begins (ISO, with its offset), and how that is known."""

    file: str
    camera: str
    recorder: str
    started_at: str
    source: str


@dataclass(frozen=True)
class NewSite:
    """A site with one agency.

    timezone: of the office; names_timezone: in which its recorders write their names. hours: of each weekday (`mon`, …)
    as `07:30-16:00`, empty for closed; hours_source: the rule that they come from. counters: their names.
    """

    name: str
    timezone: str
    names_timezone: str
    agency: str
    hours: dict[str, str]
    hours_source: str
    counters: tuple[str, ...]
    recorders: tuple[NewRecorder, ...]
    cameras: tuple[NewCamera, ...]
    known_starts: tuple[NewKnownStart, ...] = ()


def identifier(text: str, otherwise: str, taken: Iterable[str] = ()) -> str:
    """A name safe in folders and in SQL, made of any text; with a number behind it where it is taken.

    `otherwise` goes before what begins with no letter, and stands for what has no letter or digit at all.
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].rstrip("-")
    if not name[:1].isalpha():
        name = f"{otherwise}-{name}".rstrip("-")
    others, number, found = set(taken), 2, name
    while found in others:
        found, number = f"{name}-{number}", number + 1
    return found
