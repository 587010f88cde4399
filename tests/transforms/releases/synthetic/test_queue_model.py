"""A queue that fits published numbers, by hand."""

from datetime import date
from math import log

import numpy as np
import pytest

from pantau.schemas.release import ALL
from pantau.transforms.releases.synthetic.queue_model import Lasting, OpenTime, fitted

DATES = {("a", "x", "2026-11-02"): (date(2026, 11, 2), date(2026, 11, 6))}


def cell(period, time, visits, hours, reneged=None):
    return {
        "agencies": "a",
        "observer": "x",
        "observer_from": "2026-11-02",
        "period": period,
        "time_of_day": time,
        "visits": visits,
        "reneged": reneged,
        "observed_hours": hours,
        "median_waiting_s": 60.0,
    }


def lasts(measure, outcome, from_s, to_s, n, share, unfinished=False):
    names = ("measure", "outcome", "from_s", "to_s", "n", "lasting_share", "or_unfinished")
    return {"agencies": "a", "observer": "x", "observer_from": "2026-11-02"} | dict(
        zip(names, (measure, outcome, from_s, to_s, n, share, unfinished), strict=True)
    )


SERVICE = [lasts("service", "ended", 0.0, 120.0, 50, 0.5), lasts("service", "ended", 120.0, None, 50, None)]


def test_rates_are_those_of_observed_hours_times_the_counters():
    """Five dates: at 8 three counters were observed for four of five hours each, at 9 for all."""
    cells = [
        cell(ALL, ALL, 270, 27.0, 27),
        cell(ALL, "08:00-09:00", 120, 12.0, 12),
        cell(ALL, "09:00-10:00", None, 15.0),
        cell("2026-11-02", "08:00-09:00", 30, 3.0),
    ]
    (model,) = fitted(cells, SERVICE, DATES)
    assert model.name == "synthetic-1" and model.counters == 3 and model.patience is None
    # Of what is withheld, the rate of all.
    assert model.times == (OpenTime(8, 9, 3 * 132 / 12), OpenTime(9, 10, 3 * 297 / 27))
    assert model.service == Lasting((0.0, 120.0), (1.0, 0.5), log(2) / 120)


def test_one_period_and_bins_too_wide_to_tell_when_it_opens():
    (model,) = fitted([cell("2026-11", "00:00-24:00", 400, 80.0)], SERVICE, DATES)
    assert model.counters == 2 and model.times == (OpenTime(8, 16, 10.0),)


def test_who_was_served_would_have_waited_longer():
    """Of 100, twenty left within 60 s, and forty were served then: of 80 at risk, a quarter left."""
    waits = [
        lasts("waiting", "ended", 0.0, 60.0, 40, 0.5),
        lasts("waiting", "ended", 60.0, None, 30, None),
        lasts("waiting", "left", 0.0, 60.0, 20, None),
        lasts("waiting", "left", 60.0, None, 10, None),
    ]
    (model,) = fitted([cell(ALL, ALL, 70, 10.0)], SERVICE + waits, DATES)
    assert model.patience.edges == (0.0, 60.0) and model.patience.beyond == pytest.approx((1.0, 0.75))


def test_those_unfinished_in_the_longest_class_are_like_the_others():
    rows = [
        lasts("service", "ended", 0.0, 60.0, 45, 0.55),
        lasts("service", "ended", 60.0, 120.0, 45, 0.1),
        lasts("service", "ended", 120.0, None, 10, None, unfinished=True),
    ]
    (model,) = fitted([cell(ALL, ALL, 70, 10.0)], rows, DATES)
    assert model.service.beyond == pytest.approx((1.0, 0.5, 0.0)) and model.median_waiting_s == 60.0


def test_counters_are_those_of_the_dates_of_a_block():
    """Of two observers each saw two counters for a week, and the first came back for two dates with eight."""
    times = [("x", "2026-11-02"), ("y", "2026-11-09"), ("x", "2026-11-16")]
    said = [{"observer": name, "observer_from": since} for name, since in times]
    cells = [cell(ALL, "08:00-12:00", 400, 40.0) | one for one in said[:2]]
    cells.append(cell(ALL, "08:00-12:00", 640, 64.0) | said[2])
    served = [row | one for one in said for row in SERVICE]
    dates = DATES | {
        ("a", "y", "2026-11-09"): (date(2026, 11, 9), date(2026, 11, 13)),
        ("a", "x", "2026-11-16"): (date(2026, 11, 16), date(2026, 11, 17)),
    }
    found = fitted(cells, served, dates)
    assert [(model.name, model.counters) for model in found] == [
        ("synthetic-1", 2),
        ("synthetic-2", 8),
        ("synthetic-3", 2),
    ]


def test_what_tells_too_little_is_refused():
    for cells, durations in (([cell(ALL, ALL, None, 9.0)], SERVICE), ([cell(ALL, ALL, 90, 9.0)], []), ([], SERVICE)):
        with pytest.raises(ValueError, match="tells of no office how many visits there were"):
            fitted(cells, durations, DATES)


def test_an_office_that_was_hardly_observed_is_refused_with_what_lacks():
    """A tenth of an hour in two bins, each of which is published as none."""
    bins = [cell(ALL, f"{hour:02}:00-{hour + 1:02}:00", 20, 0.0) for hour in (8, 9)]
    with pytest.raises(ValueError, match="of 1 observed hours or more"):
        fitted([cell(ALL, ALL, 40, 0.1), *bins], SERVICE, DATES)
    (model,) = fitted([cell(ALL, ALL, 40, 1.0), *bins], SERVICE, DATES)
    assert model.times == (OpenTime(8, 16, 40.0),)


def test_draws_have_the_shares_of_the_classes():
    lasting, random = Lasting((0.0, 60.0, 180.0), (1.0, 0.6, 0.2), 0.01), np.random.default_rng(0)
    drawn = np.array([lasting.drawn(random) for _ in range(4000)])
    assert [(drawn < 60).mean(), (drawn < 180).mean()] == pytest.approx([0.4, 0.8], abs=0.03)
    assert drawn[drawn >= 180].mean() == pytest.approx(280, rel=0.1)
    endless = Lasting((0.0, 60.0), (1.0, 1.0), 0.0)
    assert endless.drawn(random) == float("inf")
