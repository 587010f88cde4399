"""The ledger of runs: which program made which date from which inputs."""

from datetime import UTC, date, datetime

from pipelines.night import Night
from schemas.tables import EVENT_TABLES, RECORDINGS, REJECTS, RUNS
from transforms.provenance import code_hash, config_hash, run_id, short_hash
from transforms.warehouse.partitions import Partition, read_table, write_partition


def run_ids(night: Night) -> dict[date, str]:
    """The run of each date, by the inputs that the inventory found."""
    return {day: run_id(night.site, day, _inputs(night.warehouse, day)) for day in night.days}


def _inputs(warehouse: str, day: date) -> list[tuple[str, int]]:
    found = read_table(warehouse, RECORDINGS, service_date=day).to_pylist()
    failed = [row for row in read_table(warehouse, REJECTS, service_date=day).to_pylist() if row["step"] == "probe"]
    return [(row["recording_uri"], row["bytes"]) for row in found] + [(row["input"], row["bytes"]) for row in failed]


def enter(night: Night, command: str, began: datetime, succeeded: bool, looked_at: int) -> None:
    """Adds a row for each of the night's dates; `began` is when the command started, UTC."""
    ended, ids = datetime.now(UTC), run_ids(night)
    for day in night.days:
        recordings = read_table(night.warehouse, RECORDINGS, service_date=day)
        entry = {
            "run_id": ids[day],
            "site_id": night.site.id,
            "service_date": day,
            "time_zone": night.site.timezone,
            "command": command,
            "started_at": began,
            "ended_at": ended,
            "outcome": "complete" if succeeded else "rejects",
            "code_hash": code_hash(),
            "config_hash": config_hash(night.site),
            "model_hash": short_hash(*(night.observer.version(camera.id, day) for camera in night.site.cameras)),
            "recordings": recordings.num_rows,
            "rejected": read_table(night.warehouse, REJECTS, service_date=day).num_rows,
            "recorded_s": float(sum(recordings["duration_s"].to_pylist())),
            "looked_at": looked_at,
            "event_rows": sum(read_table(night.warehouse, table, service_date=day).num_rows for table in EVENT_TABLES),
        }
        entries = [*read_table(night.warehouse, RUNS, service_date=day).to_pylist(), entry]
        write_partition(night.warehouse, Partition(RUNS, (day,)), RUNS.arrow(entries))


def run_notes(night: Night, command: str) -> dict:
    """What a run's manifest says of the run: its dates, versions, and the recordings it was made from."""
    rows = [row for day in night.days for row in read_table(night.warehouse, RECORDINGS, service_date=day).to_pylist()]
    inputs = sorted((row["recording_uri"], row["recording_sha256"]) for row in rows)
    return {
        "command": command,
        "site_id": night.site.id,
        "service_dates": [day.isoformat() for day in night.days],
        "code_hash": code_hash(),
        "config_hash": config_hash(night.site),
        "model_hash": _model_hash(night),
        "recordings": len(inputs),
        "recordings_hash": short_hash(*inputs),
    }


def _model_hash(night: Night) -> str:
    return short_hash(*(night.observer.version(camera.id, day) for day in night.days for camera in night.site.cameras))
