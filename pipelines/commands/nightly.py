"""`pantau nightly`, and its stages alone: `inventory`, `observe`, `events`."""

import argparse
import time
from collections.abc import Iterable
from datetime import date, datetime

from pantau.pipelines.batch_run import BatchRun
from pantau.pipelines.commands.arguments import clock
from pantau.pipelines.commands.arguments.dates import days_between, describe_dates, first_and_last
from pantau.pipelines.commands.arguments.inputs import (
    describe_inputs,
    given_content,
    given_observer,
    given_site,
    refuse_unfit,
)
from pantau.pipelines.commands.arguments.language import describe_language
from pantau.pipelines.commands.arguments.warehouse import prepare_warehouse
from pantau.pipelines.dataflow.job import is_for_dataflow, submit_job
from pantau.pipelines.night import STAGES
from pantau.pipelines.nightly import run_night
from pantau.pipelines.notifying.notifier import Notifier
from pantau.pipelines.reporting.index_refresh import refresh_index
from pantau.pipelines.reporting.kept_limits import kept_limits
from pantau.pipelines.reporting.outcome import Outcome
from pantau.pipelines.reporting.site_remarks import future_notices, unmet_known_starts
from pantau.pipelines.reporting.summary import print_outcome
from pantau.pipelines.retention import closed_dates
from pantau.pipelines.watching.attendant import Attendant
from pantau.schemas.site import Site
from pantau.schemas.site.base import normal_form
from pantau.schemas.site.load import placed
from pantau.schemas.tables import RECORDINGS
from pantau.transforms.recordings.listing import list_archive
from pantau.transforms.recordings.named.naming import DatedFile, named_files
from pantau.transforms.rejects import Reject
from pantau.transforms.storage.address import is_cloud
from pantau.transforms.storage.looks import one_look
from pantau.transforms.tables.partition_files import count_rows, partitions_of
from pantau.transforms.tables.transaction import Occupied


def describe(parser: argparse.ArgumentParser) -> None:
    """Arguments that the run and its stages share."""
    describe_inputs(parser)
    describe_dates(parser, "without dates, all of the archive")
    describe_language(parser)


def run(arguments: argparse.Namespace, engine: list[str]) -> int:
    """0 when nothing was lost beyond what the site file allows, else 1.

    Raises:
        ValueError, OSError: the site file, the folders or the dates cannot be used.
        Occupied: another run writes to the warehouse.
        RuntimeError: the run broke off.
    """
    site, stages = given_site(arguments.site), STAGES if arguments.command == "nightly" else (arguments.command,)
    now = clock.now()
    batch = _batch(arguments, site, stages, now, engine)
    if is_for_dataflow(engine):
        draft = submit_job(batch, stages, now)
        print(f"Dataflow has the run, which drafts in {draft}; `pantau health` tells when it is what readers see")
        return 0
    try:
        outcome = _run(batch, stages, arguments.wait, now)
    except Occupied:
        raise
    except (ValueError, OSError) as error:
        # All that was given has been checked: what fails from here on is no bad use, and something has been done.
        raise RuntimeError(str(error)) from error
    print_outcome(outcome, arguments.lang)
    for remark in _remarks(arguments, site, "inventory" in stages, now.astimezone(site.zone).date()):
        print(remark)
    if not arguments.no_index:
        refresh_index(arguments.warehouse)
    if stages == STAGES and site.notifications.channels:
        _tell(site, arguments.warehouse, clock.now())
    return 0 if outcome.succeeded else 1


def _tell(site: Site, warehouse: str, now: datetime) -> None:
    """Tells those whom the site file names what is due; what cannot be told is said, and stops nothing."""
    try:
        limits = kept_limits(warehouse)
    except (ValueError, OSError) as error:
        print(f"nothing can be told: {error}")
        return
    Attendant(warehouse, limits, lambda: now, Notifier(site, warehouse, print)).look()


def _run(batch: BatchRun, stages: tuple[str, ...], wait_s: float, now: datetime) -> Outcome:
    """Runs the stages; in a bucket again if another run was faster, as long as is waited: what is decoded stays."""
    until = time.monotonic() + wait_s
    while True:
        try:
            return run_night(batch, stages, wait_s, now)
        except Occupied:
            if not is_cloud(batch.warehouse) or time.monotonic() >= until:
                raise


@one_look()
def _batch(
    arguments: argparse.Namespace, site: Site, stages: tuple[str, ...], now: datetime, engine: list[str]
) -> BatchRun:
    """What the run is to do, once all that was given has been checked. Raises ValueError and OSError as `run`."""
    observer = given_observer(arguments.site, site)
    refuse_unfit(arguments, site)
    asked = first_and_last(arguments, site.zone)
    # Without dates, all of the archive: its names are read once before, to know which these are.
    named = [] if asked or "inventory" not in stages else list(named_files(site, arguments.archive, now))
    today = now.astimezone(site.zone).date()
    days = _days(arguments, site, named if "inventory" in stages else None, today)
    closed = closed_dates(site, arguments.warehouse, days)
    if closed and asked:
        raise ValueError(
            f"{min(closed)}: what was seen was deleted (`pantau retain`), so its events stay as they are and cannot be "
            "made again; leave that date out"
        )
    if not days and "inventory" in stages and not named:
        raise ValueError(
            f"--archive {arguments.archive}: holds no recording; name its folder, and see that it is mounted"
        )
    if not days and "inventory" not in stages:
        raise ValueError(f"--warehouse {arguments.warehouse}: holds no recordings; run `pantau inventory` first")
    if closed:
        print(f"left out, since what was seen was deleted: {', '.join(map(str, sorted(closed)))}; their events stay")
        days = [day for day in days if day not in closed]
    prepare_warehouse(arguments.warehouse)
    return BatchRun(observer, arguments.archive, arguments.warehouse, tuple(days), tuple(engine), _after(today, days))


def _remarks(arguments: argparse.Namespace, site: Site, listed: bool, today: date) -> list[str]:
    """What the site file says that cannot be right, for whoever reads the summary."""
    found = [*future_notices(site, today)]
    if listed and any(recorder.known_starts for recorder in site.recorders):
        found += unmet_known_starts(site, {normal_form(one.path) for one in list_archive(arguments.archive)})
    return placed(given_content(arguments.site), arguments.site, found, arguments.lang)


def _days(arguments: argparse.Namespace, site: Site, named: list[DatedFile | Reject] | None, today: date) -> list[date]:
    """The dates of the run. Those that have not begun are none, unless an earlier run made something of them."""
    kept = {partition.values[0] for partition in partitions_of(arguments.warehouse, RECORDINGS)}
    made = {day for day in _after(today, kept) if count_rows(arguments.warehouse, RECORDINGS, service_date=day)}
    if asked := first_and_last(arguments, site.zone):
        days = [day for day in days_between(*asked) if day <= today or day in made]
        if asked[1] > today and asked[1] not in made:
            raise ValueError(f"{asked[1]}: has not begun, and nothing can be known of it; name dates up to {today}")
        return days
    if named is not None:
        dates = {one.recording.service_date(site.zone) for one in named if isinstance(one, DatedFile)}
        return sorted({*dates, *made})
    return sorted(kept)


def _after(today: date, days: Iterable[date]) -> frozenset[date]:
    return frozenset(day for day in days if day > today)
