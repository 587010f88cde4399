"""The first stage: which recordings there are, what they really hold, and what time they account for."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime

import apache_beam as beam

from pantau.pipelines.batch_run import BatchRun, agency_days
from pantau.pipelines.coverage import account_for_time
from pantau.pipelines.engine import decoding_options
from pantau.pipelines.reporting.step_counts import StepCount, step_counts
from pantau.schemas.site import Site
from pantau.schemas.site.base import normal_form
from pantau.schemas.tables import RECORDINGS
from pantau.schemas.vocabulary import NO_RECORDING
from pantau.transforms.dead_letters import REJECTED, WriteRejects
from pantau.transforms.provenance import run_id
from pantau.transforms.recordings.camera_assignment import CameraAssigner, NamedRecording, UnnamedFile, dates_reached
from pantau.transforms.recordings.clocks.correct_clocks import CorrectClocks
from pantau.transforms.recordings.clocks.following_files import beside_the_next
from pantau.transforms.recordings.copies import SetCopiesAside
from pantau.transforms.recordings.files.kinds import TEMPORARY
from pantau.transforms.recordings.listing import Listed, list_archive
from pantau.transforms.recordings.probed.probe_recordings import ProbeRecordings
from pantau.transforms.recordings.probed.probed_recording import recording_row
from pantau.transforms.recordings.recording_rows import reject_unnamed, rejecter
from pantau.transforms.rejects import Reject
from pantau.transforms.tables.partition_files import partitions_of
from pantau.transforms.tables.write import WriteElements

SET_ASIDE = "set_aside"
STEPS = ("list", "name", "probe")
MAY_BE_ONE = "rename it if it is a recording, or move it out of the archive"


@dataclass(frozen=True)
class Listing:
    """An archive, as its names tell it: files with a camera and a time, and rejects of files without.

    `others` counts the files that are no video by their endings, rejects or not; `ignored` what operating systems,
    storage devices and this program left in the archive, and is in no table. `paths` has all that is listed, in normal
    form, where the site file names files; else it is empty. `set_aside` are files that are not read for their endings,
    whose camera and time are known all the same, with the reason.
    """

    named: tuple[NamedRecording, ...]
    rejects: tuple[Reject, ...]
    others: Counter
    ignored: Counter = field(default_factory=Counter)
    paths: frozenset[str] = frozenset()
    set_aside: tuple[tuple[NamedRecording, str], ...] = ()

    def dates(self, site: Site) -> list[date]:
        """The service dates on which recordings begin, also those that are set aside."""
        files = (*self.named, *(named for named, _ in self.set_aside))
        return sorted({named.service_date(site.zone) for named in files})


def read_listing(site: Site, archive: str, now: datetime | None = None) -> Listing:
    """Lists an archive and reads its names; files are opened only where the site file dates them by their containers.

    Each file in a recorder's folder is named or a reject, but for what is `ignored`. No recording that begins after
    `now`, aware, is believed; `None` believes all.

    Raises:
        NotADirectoryError: the archive is not a folder.
        ValueError: it is a warehouse, or a naming pattern of the site file is not valid.
    """
    named, rejects, others, ignored, paths, set_aside = [], [], Counter(), Counter(), set(), []
    undated = run_id(site, date.min, [])

    def reject(listed: Listed, step: str, word: str, reason: str) -> None:
        rejects.append(reject_unnamed(listed.path, listed.bytes, step, word, reason, site, undated))

    with closing(CameraAssigner(site, archive, now)) as assigner:
        for listed in list_archive(archive):
            if assigner.known:
                paths.add(normal_form(listed.path))
            if listed.kind == "ignored":
                ignored[listed.note] += 1
            elif listed.kind == "set_aside" or (listed.kind == "unknown" and assigner.owns(listed.path)):
                why = f"{listed.path}: {listed.note}; {MAY_BE_ONE}"
                by_ending = listed.kind == "unknown" or listed.note == TEMPORARY
                if by_ending and (likely := assigner.likely(listed)):
                    set_aside.append((likely, why))
                else:
                    reject(listed, "list", SET_ASIDE, why)
            elif listed.kind == "recording":
                try:
                    named.append(assigner.assign(listed))
                except UnnamedFile as error:
                    reject(listed, "name", error.word, str(error))
            else:
                others[listed.suffix or "no suffix"] += 1
                if assigner.owns(listed.path):
                    reject(listed, "list", NO_RECORDING, f"{listed.path}: {listed.note}; nothing is lost")
    named = tuple(beside_the_next(named, site.zone))
    return Listing(named, tuple(rejects), others, ignored, frozenset(paths), tuple(set_aside))


def take_inventory(batch: BatchRun, listing: Listing) -> list[StepCount]:
    """Writes recordings, rejects and coverage of the run's dates; what its steps have counted."""
    days = _with_days_before(batch, listing)
    files = [named for named in listing.named if named.service_date(batch.site.zone) in days]
    run_ids = {day: run_id(batch.site, day, _inputs(files, day, batch.site)) for day in days}
    options, at_once = decoding_options(batch.engine)
    with beam.Pipeline(options=options) as pipeline:
        named = pipeline | "Name recordings" >> beam.Create(files, reshuffle=False).with_output_types(NamedRecording)
        probed = named | "Hash and probe" >> ProbeRecordings(batch.site, batch.archive, run_ids, at_once)
        single = probed.done | SetCopiesAside()
        timed = single.done | CorrectClocks(batch.site, batch.archive, batch.warehouse, tuple(days))
        _ = timed.done | "Write recordings" >> WriteElements(
            RECORDINGS, batch.warehouse, agency_days(batch.site, days), row_of=recording_row
        )
        rejects = [*listing.rejects, *_set_aside(batch.site, listing, run_ids)]
        unnamed = pipeline | "Name rejects" >> beam.Create(rejects, reshuffle=False).with_output_types(Reject)
        _ = (
            (probed[REJECTED], single[REJECTED], timed[REJECTED], unnamed)
            | "All rejects" >> beam.Flatten()
            | "Write rejects" >> WriteRejects(batch.warehouse, (None, *days), STEPS)
        )
    account_for_time(replace(batch, days=tuple(days)))
    return step_counts(pipeline.result)


def _set_aside(site: Site, listing: Listing, run_ids: dict[date, str]) -> Iterator[Reject]:
    """Rejects of the files that are set aside, of the run's dates."""
    reject = rejecter("list", site, run_ids)
    for named, why in listing.set_aside:
        if named.service_date(site.zone) in run_ids:
            yield reject(named, UnnamedFile(SET_ASIDE, why))


def _inputs(files: Iterable[NamedRecording], day: date, site: Site) -> list[tuple[str, int]]:
    return [(named.path, named.bytes) for named in files if named.service_date(site.zone) == day]


def _with_days_before(batch: BatchRun, listing: Listing) -> list[date]:
    """The run's dates, and those before whose last recordings reach into them and have never been observed."""
    reached, wanted = dates_reached(listing.named, batch.site.zone), set(batch.days)
    needed = set()
    for named in listing.named:
        day = named.service_date(batch.site.zone)
        if day not in wanted and reached[named.path] & wanted:
            needed.add(day)
    missing = {day for day in needed if not partitions_of(batch.warehouse, RECORDINGS, service_date=day)}
    return sorted(wanted | missing)
