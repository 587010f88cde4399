"""From how many pixels on the seat model finds who sits there, on hand-boxed real frames that are made smaller.

Run as `python -m benchmarks.seat_sizes [FOOTAGE]`; the folder of real footage is ../shared/footage by default. Seats
are the hand-drawn boxes of staff behind desks. Frames are scaled down until the longer side of a seat has so many
pixels; seats that have fewer are left out.
"""

import argparse
from pathlib import Path

import cv2
import numpy as np

from benchmarks.people_boxes import FOOTAGE, STAFF, counters
from pantau.transforms.detection.models import SeatWatcher

SIZES = (100, 80, 60, 50, 40, 30, 25, 20, 15, 10)


def longer_side(seat: np.ndarray, width: int, height: int) -> float:
    """Pixels of the longer side of a seat, given in fractions of a frame."""
    return float(max((seat[2] - seat[0]) * width, (seat[3] - seat[1]) * height))


def main() -> None:
    """Prints a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("footage", nargs="?", type=Path, default=FOOTAGE)
    frames, watcher = counters(parser.parse_args().footage), SeatWatcher()
    for size in SIZES:
        found = seen = 0
        for boxed in frames:
            height, width = boxed.frame.shape[:2]
            for seat in boxed.of(STAFF):
                scale = size / longer_side(seat, width, height)
                if scale > 1:
                    continue
                shown = (max(round(width * scale), 1), max(round(height * scale), 1))
                frame = cv2.resize(boxed.frame, shown, interpolation=cv2.INTER_AREA)
                found += watcher.watch(frame, seat[None])[0].occupied
                seen += 1
        print(f"{size:4} px: {found} of {seen} found")


if __name__ == "__main__":
    main()
