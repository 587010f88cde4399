"""The quick version of the exam of made-up detections: what later changes of the tracker must not fall below.

The days are the same each time, so the figures are too, but for the program. Each floor lies a little below what was
measured when it was set: one true session or waiting visit less, and one more that is none. On days as short as these a
change that mends more than it breaks may cost that. Raise a floor when a change lifts the figure; lower none without
saying why.
"""

import pytest

from benchmarks.tracking.exam import taken
from benchmarks.tracking.judging.figures import counted, services_of, staffed_points, unknown_share, waits_of
from benchmarks.tracking.judging.results import judged
from benchmarks.tracking.made.made_days import made_days

QUICK = (("hard_queue", 6), ("hard_crowd", 6), ("hard_staff", 6))
"""Scenarios, and minutes of each."""

SEED = 11


@pytest.mark.slow
def test_made_up_days_are_told_as_well_as_before():
    days = judged(taken(day) for scenario, minutes in QUICK for day in made_days(scenario, SEED, minutes))
    services, waits = counted(services_of(days)), counted(waits_of(days))
    assert (services.true, waits.true) == (18, 24)
    # Lower than before on these days, since second boxes and scores last as on PETS now; on four other seeds of the
    # same scenarios F1 of sessions went from 0.87 to 0.81. Measured: 13 of 18 found with 11 that are none (F1 0.62).
    assert services.f1 >= 2 * 12 / (18 + 25)
    # Measured: 15 of 24 found with 10 that are none (F1 0.61).
    assert waits.f1 >= 2 * 14 / (24 + 26)
    # Measured: 0.06 points, and 2.1 % unknown.
    assert staffed_points(days) <= 0.3
    assert unknown_share(days) <= 0.03
