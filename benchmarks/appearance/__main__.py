"""Whether appearance tells people apart: `python -m benchmarks.appearance [--use USE] [--altered] [--footage FOLDER]`.

For each clip, gap and number of earlier detections: the ROC of the product's comparison and of candidates side by side,
then what share of pairs of detections is of one person where the tracker's odds say how probable that is. For
`--use rendered`, FOLDER is what `pantau simulate --scenario tiny --seed 7 --out FOLDER` made.
"""

import argparse
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.appearance.alterations import ALTERATIONS
from benchmarks.appearance.clips import SOURCES, ClipPeople, people_of
from benchmarks.appearance.compared import MEASURES, PRODUCT, described, similarities
from benchmarks.appearance.encounters import FRAMES, GAPS_S, encounters
from benchmarks.appearance.rendered import rendered_people
from benchmarks.appearance.scores import reliability, scores_of
from pantau.transforms.detection.models.person_detector import NANODET, DetectorSpec, PersonDetector
from pantau.transforms.tracking.motion import IN_PLACE, ON_THE_WAY

FOOTAGE = Path(__file__).resolve().parents[3] / "shared" / "footage" / "real"
FEWEST = 15
"""Pairs of either kind below which there is no row: one person more or less would change it."""


def clips_for(use: str, folder: Path) -> list[ClipPeople]:
    """The people of the clips of one use."""
    detector = PersonDetector(DetectorSpec(model=NANODET))
    if use == "rendered":
        return [rendered_people(folder, detector)]
    return [people_of(source, folder, detector) for source in SOURCES if source.use == use]


def tables(clips: list[ClipPeople], title: str, alteration_number: int = 0) -> tuple[Table, Table]:
    """The ROC by clip, gap and number of frames, and the reliability of the product's odds."""
    rank = Table("clip", "gap s", "frames", "one/two", *(f"{name} AUC" for name in MEASURES), title=title)
    for limit in ("5 %", "1 %"):
        for name in MEASURES:
            rank.add_column(f"{name} {limit}")
    odds: dict[str, list[np.ndarray]] = {"in place": [], "on the way": []}
    for clip in clips:
        seen = described(clip, ALTERATIONS[alteration_number])
        for gap_s in GAPS_S:
            pairs = encounters(clip, gap_s)
            if min(pairs.same.sum(), (~pairs.same).sum()) < FEWEST:
                continue
            for frames in (1, FRAMES):
                found = {name: similarities(seen, pairs, measure, frames) for name, measure in MEASURES.items()}
                scores = [scores_of(values, pairs.same) for values in found.values()]
                rank.add_row(
                    clip.source.title[:22],
                    f"{gap_s:g}",
                    str(frames),
                    f"{scores[0].same}/{scores[0].other}",
                    *(f"{one.auc:.3f}" for one in scores),
                    *(f"{one.at_5:.2f}" for one in scores),
                    *(f"{one.at_1:.2f}" for one in scores),
                )
            if clip.source.true_boxes:
                continue
            values = np.where(pairs.stands, IN_PLACE.of(found[PRODUCT]), ON_THE_WAY.of(found[PRODUCT]))
            for mode, part in (("in place", pairs.stands), ("on the way", ~pairs.stands)):
                odds[mode].append(np.stack([values, pairs.same], axis=1)[part])
    return rank, _reliability(odds, title)


def _reliability(odds: dict[str, list[np.ndarray]], title: str) -> Table:
    told = Table("head", "Brier", "told → true share of one person (pairs)", title=f"{title}: the tracker's odds")
    for mode, parts in odds.items():
        values, same = np.concatenate([np.zeros((0, 2)), *parts]).T
        if 0 < same.sum() < len(same):
            bins = reliability(values, same == 1)
            text = "  ".join(f"{mean:.2f} → {share:.2f} ({count})" for mean, share, count in bins)
            told.add_row(mode, f"{scores_of(values, same == 1).brier:.3f}", text)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.appearance", description=__doc__.splitlines()[0])
    parser.add_argument("--use", choices=("choose", "judge", "rendered"), default="judge")
    parser.add_argument("--footage", type=Path, default=FOOTAGE)
    parser.add_argument("--altered", action="store_true", help="also as worse cameras would have recorded them")
    options = parser.parse_args()
    clips, console = clips_for(options.use, options.footage), Console()
    for number in range(len(ALTERATIONS) if options.altered else 1):
        for table in tables(clips, f"{options.use}, {ALTERATIONS[number].name}", number):
            console.print(table)


if __name__ == "__main__":
    main()
