"""What a run did, for the person who reads it in the morning."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from pantau.pipelines.reporting.outcome import Outcome
from pantau.schemas.tables import COVERAGE, EVENT_TABLES
from pantau.schemas.vocabulary import NO_RECORDING
from pantau.transforms.storage.looks import one_look
from pantau.transforms.tables.partition_files import read_table

REJECTS_SHOWN = 20

# Without markup, of which names of files or of the site could be taken for a part.
console = Console(markup=False)


@one_look()
def print_outcome(outcome: Outcome) -> None:
    """Prints what was recorded, observed, found and rejected, and how long it took."""
    batch = outcome.batch
    days = (
        f"{batch.days[0]} to {batch.days[-1]}" if len(batch.days) > 1 else "".join(map(str, batch.days)) or "no dates"
    )
    table = Table(title=f"{batch.site.name}: {days}", title_justify="left", show_header=False)
    for label, text in _lines(outcome):
        table.add_row(label, text)
    console.print(table)
    _print_rejects(outcome)
    if outcome.unseen:
        console.print(
            f"Not observed as the site file now says, and so unknown: {outcome.unseen} of the recordings. "
            "Run `pantau nightly` for these dates.",
            style="bold",
            soft_wrap=True,
        )
    if not outcome.succeeded:
        console.print(
            f"Lost more than allowed: {outcome.lost_share:.1%} of the recordings were rejected, the site file allows "
            f"{batch.site.night.max_rejected_share:.1%} (night.max_rejected_share).",
            style="bold",
            soft_wrap=True,
        )


def _lines(outcome: Outcome) -> list[tuple[str, str]]:
    recorded_s = sum(row["duration_s"] for row in outcome.recordings)
    cameras = len({row["camera_id"] for row in outcome.recordings})
    lines = [
        (
            "recorded",
            f"{len(outcome.recordings)} recordings of {cameras} of {len(outcome.batch.site.cameras)} cameras, "
            f"{hours(recorded_s)}",
        )
    ]
    if defects := Counter(defect.split(":")[0] for row in outcome.recordings for defect in row["defects"]):
        lines.append(("defects", ", ".join(f"{count} {word}" for word, count in defects.most_common())))
    for label, counts in (("not video", outcome.others), ("ignored", outcome.ignored)):
        if counts:
            lines.append((label, ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))))
    if "observe" in outcome.stages:
        lines.append(("observed", f"{outcome.decoded} recordings, {hours(outcome.decoded_s)}"))
        left = f", {outcome.left_out} edges left out (observer.closer_share)" if outcome.left_out else ""
        lines.append(("refined", f"{outcome.refined} frames between samples{left}"))
    if "events" in outcome.stages:
        lines += _found(outcome)
    lines.append(("rejected", str(len(_recordings(outcome)))))
    if outcome.counts:
        lines.append(("steps", ", ".join(map(str, outcome.counts))))
    speed = f", {outcome.decoded_s / outcome.took_s:.0f}× real time" if outcome.decoded else ""
    lines.append(("took", f"{seconds(outcome.took_s)}{speed}"))
    if worked := [f"{one.step} {seconds(one.work_s)}" for one in outcome.counts if one.work_s]:
        lines.append(("of it, added up", ", ".join(worked)))
    return lines


def _found(outcome: Outcome) -> list[tuple[str, str]]:
    batch = outcome.batch
    lines = []
    for table in EVENT_TABLES:
        rows = [r for day in batch.days for r in read_table(batch.warehouse, table, service_date=day).to_pylist()]
        kinds = Counter(row["kind"] for row in rows if "kind" in row)
        detail = f" ({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))})" if kinds else ""
        lines.append((table.name, f"{len(rows)} rows{detail}"))
    states: Counter[str] = Counter()
    for day in batch.days:
        for row in read_table(batch.warehouse, COVERAGE, service_date=day).to_pylist():
            if row["in_service_hours"]:
                states[row["coverage_state"]] += row["duration_s"]
    lines.append(("service hours", ", ".join(f"{state} {hours(total)}" for state, total in sorted(states.items()))))
    return lines


def _recordings(outcome: Outcome) -> list[dict]:
    """Rejects of what is or may be a recording; the others are counted as no video."""
    return [reject for reject in outcome.rejects if reject["error"] != NO_RECORDING]


def _print_rejects(outcome: Outcome) -> None:
    if not (rejects := _recordings(outcome)):
        return
    table = Table("rejected at", "why", title="Rejected", title_justify="left")
    for reject in rejects[:REJECTS_SHOWN]:
        table.add_row(reject["step"], reject["reason"])
    console.print(table)
    if len(rejects) > REJECTS_SHOWN:
        console.print(f"and {len(rejects) - REJECTS_SHOWN} more: pantau ask rejects_by_reason", soft_wrap=True)


def hours(total_s: float) -> str:
    """A span of footage, in hours, or in minutes below one hour."""
    return f"{total_s / 3600:.2f} h" if total_s >= 3600 else f"{total_s / 60:.1f} min"


def seconds(total_s: float) -> str:
    """A time somebody waited for a result."""
    return f"{total_s:.1f} s" if total_s < 120 else f"{total_s / 60:.1f} min"
