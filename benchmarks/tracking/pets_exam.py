"""`python -m benchmarks.tracking.pets_exam`: people followed on PETS09-S2L1, a frame each 2 s, each second, and all.

The product follows what the shipped detector sees on the grid, without refined frames. It is judged on the frames of
the grid, and on all 795, to which its tracks are interpolated. Beside it: the ceiling, which gives each detection the
identity of the person whom it shows, and ByteTrack and norfair on the same detections (in the peers' environment),
also on every frame, which they are made for.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.measuring import PROJECT
from benchmarks.tracking import pets
from benchmarks.tracking.judging.identity_scores import IdentityScores, Tracked, identity_scores
from benchmarks.tracking.pets import A_SECOND, FRAMES, Seen
from pantau.schemas.site.thresholds import Thresholds
from pantau.schemas.site.zones import View
from pantau.transforms.counters.tracked_camera_day import track_camera_day
from pantau.transforms.detection.models.detections import overlap
from pantau.transforms.tracking.camera_days.camera_day import CameraDay

LEAST = 0.4
"""Overlap of a match, as the figures in shared/facts.md have it: the published boxes and the detector's differ."""

GRIDS = {"a frame each 2 s": 20, "a frame each 1 s": 10, "every frame": 1}
PEERS = PROJECT / ".venv-peers" / "bin" / "python"


def product(day: CameraDay) -> Tracked:
    """The product's tracks on a camera day of the clip, on the frames of its grid."""
    tracked = track_camera_day(day, View(), Thresholds())
    frame = np.round((day.times - pets.BEGINS.timestamp()) * A_SECOND).astype(int)
    tracks = tracked.tracks
    return Tracked(
        np.concatenate([np.zeros(0, int), *(frame[one.samples] for one in tracks)]),
        np.repeat(np.arange(len(tracks)), [len(one.samples) for one in tracks]),
        # As they were seen: feet that were added are for zones.
        np.concatenate([np.zeros((0, 4)), *(day.person_box[one.detections] for one in tracks)]),
    )


def ceiling(seen: Seen, true: Tracked) -> Tracked:
    """The detections that show somebody, each with their identity: no tracker can do better with them."""
    kept, identity = [], []
    for frame in np.unique(seen.frame):
        mine, theirs = np.flatnonzero(true.frame == frame), np.flatnonzero(seen.frame == frame)
        alike = overlap(true.box[mine], seen.box[theirs]).reshape(len(mine), len(theirs))
        for row, column in best_pairs(alike):
            kept.append(theirs[column])
            identity.append(true.identity[mine[row]])
    chosen = np.array(kept, dtype=int)
    return Tracked(seen.frame[chosen], np.array(identity, dtype=int), seen.box[chosen])


def best_pairs(alike: np.ndarray) -> list[tuple[int, int]]:
    """Rows and columns that overlap enough, the best pair first."""
    found: list[tuple[int, int]] = []
    for place in np.argsort(-alike, axis=None, kind="stable").tolist():
        row, column = divmod(place, alike.shape[1])
        if alike[row, column] < LEAST:
            break
        if all(row != r and column != c for r, c in found):
            found.append((row, column))
    return found


def interpolated(tracks: Tracked) -> Tracked:
    """The tracks on every frame between their first and their last, on straight ways."""
    parts = []
    for identity in np.unique(tracks.identity):
        mine = np.flatnonzero(tracks.identity == identity)
        mine = mine[np.argsort(tracks.frame[mine], kind="stable")]
        frame = np.arange(tracks.frame[mine[0]], tracks.frame[mine[-1]] + 1)
        box = np.stack([np.interp(frame, tracks.frame[mine], side) for side in tracks.box[mine].T], axis=1)
        parts.append(Tracked(frame, np.full(len(frame), identity), box))
    nothing = Tracked(np.zeros(0, int), np.zeros(0, int), np.zeros((0, 4)))
    return Tracked(*(np.concatenate(values) for values in zip(nothing, *parts, strict=True)))


def peers(seen: Seen, every: int) -> dict[str, Tracked]:
    """What ByteTrack and norfair make of the same detections; nothing where the peers are not installed."""
    if not PEERS.exists():
        return {}
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder, "seen.npz")
        np.savez(
            given, every=every, frames=FRAMES, rate=A_SECOND / every, size=(pets.WIDTH, pets.HEIGHT), **seen._asdict()
        )
        command = (str(PEERS), str(PROJECT / "benchmarks" / "peers" / "trackers.py"), str(given))
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    answers = json.loads(said.splitlines()[-1])
    return {
        name: Tracked(
            np.array([row[0] for row in rows], dtype=int),
            np.array([row[1] for row in rows], dtype=int),
            np.array([row[2:] for row in rows], dtype=float).reshape(-1, 4),
        )
        for name, rows in answers.items()
    }


def scores(every: int) -> dict[str, tuple[IdentityScores, IdentityScores]]:
    """By who follows, the scores on the frames of the grid and on all frames."""
    true, seen = pets.published(), pets.on_frames(pets.detected(), every)
    # On every frame the product, which is made for few, would compare seventeen million pairs.
    ours = every > 1
    followers = {"pantau": product(pets.camera_day(seen, pets.compared(seen), every))} if ours else {}
    followers |= peers(seen, every) | {"ceiling": ceiling(seen, true)}
    grid = true.frame % every == 0
    here = Tracked(*(values[grid] for values in true))
    return {
        name: (identity_scores(here, tracks, LEAST), identity_scores(true, interpolated(tracks), LEAST))
        for name, tracks in followers.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tracking.pets_exam", description=__doc__.splitlines()[0]
    )
    parser.add_argument("--grid", action="append", choices=GRIDS, help="these alone; all of them by default")
    options = parser.parse_args()
    console = Console()
    if why := pets.missing():
        console.print(why)
        return
    columns = ("IDF1", "HOTA", "MOTA", "switches", "recall", "precision")
    for name in options.grid or GRIDS:
        tables = [
            Table("", *columns, title=f"PETS09-S2L1, {name}: {judged_on}")
            for judged_on in ("on the frames of the grid", f"on all {FRAMES} frames, interpolated")
        ]
        for who, told in scores(GRIDS[name]).items():
            for table, one in zip(tables, told, strict=True):
                figures = (one.idf1, one.hota, one.mota, one.switches, one.recall, one.precision)
                table.add_row(who, *(f"{x:.3f}" if isinstance(x, float) else str(x) for x in figures))
        for table in tables:
            console.print(table)


if __name__ == "__main__":
    main()
