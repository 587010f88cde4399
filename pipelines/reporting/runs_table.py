"""The ledger of runs: which program made which date from which inputs."""

from datetime import UTC, date, datetime

import pyarrow.compute as pc

from pantau.pipelines.batch_run import BatchRun
from pantau.schemas.tables import COVERAGE, EVENT_TABLES, RECORDINGS, REJECTS, RUNS
from pantau.transforms.provenance import code_hash, config_hash, run_id, short_hash
from pantau.transforms.site_on_date import site_on_date
from pantau.transforms.tables.partition_files import Partition, count_rows, read_table, write_partition


def run_ids(batch: BatchRun) -> dict[date, str]:
    """The run of each date, by the inputs that the inventory found."""
    return {day: run_id(batch.site, day, _inputs(batch.warehouse, day)) for day in batch.days}


def _inputs(warehouse: str, day: date) -> list[tuple[str, int]]:
    found = read_table(warehouse, RECORDINGS, ("recording_uri", "bytes"), service_date=day)
    rejects = read_table(warehouse, REJECTS, ("input", "bytes", "step"), service_date=day)
    failed = rejects.filter(pc.equal(rejects["step"], "probe")).drop_columns("step")
    return [tuple(row) for rows in (found, failed) for row in zip(*rows.to_pydict().values(), strict=True)]


def enter(batch: BatchRun, command: str, began: datetime, succeeded: bool, recordings_observed: int) -> None:
    """Adds a row for each of the run's dates; `began` is when the command started, UTC."""
    ended, ids = datetime.now(UTC), run_ids(batch)
    for day in batch.days:
        recordings = read_table(batch.warehouse, RECORDINGS, ("duration_s",), service_date=day)
        entry = {
            "run_id": ids[day],
            "site_id": batch.site.id,
            "service_date": day,
            "time_zone": batch.site.timezone,
            "command": command,
            "started_at": began,
            "ended_at": ended,
            "outcome": "complete" if succeeded else "rejects",
            "final": _is_final(batch.warehouse, day),
            "code_hash": code_hash(),
            "config_hash": config_hash(batch.site),
            "model_hash": short_hash(*(batch.observer.version(camera.id, day) for camera in batch.site.cameras)),
            "recordings": recordings.num_rows,
            "rejected": count_rows(batch.warehouse, REJECTS, service_date=day),
            "recorded_s": float(sum(recordings["duration_s"].to_pylist())),
            "recordings_observed": recordings_observed,
            "event_rows": sum(count_rows(batch.warehouse, table, service_date=day) for table in EVENT_TABLES),
            "site_on_date": site_on_date(batch.site, day, batch.observer.version_anywhere(day)),
        }
        entries = [*read_table(batch.warehouse, RUNS, service_date=day).to_pylist(), entry]
        write_partition(batch.warehouse, Partition(RUNS, (day,)), RUNS.arrow(entries))


def _is_final(warehouse: str, day: date) -> bool | None:
    """Whether no recording of a date can still come; `None` of one of which nothing is known."""
    states = set(read_table(warehouse, COVERAGE, ("coverage_state",), service_date=day)["coverage_state"].to_pylist())
    return "not_yet" not in states if states else None


def run_notes(batch: BatchRun, command: str) -> dict:
    """What a run notes of itself in `commits`: its dates, versions, and the recordings it was made from."""
    columns = "recording_uri", "recording_sha256"
    found = [read_table(batch.warehouse, RECORDINGS, columns, service_date=day).to_pydict() for day in batch.days]
    inputs = sorted(pair for rows in found for pair in zip(*(rows[name] for name in columns), strict=True))
    return {
        "command": command,
        "site_id": batch.site.id,
        "service_dates": [day.isoformat() for day in batch.days],
        "code_hash": code_hash(),
        "config_hash": config_hash(batch.site),
        "model_hash": _model_hash(batch),
        "recordings": len(inputs),
        "recordings_hash": short_hash(*inputs),
    }


def _model_hash(batch: BatchRun) -> str:
    return short_hash(*(batch.observer.version(camera.id, day) for day in batch.days for camera in batch.site.cameras))
