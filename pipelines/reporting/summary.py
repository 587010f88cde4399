"""What a run did, for the person who reads it in the morning."""

from collections import Counter

from rich.console import Console
from rich.table import Table

from pantau.pipelines.reporting.outcome import Outcome
from pantau.pipelines.reporting.printed_words import Say, words_in
from pantau.schemas.rejected import why_rejected
from pantau.schemas.tables import COVERAGE, EVENT_TABLES
from pantau.schemas.vocabulary import NO_RECORDING
from pantau.transforms.storage.looks import one_look
from pantau.transforms.tables.partition_files import read_table

REJECTS_SHOWN = 20

# Without markup, of which names of files or of the site could be taken for a part.
console = Console(markup=False)


@one_look()
def print_outcome(outcome: Outcome, language: str = "en") -> None:
    """Prints what was recorded, observed, found and rejected, and how long it took, in a language."""
    batch, say = outcome.batch, words_in(language)
    days = "".join(map(str, batch.days)) or say("no dates")
    if len(batch.days) > 1:
        days = say("{first} to {last}", first=batch.days[0], last=batch.days[-1])
    table = Table(title=f"{batch.site.name}: {days}", title_justify="left", show_header=False)
    for label, text in _lines(outcome, say):
        table.add_row(label, text)
    console.print(table)
    _print_rejects(outcome, language)
    if outcome.unseen:
        unseen = say(
            "Not observed as the site file now says, and so unknown: {count} of the recordings. Run `pantau nightly` "
            "for these dates.",
            count=outcome.unseen,
        )
        console.print(unseen, style="bold", soft_wrap=True)
    if not outcome.succeeded:
        lost = say(
            "Lost more than allowed: {share:.1%} of the recordings were rejected, the site file allows {most:.1%} "
            "(night.max_rejected_share).",
            share=outcome.lost_share,
            most=batch.site.night.max_rejected_share,
        )
        console.print(lost, style="bold", soft_wrap=True)


def _lines(outcome: Outcome, say: Say) -> list[tuple[str, str]]:
    recorded = say(
        "{count} recordings of {cameras} of {all} cameras, {hours}",
        count=len(outcome.recordings),
        cameras=len({row["camera_id"] for row in outcome.recordings}),
        all=len(outcome.batch.site.cameras),
        hours=hours(sum(row["duration_s"] for row in outcome.recordings)),
    )
    lines = [(say("recorded"), recorded)]
    if defects := Counter(defect.split(":")[0] for row in outcome.recordings for defect in row["defects"]):
        lines.append((say("defects"), ", ".join(f"{count} {word}" for word, count in defects.most_common())))
    for label, counts in (("not video", outcome.others), ("ignored", outcome.ignored)):
        if counts:
            lines.append((say(label), ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))))
    if "observe" in outcome.stages:
        observed = say("{count} recordings, {hours}", count=outcome.decoded, hours=hours(outcome.decoded_s))
        refined = [say("{count} frames between samples", count=outcome.refined)]
        if outcome.left_out:
            refined.append(say("{count} edges left out (observer.closer_share)", count=outcome.left_out))
        lines += [(say("observed"), observed), (say("refined"), ", ".join(refined))]
    if "events" in outcome.stages:
        lines += _found(outcome, say)
    lines.append((say("rejected"), str(len(_recordings(outcome)))))
    if outcome.counts:
        lines.append((say("steps"), ", ".join(map(str, outcome.counts))))
    took = [seconds(outcome.took_s)]
    if outcome.decoded:
        took.append(say("{speed:.0f}× real time", speed=outcome.decoded_s / outcome.took_s))
    lines.append((say("took"), ", ".join(took)))
    if worked := [f"{one.step} {seconds(one.work_s)}" for one in outcome.counts if one.work_s]:
        lines.append((say("of it, added up"), ", ".join(worked)))
    return lines


def _found(outcome: Outcome, say: Say) -> list[tuple[str, str]]:
    batch = outcome.batch
    lines = []
    for table in EVENT_TABLES:
        rows = [r for day in batch.days for r in read_table(batch.warehouse, table, service_date=day).to_pylist()]
        kinds = Counter(row["kind"] for row in rows if "kind" in row)
        detail = f" ({', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))})" if kinds else ""
        lines.append((table.name, say("{count} rows", count=len(rows)) + detail))
    states: Counter[str] = Counter()
    for day in batch.days:
        for row in read_table(batch.warehouse, COVERAGE, service_date=day).to_pylist():
            if row["in_service_hours"]:
                states[row["coverage_state"]] += row["duration_s"]
    lasting = ", ".join(f"{state} {hours(total)}" for state, total in sorted(states.items()))
    lines.append((say("service hours"), lasting))
    return lines


def _recordings(outcome: Outcome) -> list[dict]:
    """Rejects of what is or may be a recording; the others are counted as no video."""
    return [reject for reject in outcome.rejects if reject["error"] != NO_RECORDING]


def _print_rejects(outcome: Outcome, language: str) -> None:
    if not (rejects := _recordings(outcome)):
        return
    say = words_in(language)
    table = Table(say("rejected at"), say("why"), title=say("Rejected"), title_justify="left")
    for reject in rejects[:REJECTS_SHOWN]:
        table.add_row(reject["step"], why_rejected(reject["input"], reject["error"], reject["reason"], language)[0])
    console.print(table)
    if len(rejects) > REJECTS_SHOWN:
        more = say("and {count} more: pantau ask rejects_by_reason", count=len(rejects) - REJECTS_SHOWN)
        console.print(more, soft_wrap=True)


def hours(total_s: float) -> str:
    """A span of footage, in hours, or in minutes below one hour."""
    return f"{total_s / 3600:.2f} h" if total_s >= 3600 else f"{total_s / 60:.1f} min"


def seconds(total_s: float) -> str:
    """A time somebody waited for a result."""
    return f"{total_s:.1f} s" if total_s < 120 else f"{total_s / 60:.1f} min"
