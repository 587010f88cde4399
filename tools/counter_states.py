"""Counts what `transforms/counters/state_durations.py` rests on, on days made up from scripts.

There the truth is known. Run as `python -m tools.counter_states --seed 71 --seed 72 --seed 73 --scenario office
--scenario hard_staff --scenario hard_seams`, the days that its constants come from; other seeds show whether they hold.
Prints by true state what samples say by themselves and how often it ends, and how often a counter is staffed where the
model says how probably.
"""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.tracking.__main__ import chosen_by, describe
from benchmarks.tracking.calibration import bins_of
from benchmarks.tracking.calibration import table as table_of_bins
from benchmarks.tracking.exam import Sitting
from benchmarks.tracking.made.made_days import made_days
from pantau.simulation.truth.counter_truth import CounterTruth
from pantau.transforms.counters.occupancy import ABSENT, PRESENT, UNKNOWN, occupancy
from pantau.transforms.counters.state_durations import present_probability
from pantau.transforms.intervals import Intervals, intersect, subtract

WORDS = {PRESENT: "present", ABSENT: "absent", UNKNOWN: "unknown"}


@dataclass(frozen=True)
class CounterSamples:
    """A counter on a made day: (n,) times, seconds from the first moment of the footage, what each sample says by
    itself and how probably it was staffed; when it truly was, and what was recorded."""

    times: np.ndarray
    own: np.ndarray
    probability: np.ndarray
    attended: Intervals
    recorded: Intervals
    shortest_s: float

    @property
    def truly(self) -> np.ndarray:
        """(n,) whether it was staffed on each sample."""
        found = np.zeros(len(self.times), dtype=bool)
        for start, end in self.attended:
            found |= (start <= self.times) & (self.times < end)
        return found


@dataclass(frozen=True)
class StateCounts:
    """Of one true state: samples by what they say, how often it ended, and the seconds for which it might have."""

    said: dict[int, int]
    ends: int
    exposed_s: float


def counted(counters: list[CounterSamples], state: int) -> StateCounts:
    """The counts of a state. It might have ended as soon as it had lasted as long as counts; ends beside time that was
    not recorded do not count."""
    said, ends, exposed_s = dict.fromkeys(WORDS, 0), 0, 0.0
    for one in counters:
        mine = one.own[one.truly == (state == PRESENT)]
        for word in WORDS:
            said[word] += int((mine == word).sum())
        for span in one.recorded:
            there = intersect([span], one.attended)
            for start, end in there if state == PRESENT else subtract([span], there):
                ends += end < span[1]
                exposed_s += max(0.0, end - start - one.shortest_s)
    return StateCounts(said, ends, exposed_s)


def samples_of(scenario: str, seed: int, minutes: float | None) -> Iterator[CounterSamples]:
    """The counters of a made day, with its people as the product followed them."""
    for day in made_days(scenario, seed, minutes):
        sitting = Sitting(day)
        sitting.taken()
        tracked = sitting.tracked
        seen, thresholds = tracked.day, tracked.thresholds
        times = seen.times[~seen.closer]
        for places in day.camera.hall.counters:
            own = occupancy(places.id, seen, tracked.view, tracked.tracks, tracked.staff, thresholds)[~seen.closer]
            truth = CounterTruth(places, day.camera, day.scenario)
            for start, end in seen.known:
                inside = (start - 1e-6 <= times) & (times <= end + 1e-6)
                shortest_s, first_s = thresholds.presence_merge_s, day.first_s
                yield CounterSamples(
                    times[inside] - first_s,
                    own[inside],
                    present_probability(times[inside], own[inside], (start, end), shortest_s),
                    truth.attended,
                    [(start - first_s, end - first_s)],
                    shortest_s,
                )


def table(counters: list[CounterSamples]) -> Table:
    """The counts of both states; contrary: the share that says the other state, of those that say anything."""
    shown = Table("truly", "samples", *WORDS.values(), "contrary", "ends", "mean s beyond what counts")
    for state, other in ((PRESENT, ABSENT), (ABSENT, PRESENT)):
        counts = counted(counters, state)
        said = counts.said
        contrary = said[other] / max(said[other] + said[state], 1)
        shown.add_row(
            WORDS[state],
            f"{sum(said.values()):,}",
            *(f"{said[word]:,}" for word in WORDS),
            f"{contrary:.4f}",
            str(counts.ends),
            f"{counts.exposed_s / max(counts.ends, 1):.0f}",
        )
    return shown


def main(argv: list[str] | None = None) -> None:
    """See the module."""
    parser = argparse.ArgumentParser(prog="python -m tools.counter_states", description=__doc__.splitlines()[0])
    describe(parser)
    options = parser.parse_args(argv)
    seeds, chosen = chosen_by(options)
    counters = [one for exam in chosen for one in samples_of(exam.scenario, exam.seed, exam.minutes)]
    console = Console()
    console.print(f"seeds {' '.join(map(str, seeds))}")
    console.print(table(counters))
    told = np.concatenate([np.zeros(0), *(one.probability for one in counters)])
    true = np.concatenate([np.zeros(0, dtype=bool), *(one.truly for one in counters)])
    console.print(table_of_bins("samples: staffed", bins_of(told, true)))


if __name__ == "__main__":
    main()
