"""What people say of a new site, and the site file made of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from pantau.pipelines.site_setup import CameraProposal, SetupFindings, TimelessCamera
from pantau.schemas.site import SiteFileError, parse_site
from pantau.schemas.site.new.new_site import LegalRegister, NewCamera, NewKnownStart, NewSite
from pantau.schemas.site.new.written import written

Typed = Annotated[str, Field(max_length=500)]
MOST = 1000
"""Cameras, counters and patterns of a site at most: chosen, ten times those of the largest known."""


class _Sent(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class SentRegister(_Sent):
    """What the law asks for, as typed."""

    purpose: Typed
    legal_basis: Typed
    notice_date: Typed
    retention_days: Typed


class SentCamera(_Sent):
    """A camera that was found under the name `was`; `register` where it is another than that of the rest."""

    was: Typed
    id: Typed
    zone_type: Typed
    register_of_its_own: SentRegister | None = None


class SentKnownStart(_Sent):
    """When a file begins whose name does not tell it: by the clock of its recorder, as `2026-11-02T08:00`.

    camera: the name under which its camera was found. source: how it is known.
    """

    file: Annotated[str, Field(max_length=4096)]
    camera: Typed
    started_at: Typed
    source: Typed


class SiteAnswers(_Sent):
    """All that was typed; `zone` and `patterns` say by what the names of the archive were read."""

    zone: Typed
    office_zone: Typed
    patterns: Annotated[list[Typed], Field(max_length=MOST)]
    name: Typed
    agency: Typed
    counters: Annotated[list[Typed], Field(max_length=MOST)]
    hours: dict[Typed, Typed]
    hours_source: Typed
    register_of_all: SentRegister
    cameras: Annotated[list[SentCamera], Field(min_length=1, max_length=MOST)]
    known_starts: Annotated[list[SentKnownStart], Field(max_length=MOST)] = []


@dataclass(frozen=True)
class FieldRefusal:
    """Why the site file would not be valid; `field` names the field of the form that it is about, `None` for none."""

    field: str | None
    sentence: str


def new_site_text(answers: SiteAnswers, found: SetupFindings) -> tuple[str, tuple[FieldRefusal, ...]]:
    """The text of the new site file, and why it is not valid.

    Raises:
        KeyError: a camera is named that was not found, or is left out.
    """
    known = found.places
    cameras = tuple(_camera(sent, known[sent.was], answers.register_of_all) for sent in answers.cameras)
    used = {camera.recorder for camera in cameras}
    counters = tuple(name for name in (one.strip() for one in answers.counters) if name)
    text = written(
        NewSite(
            answers.name,
            answers.office_zone,
            answers.zone,
            answers.agency,
            answers.hours,
            answers.hours_source,
            counters,
            tuple(recorder for recorder in found.recorders if recorder.id in used),
            cameras,
            tuple(_known_start(sent, answers, known) for sent in answers.known_starts),
        )
    )
    try:
        parse_site(text)
    except SiteFileError as error:
        refusals = [FieldRefusal(_field(one.path, answers), one.sentence) for one in error.problems]
        return text, tuple(dict.fromkeys(refusals)) or (FieldRefusal(None, str(error)),)
    return text, ()


def _camera(sent: SentCamera, found: CameraProposal | TimelessCamera, of_all: SentRegister) -> NewCamera:
    register = sent.register_of_its_own or of_all
    return NewCamera(
        sent.id,
        found.recorder,
        found.channel,
        found.device,
        sent.zone_type,
        LegalRegister(**register.model_dump()),
        found.note,
    )


def _known_start(
    sent: SentKnownStart, answers: SiteAnswers, found: dict[str, CameraProposal | TimelessCamera]
) -> NewKnownStart:
    """With the offset that the clocks of the names have then; a moment that is none stays as it was typed."""
    names = {camera.was: camera.id for camera in answers.cameras}
    try:
        local = datetime.fromisoformat(sent.started_at).replace(tzinfo=ZoneInfo(answers.zone))
        started = local.isoformat(" ", "seconds")
    except ValueError:
        started = sent.started_at
    return NewKnownStart(sent.file, names[sent.camera], found[sent.camera].recorder, started, sent.source)


def _field(path: tuple[str | int, ...], answers: SiteAnswers) -> str | None:
    """The field of the form from which a place of the site file was made."""
    match path:
        case ("name" | "id",):
            return "name"
        case ("timezone",):
            return "office_zone"
        case ("agencies", *_):
            return "agency"
        case ("counters", *_):
            return "counters"
        case ("calendar", "periods", 0, "source"):
            return "hours_source"
        case ("calendar", *_):
            return "hours"
        case ("recorders", _, "known_starts", *_):
            return "known_starts"
        case ("cameras", int(number), "purpose" | "legal_basis" | "notice_date" | "retention_days" as name):
            own = answers.cameras[number].register_of_its_own
            return f"{name}-{answers.cameras[number].was}" if own else name
        case ("cameras", int(number), *_):
            return f"id-{answers.cameras[number].was}"
        case _:
            return None
