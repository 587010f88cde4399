"""What a site file says that is allowed and cannot be right here and now: each with its place and a remedy."""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import PurePosixPath

from pantau.schemas.sentences import sentence
from pantau.schemas.site import Site
from pantau.schemas.site.cross_references import Problem


def future_notices(site: Site, today: date) -> Iterator[Problem]:
    """Cameras whose notice has not been displayed by the local date `today`: none of their recordings is used."""
    for i, camera in enumerate(site.cameras):
        if camera.notice_date > today:
            yield ("cameras", i, "notice_date"), str(camera.notice_date), sentence("notice_to_come")


def unmet_known_starts(site: Site, paths: Collection[str]) -> Iterator[Problem]:
    """Known starts that name none of an archive's files, whose `paths` are in normal form."""
    for i, recorder in enumerate(site.recorders):
        for j, known in enumerate(recorder.known_starts):
            if known.file in paths:
                continue
            name = PurePosixPath(known.file).name.casefold()
            near = min((path for path in paths if PurePosixPath(path).name.casefold() == name), default=None)
            why = sentence("known_start_elsewhere", near=near) if near else sentence("known_start_unmet")
            yield ("recorders", i, "known_starts", j, "file"), known.file, why
