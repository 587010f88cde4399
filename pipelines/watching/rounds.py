"""Rounds of a watch: without end, or until nothing is due."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from pantau.pipelines.reporting.json_log import note
from pantau.pipelines.watching.watch import Round, Watch


def keep_up(
    watch: Watch,
    clock: Callable[[], datetime],
    every_s: float,
    told: Callable[[Round], None],
    failed: Callable[[Exception], None],
    most_runs: int,
) -> bool:
    """Rounds, one each `every_s` seconds, and at once again after a run while other dates are due; until it is
    interrupted while it waits, or has done `most_runs` runs and no other date is due. Tells whether it has.

    What hinders a round, such as an archive that cannot be reached or another run, is told, and it is tried again.
    """
    runs = 0
    while True:
        began, more = time.monotonic(), False
        try:
            told(one := watch.round(clock()))
            more = one.run is not None and one.more
            runs += one.run is not None
        except (OSError, RuntimeError) as error:
            note("round_failed", str(error), logging.ERROR)
            failed(error)
        if more:
            continue
        try:
            time.sleep(max(every_s - (time.monotonic() - began), 0.0))
        except KeyboardInterrupt:
            return False
        if runs >= most_runs:
            return True


def catch_up(watch: Watch, clock: Callable[[], datetime], told: Callable[[Round], None]) -> None:
    """Rounds until no date is due any more that can be run."""
    while (one := watch.round(clock())).run is not None and one.more:
        told(one)
    told(one)
