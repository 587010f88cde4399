"""A release of counts with noise, as planned; the noise is taken away where the numbers behind it are looked at."""

from datetime import date
from pathlib import Path

import pytest

from benchmarks.release_attack import facts_of_office
from pantau.transforms.disclosure.cells import Rule
from pantau.transforms.disclosure.suppression import NothingToPublish
from pantau.transforms.releases.noisy import plan_noisy as module
from pantau.transforms.releases.noisy.noise import MEASURES, NoiseTerms
from pantau.transforms.releases.noisy.plan_noisy import plan_noisy
from pantau.transforms.releases.release_order import NOISY, Publication, ReleaseOrder

FIRST, SECOND = date(2026, 9, 1), date(2026, 9, 2)


def order(most=60, counts=MEASURES, kind="date", width=60):
    terms, said = NoiseTerms(1.0, 3.0, most, counts), Publication("p", "c", "r", "l")
    return ReleaseOrder("n", FIRST, SECOND, kind, width, Rule(), said, level=NOISY, noise=terms)


def office(visits=20, **agencies):
    return {
        (agency, day, hour): {f"{agency}{n}": visits for n in range(size)}
        for agency, size in agencies.items()
        for day in (FIRST, SECOND)
        for hour in (8, 9)
    }


@pytest.fixture
def exact(monkeypatch):
    """Without noise."""
    monkeypatch.setattr(module, "noised", lambda counts, terms, measure: list(counts))


def cells(planned, column="visits"):
    rows = planned.tables["noisy_cells"].to_pylist()
    return {(row["agencies"], row["period"], row["time_of_day"]): row[column] for row in rows}


def test_numbers_are_those_counted_and_intervals_lie_around_them(exact):
    planned = plan_noisy(order(), facts_of_office(office(big=3)), [])
    assert cells(planned) == {
        ("big", str(day), f"{hour:02}:00-{hour + 1:02}:00"): 60 for day in (FIRST, SECOND) for hour in (8, 9)
    }
    within = order().noise.within("visits")
    assert set(cells(planned, "visits_lo").values()) == {60 - within}
    assert set(cells(planned, "visits_hi").values()) == {60 + within}
    assert set(cells(planned, "reneged").values()) == {0} and set(cells(planned, "observed_hours").values()) == {3.0}
    lasted = {(row["measure"], row["from_s"]): row["n"] for row in planned.tables["noisy_durations"].to_pylist()}
    # Everybody was served for a minute and had waited for none.
    assert {key: n for key, n in lasted.items() if n} == {("service", 60.0): 240, ("waiting", 0.0): 240}
    assert len(lasted) == 2 * 13


def test_of_a_busy_date_of_a_counter_so_many_count_as_were_asked_for(exact):
    planned = plan_noisy(order(most=30), facts_of_office(office(big=3)), [])
    assert set(cells(planned).values()) == {3 * 15}
    assert "beyond what counts of a counter's date were 60 of 240 of visits" in planned.notes[0]


def test_which_numbers_there_are_follows_from_no_visit(monkeypatch):
    monkeypatch.setattr(module, "noised", lambda counts, terms, measure: [5] * len(counts))
    busy, empty = (plan_noisy(order(), facts_of_office(office(n, big=3, one=1, two=2)), []) for n in (20, 0))
    assert busy.tables == empty.tables and busy.covers == empty.covers and busy.withheld == empty.withheld
    assert {key[0] for key in cells(busy)} == {"big", "one+two"}


def test_cells_with_too_few_counters_are_withheld_with_the_rule():
    hours = office(big=3) | {("big", SECOND, 10): {"big0": 20, "big1": 20}}
    planned = plan_noisy(order(), facts_of_office(hours), [])
    (row,) = planned.withheld
    assert (row["period"], row["time_of_day"], row["reason"]) == ("2026-09-02", "10:00-11:00", "too few counters")
    rows = {(row["period"], row["time_of_day"]): row for row in planned.tables["noisy_cells"].to_pylist()}
    few = rows["2026-09-02", "10:00-11:00"]
    assert few["suppressed"] and few["visits"] is few["visits_lo"] is few["reneged"] is None
    assert all(("2026-09-02", "10:00-11:00") not in one.cells for one in planned.published)


def test_what_was_published_is_given_again_and_nothing_is_drawn(monkeypatch):
    facts = facts_of_office(office(big=3))
    first = plan_noisy(order(), facts, [])
    monkeypatch.setattr(module, "noised", None)
    again = plan_noisy(order(), facts, first.published)
    assert again.tables == first.tables and again.published == first.published
    with pytest.raises(ValueError, match="published of other counters or hours"):
        plan_noisy(
            order(),
            facts_of_office(office(big=3) | {("big", SECOND, 10): office(big=3)["big", FIRST, 8]}),
            first.published,
        )


def test_what_is_not_asked_for_costs_nothing_and_is_not_there(exact):
    planned = plan_noisy(order(counts=("waiting",)), facts_of_office(office(big=3)), [])
    assert planned.tables["noisy_cells"].num_rows == 0 and planned.tables["noisy_durations"].num_rows == 13
    assert [one.measure for one in planned.published] == ["waiting"]


def test_fewer_counters_than_the_rule_asks_for_are_refused_and_named():
    with pytest.raises(NothingToPublish, match="in each cell fewer than 3 counters"):
        plan_noisy(order(), facts_of_office(office(one=1, two=1)), [])


def test_noise_is_drawn_by_nothing_that_has_a_seed():
    """Whoever could seed it could take it off."""
    text = "".join(path.read_text(encoding="utf-8") for path in Path(module.__file__).parent.glob("*.py"))
    assert "random" not in text.replace("randomly", "") and "seed" not in text.replace("no seed", "")
