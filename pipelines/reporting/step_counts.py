"""What the steps of a pipeline have counted, from Beam's metrics, which every engine keeps."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from apache_beam.runners.runner import PipelineResult

from pantau.pipelines.reporting.json_log import note
from pantau.transforms.dead_letters import DONE, REJECTED, SEEN


class StepCount(NamedTuple):
    """What a step has seen, given on and rejected, the last by its words.

    seen: `None` of steps that look at several inputs together.
    """

    step: str
    seen: int | None
    done: int
    rejected: dict[str, int]

    def __str__(self) -> str:
        words = ", ".join(f"{count} {word}" for word, count in sorted(self.rejected.items()))
        of = "" if self.seen is None else f" of {self.seen}"
        return f"{self.step} {self.done}{of}{f' ({words})' if words else ''}"


def step_counts(result: PipelineResult) -> list[StepCount]:
    """The counts of the steps that have dead letters, in order of their names; of a pipeline that has ended."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for counter in result.metrics().query()["counters"]:
        found[counter.key.metric.namespace][counter.key.metric.name] += counter.committed or 0
    prefix = f"{REJECTED}."
    return [
        StepCount(
            step,
            counts.get(SEEN),
            counts[DONE],
            {name.removeprefix(prefix): count for name, count in sorted(counts.items()) if name.startswith(prefix)},
        )
        for step, counts in sorted(found.items())
        if counts.keys() & {DONE, REJECTED}
    ]


def added(counts: Iterable[StepCount]) -> list[StepCount]:
    """The counts of several pipelines, those of a step together; steps in the order in which they came."""
    together: dict[str, StepCount] = {}
    for one in counts:
        if (before := together.get(one.step)) is None:
            together[one.step] = one
            continue
        seen = None if one.seen is None else (before.seen or 0) + one.seen
        words = dict(sorted((Counter(before.rejected) + Counter(one.rejected)).items()))
        together[one.step] = StepCount(one.step, seen, before.done + one.done, words)
    return list(together.values())


def note_counts(counts: Iterable[StepCount], stage: str) -> None:
    """Adds a line to the journal for each step."""
    for one in counts:
        note("step_counted", str(one), stage=stage, **one._asdict())
