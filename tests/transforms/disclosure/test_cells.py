"""The rule of a published cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pantau.schemas.release import ALL
from pantau.transforms.disclosure.cells import Cell, Rule, Unprotected, without_doubles


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ([{"a": 4, "b": 3, "c": 3}], True),
        ([{"a": 3, "b": 3, "c": 3}], False),
        ([{"a": 300, "b": 200}], False),
        ([{"a": 300, "b": 200, "c": 0}], False),
        ([{"a": 3, "b": 2}, {"c": 5}], True),
        ([{"a": 25, "b": 25}, {"a": 25, "b": 25}], False),
        ([{"a": 100, "b": 50, "c": 10}], True),  # b knows that a has at most 110
        ([{"a": 100, "b": 50, "c": 9}], False),
        ([{"a": 100, "b": 50}, {"a": 1, "c": 10}], False),
        ([], False),
    ],
)
def test_the_rule(cells, kept):
    assert Rule().keeps(map(Cell, cells)) is kept


@pytest.mark.parametrize(("visits", "counters"), [(9, 3), (10, 2), (0, 0), (-1, 3)])
def test_a_weaker_rule_is_refused(visits, counters):
    with pytest.raises(ValueError, match="too few to be published; the least are 10 and 3"):
        Rule(visits, counters)


@pytest.mark.parametrize("percent", [9, 0, -10, 101])
def test_a_weaker_or_senseless_dominance_rule_is_refused(percent):
    with pytest.raises(ValueError, match=rf"^{percent} %: .* 10 to 100 %"):
        Rule(percent=percent)


@given(*[st.lists(st.integers(0, 50), min_size=4, max_size=4)] * 2)
def test_two_sums_that_may_be_known_may_be_added(one, other):
    """What the search for the smallest determined sums rests on."""
    first, second = (Cell(dict(zip("abcd", visits, strict=True))) for visits in (one, other))
    assert Rule().keeps([first, second]) or not (Rule().keeps([first]) and Rule().keeps([second]))


def test_what_is_behind_a_cell():
    cell = Cell({"a": 3, "b": 0})
    assert (cell.visits, cell.counters) == (3, {"a"})


@pytest.mark.parametrize(
    ("behind", "may"),
    [
        ({"a+b+c": 30}, True),  # of three officers
        ({"a+b+c": 9}, False),
        ({"a+b": 30}, False),  # of two
        ({"a+b+c@a": 30}, False),  # one was at work
        ({"a+b+c@a": 30, "d+e+f": 30}, False),  # whoever has seen the one queue knows the other
        ({"a+b+c": 30, "d": 30}, False),  # a, b and c take theirs off
        ({"a+b+c": 30, "d": 30, "e": 2}, False),  # and 2 are too few beside 30
        ({"a+b+c": 30, "d": 30, "e": 30, "f": 30}, True),
        ({"a+b+c": 30, "d+e+f": 30}, True),  # of which each is three officers' again
        ({"a+b+c@a": 30, "a": 3, "d": 30, "e": 4}, True),
        ({"a+b+c@a": 30, "a": 30, "d": 2, "e": 2}, False),  # of a together
    ],
)
def test_who_left_a_shared_queue_is_of_all_officers_at_work_for_it(behind, may):
    assert Rule().keeps([Cell(behind)]) == may


UNITS = ("a", "b", "d", "a+b+c", "a+b+c@a", "d+e", "e+f+g")


@given(*(st.lists(st.sampled_from((0, 3, 10, 30)), min_size=len(UNITS), max_size=len(UNITS)) for _ in range(2)))
def test_two_cells_that_keep_the_rule_keep_it_together_with_shared_queues_too(one, other):
    """Or the sum of two published cells would tell what neither does."""
    first, second = (Cell(dict(zip(UNITS, visits, strict=True))) for visits in (one, other))
    assert Rule().keeps([first, second]) or not (Rule().keeps([first]) and Rule().keeps([second]))


def test_big_cells_need_wider_bounds():
    assert [Rule().spread(Cell({"a": visits})) for visits in (0, 50, 500)] == [10, 10, 100]


def test_totals_over_one_category_are_left_out():
    assert without_doubles([("a", "mon"), (ALL, "mon"), ("a", ALL), (ALL, ALL), ("a", "tue"), (ALL, "tue")]) == {
        ("a", "mon"),
        ("a", "tue"),
        ("a", ALL),
    }
    assert without_doubles([]) == set()


def test_what_never_leaves_is_not_protected():
    everything = Unprotected()
    assert everything.keeps([Cell({})]) and everything.keeps([Cell({"a": 1})])
    assert everything.hides_each({"a": 1}, 100) and not everything.hides_each({}, 0)


def test_a_quantile_of_which_one_counter_has_more_than_half_is_that_counters():
    rule = Rule()
    assert rule.hides_each({"a": 10, "b": 5, "c": 5}, 20)
    assert not rule.hides_each({"a": 11, "b": 5, "c": 5}, 20)
    assert not rule.hides_each({"a": 10, "b": 5, "c": 5}, 21) and not rule.hides_each({"a": 10, "b": 10}, 20)
