"""What a site file says that is allowed and cannot be right here and now: each with its place and a remedy."""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import PurePosixPath

from pantau.schemas.site import Site
from pantau.schemas.site.cross_references import Problem


def future_notices(site: Site, today: date) -> Iterator[Problem]:
    """Cameras whose notice has not been displayed by the local date `today`: none of their recordings is used."""
    for i, camera in enumerate(site.cameras):
        if camera.notice_date > today:
            why = "has not been yet, and no recording from before it is used; correct it if the notice is displayed"
            yield ("cameras", i, "notice_date"), str(camera.notice_date), why


def unmet_known_starts(site: Site, paths: Collection[str]) -> Iterator[Problem]:
    """Known starts that name none of an archive's files, whose `paths` are in normal form."""
    for i, recorder in enumerate(site.recorders):
        for j, known in enumerate(recorder.known_starts):
            if known.file in paths:
                continue
            name = PurePosixPath(known.file).name.casefold()
            near = min((path for path in paths if PurePosixPath(path).name.casefold() == name), default=None)
            remedy = f"write {near} if that is meant" if near else "correct it, or remove it if the file was deleted"
            yield ("recorders", i, "known_starts", j, "file"), known.file, f"is no file of the archive; {remedy}"
