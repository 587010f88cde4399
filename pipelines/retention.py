"""Retention: what was seen is deleted when it is due, as a run of the ledger; what was found stays."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pantau.pipelines.reporting.json_log import note
from pantau.schemas.site import Site
from pantau.schemas.site.base import normal_form
from pantau.schemas.tables import DELETIONS, RECORDINGS
from pantau.transforms.hours import ONE_DAY
from pantau.transforms.provenance import code_hash, config_hash, short_hash
from pantau.transforms.retention import Verdict, dates_shown, judge
from pantau.transforms.tables.observed_files import (
    ObservedPlace,
    Weight,
    observed_dates,
    observed_places,
    remove_observed,
    weigh,
)
from pantau.transforms.tables.partition_files import read_table
from pantau.transforms.tables.transaction import commit_draft, draft_of
from pantau.transforms.tables.writing.append import add_rows


@dataclass(frozen=True)
class JudgedRecording:
    """What is there of a recording, its row of `recordings` if it has one, and what is to happen to it."""

    place: ObservedPlace
    recording: dict | None
    weight: Weight
    verdict: Verdict


def judged(site: Site, warehouse: str, today: date) -> list[JudgedRecording]:
    """All that is older than its retention: to be deleted, held, or without a rule.

    Raises:
        ValueError: a hold names a recording that the warehouse does not know.
    """
    _refuse_unknown_recordings(site, warehouse)
    days = (day for day in observed_dates(warehouse) if day < today)
    return [one for day in days for one in _judged(site, warehouse, day, today)]


def delete(site: Site, warehouse: str, today: date, wait_s: float = 0.0) -> list[JudgedRecording]:
    """Deletes what is due, and gives what `judged` found; nothing is written where nothing is due.

    What is to go is committed before it goes: a deletion that is broken off is finished by the next one, and nothing is
    ever gone of which the ledger does not say so.

    Raises:
        ValueError: as `judged`.
        Occupied: another run has been writing to the warehouse for `wait_s` seconds more.
    """
    with draft_of(warehouse, wait_s) as draft:
        found = judged(site, str(draft), today)
        due = [one for one in found if one.verdict.word == "delete"]
        if due:
            rows = _new_rows(site, str(draft), due)
            add_rows(draft, DELETIONS, rows)
            run = commit_draft(draft, _notes(site, today, due))
            note("run_committed", f"run {run} deletes what was seen on {len(due)} recordings", run=run)
            for one in due:
                remove_observed(warehouse, one.place)
                note("deleted", "retention", recording=_uri(one), camera_id=one.place.camera_id)
    return found


def closed_dates(site: Site, warehouse: str, days: Iterable[date]) -> set[date]:
    """Those of the dates of which something that was seen is deleted: their events cannot be made again."""
    asked, closed = set(days), set()
    for day in asked | {day - ONE_DAY for day in asked}:
        for row in read_table(warehouse, DELETIONS, service_date=day).to_pylist():
            closed |= set(dates_shown(site.zone, day, row if row["ended_at"] else None))
    return closed & asked


def _judged(site: Site, warehouse: str, day: date, today: date) -> Iterator[JudgedRecording]:
    rows = {row["recording_id"]: row for row in read_table(warehouse, RECORDINGS, service_date=day).to_pylist()}
    for place in observed_places(warehouse, day):
        recording = rows.get(place.recording_id)
        verdict = judge(site, place.camera_id, day, recording, today)
        if verdict.word != "keep":
            yield JudgedRecording(place, recording, weigh(warehouse, place), verdict)


def _refuse_unknown_recordings(site: Site, warehouse: str) -> None:
    held = {uri for hold in site.retention.holds for uri in hold.recordings}
    if not held:
        return
    unknown = held - set(map(normal_form, read_table(warehouse, RECORDINGS)["recording_uri"].to_pylist()))
    if unknown:
        raise ValueError(
            f"retention.holds: recording {min(unknown)} is not in the warehouse; write its path as `recordings` has it "
            "(nothing was deleted, lest it be the one that is meant)"
        )


def _new_rows(site: Site, draft: str, due: list[JudgedRecording]) -> Iterator[dict]:
    now = datetime.now(UTC)
    for one in due:
        place, recording = one.place, one.recording or {}
        standing = read_table(draft, DELETIONS, service_date=place.service_date).to_pylist()
        if (place.recording_id, one.weight.hash) in {(row["recording_id"], row["deleted_hash"]) for row in standing}:
            continue
        yield {
            "site_id": site.id,
            **place._asdict(),
            **{name: recording.get(name) for name in ("recording_uri", "recording_sha256", "started_at", "ended_at")},
            "retention_days": one.verdict.days,
            "deleted_at": now,
            "deleted_rows": one.weight.rows,
            "deleted_bytes": one.weight.bytes,
            "deleted_hash": one.weight.hash,
        }


def _notes(site: Site, today: date, due: list[JudgedRecording]) -> dict:
    return {
        "command": "retain",
        "site_id": site.id,
        "today": today.isoformat(),
        "service_dates": sorted({one.place.service_date.isoformat() for one in due}),
        "code_hash": code_hash(),
        "config_hash": config_hash(site),
        "recordings": len(due),
        "recordings_hash": short_hash(*sorted((one.place.recording_id, one.weight.hash) for one in due)),
        "holds": [hold.model_dump(mode="json", by_alias=True) for hold in site.retention.holds],
    }


def _uri(one: JudgedRecording) -> str | None:
    return one.recording["recording_uri"] if one.recording else None
