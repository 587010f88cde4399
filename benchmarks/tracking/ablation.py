"""`python -m benchmarks.tracking.ablation`: each mechanism switched off in turn, on the same made-up days.

Prints a table in Markdown: what F1 and the other figures lose without it, with paired 95 % intervals. A mechanism whose
intervals include zero has not been shown to gain anything. `--keep FOLDER` keeps each run, so that a table that was
interrupted goes on where it was.
"""

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from benchmarks.tracking.__main__ import ScriptedExam, chosen_by, describe
from benchmarks.tracking.exam import Sitting
from benchmarks.tracking.judging.figures import counted, services_of
from benchmarks.tracking.judging.paired import MORE_IS_BETTER, Difference, Over, differences
from benchmarks.tracking.judging.results import JudgedDay, Results, judged, load, save
from benchmarks.tracking.made.made_days import made_days
from benchmarks.tracking.mechanisms import AFTER_TRACKING, MECHANISMS, switched_off
from benchmarks.tracking.seeds import commit, material
from pantau.transforms.provenance import code_hash

EVERYTHING = "everything"
TOLD = {
    "sessions F1": 3,
    "duration error, mean s": 2,
    "waiting F1": 3,
    "staffed share error, points": 2,
    "unknown time, %": 2,
    "IDF1": 3,
}
"""The figures of the table, and their digits."""

FEWEST_DAYS = 20
"""Camera days from which on the bootstrap over them is of any use: of three days there are ten different draws."""

DECIDING = ("sessions F1", "duration error, mean s", "waiting F1", "staffed share error, points", "unknown time, %")
"""What a mechanism has to gain something in; IDF1 is told beside it."""


class Runs:
    """Exams with a mechanism switched off, or with everything; kept in a folder, if there is one.

    What is kept is of one commit and of one state of the program, and by exam, so that more seeds can be added.
    """

    def __init__(self, chosen: Sequence[ScriptedExam], keep: Path | None) -> None:
        self._chosen, self._keep, self._state = chosen, keep, f"{commit()}|{code_hash()}"

    def without(self, names: Sequence[str]) -> dict[str, list[JudgedDay]]:
        """By name, the days of all exams without each of the mechanisms; and `EVERYTHING`."""
        found: dict[str, list[JudgedDay]] = {EVERYTHING: []} | {name: [] for name in names}
        for number, one in enumerate(self._chosen, start=1):
            sittings: list[Sitting] = []
            for name, days in found.items():
                days += self._sat(one, name, sittings)
            print(f"{number} of {len(self._chosen)}: {one.scenario} {one.seed}", file=sys.stderr, flush=True)
        return found

    def _sat(self, one: ScriptedExam, name: str, sittings: list[Sitting]) -> list[JudgedDay]:
        what = hashlib.sha256(f"{self._state}|{name}|{one}".encode()).hexdigest()[:20]
        file = self._keep / f"{what}.json" if self._keep else None
        if file and file.exists():
            return load(file).days
        if not sittings:
            sittings += [Sitting(day) for day in made_days(one.scenario, one.seed, one.minutes)]
            if name != EVERYTHING:
                # Kept before, and needed for who is followed.
                for sitting in sittings:
                    sitting.taken()
        begun = time.process_time()
        with switched_off(name) if name != EVERYTHING else nullcontext():
            found = judged([sitting.taken(name in AFTER_TRACKING) for sitting in sittings])
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
            spent = round(time.process_time() - begun, 1)
            results = Results(self._state, [one.seed], spent, found, material())
            save(results, file)
        return found


def verdict(found: dict[str, Difference]) -> str:
    """What the intervals of the change without a mechanism say of it."""
    gains, costs = [], []
    for name in DECIDING:
        one = found[name]
        if not one.includes_zero:
            worse_without = (one.high < 0) == (name in MORE_IS_BETTER)
            (gains if worse_without else costs).append(name)
    told = [f"gains {', '.join(gains)}"] if gains else []
    told += [f"costs {', '.join(costs)}"] if costs else []
    return "; ".join(told) or "all intervals include zero"


def row(name: str, found: dict[str, Difference]) -> str:
    """A row of the table: by figure, the change without the mechanism and its interval."""
    cells = [
        f"{one.second - one.first:+.{digits}f} ({one.low:+.{digits}f} .. {one.high:+.{digits}f})"
        for one, digits in ((found[figure], digits) for figure, digits in TOLD.items())
    ]
    return f"| {name} | {' | '.join(cells)} | {verdict(found)} |"


def heading(days: Sequence[JudgedDay]) -> str:
    """The first lines of the table, with the figures of everything."""
    itself = differences(days, days, draws=1)
    figures = " | ".join(f"{itself[name].first:.{digits}f}" for name, digits in TOLD.items())
    return "\n".join(
        [
            f"| without | {' | '.join(TOLD)} | verdict |",
            f"|{'---|' * (len(TOLD) + 2)}",
            f"| *nothing: the figures themselves* | {figures} | |",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tracking.ablation", description=__doc__.splitlines()[0])
    describe(parser)
    parser.set_defaults(times=3)
    parser.add_argument("--mechanism", action="append", choices=MECHANISMS, help="these alone; all of them by default")
    parser.add_argument("--over", choices=("days", "sessions"), default="days", help="what is drawn anew (days)")
    parser.add_argument("--keep", type=Path, help="folder of the results, JSON")
    options = parser.parse_args()
    over: Over = options.over
    seeds, chosen = chosen_by(options)
    names = options.mechanism or list(MECHANISMS)
    found = Runs(chosen, options.keep).without(names)
    everything = found[EVERYTHING]
    sessions = counted(services_of(everything)).true
    print(f"Commit {commit()}, seeds {' '.join(map(str, seeds))}: {len(everything)} camera days, {sessions} sessions;")
    print(f"change without each mechanism, with 95 % intervals by a paired bootstrap over {over}.\n")
    if over == "days" and len(everything) < FEWEST_DAYS:
        print(f"Fewer than {FEWEST_DAYS} camera days, so the intervals are too narrow; add seeds or take sessions.\n")
    print(heading(everything))
    for name in names:
        print(row(name, differences(everything, found[name], over)))


if __name__ == "__main__":
    main()
