"""What the steps of a pipeline have counted, from Beam's metrics, which every engine keeps."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from apache_beam.runners.runner import PipelineResult

from pantau.pipelines.reporting.json_log import note
from pantau.transforms.dead_letters import DONE, REJECTED, SEEN, WORK_MS

Counters = Mapping[str, Counter[str]]
"""By step, and by name, what was counted."""


class StepCount(NamedTuple):
    """What a step has seen, given on and rejected, the last by its words; and how long it has worked on them.

    seen: `None` of steps that look at several inputs together. work_s: seconds, those of all that is done at once
    together; 0 of steps that do not tell.
    """

    step: str
    seen: int | None
    done: int
    rejected: dict[str, int]
    work_s: float = 0.0

    def __str__(self) -> str:
        words = ", ".join(f"{count} {word}" for word, count in sorted(self.rejected.items()))
        of = "" if self.seen is None else f" of {self.seen}"
        return f"{self.step} {self.done}{of}{f' ({words})' if words else ''}"


def counters_of(result: PipelineResult) -> Counters:
    """All counters of a pipeline that has ended."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for counter in result.metrics().query()["counters"]:
        found[counter.key.metric.namespace][counter.key.metric.name] += counter.committed or 0
    return found


def step_counts(counters: Counters) -> list[StepCount]:
    """The counts of the steps that have dead letters, in order of their names."""
    prefix = f"{REJECTED}."
    return [
        StepCount(
            step,
            counts.get(SEEN),
            counts[DONE],
            {name.removeprefix(prefix): count for name, count in sorted(counts.items()) if name.startswith(prefix)},
            counts[WORK_MS] / 1000,
        )
        for step, counts in sorted(counters.items())
        if counts.keys() & {DONE, REJECTED}
    ]


def note_counts(counts: Iterable[StepCount]) -> None:
    """Adds a line to the journal for each step."""
    for one in counts:
        note("step_counted", str(one), **one._asdict())
