from hypothesis import given
from hypothesis import strategies as st

from pantau.desk.editing.unchanged_lines import carried_over


def lines(*words):
    return "".join(f"{word}\n" for word in words)


def test_what_is_written_otherwise_stays_as_it_was():
    original = lines("a:   1  # why", "list: [1,", "  2]", "b: 2")
    anew = lines("a: 1 # why", "list: [1, 2]", "b: 2")
    changed = lines("a: 1 # why", "list: [1, 2]", "b: 3", "c: 4")
    assert carried_over(original, anew, changed) == lines("a:   1  # why", "list: [1,", "  2]", "b: 3", "c: 4")


def test_a_change_within_what_is_written_otherwise_takes_the_whole_of_it():
    original = lines("x", "list: [1,", "  2]", "y")
    assert carried_over(original, lines("x", "list: [1, 2]", "y"), lines("x", "list: [1, 5]", "y")) == lines(
        "x", "list: [1, 5]", "y"
    )


def test_a_comment_that_was_lost_in_writing_stays_before_the_line_that_is_changed():
    assert carried_over(lines("a", "# lost", "b", "c"), lines("a", "b", "c"), lines("a", "B", "c")) == lines(
        "a", "# lost", "B", "c"
    )


@given(*(st.lists(st.sampled_from("abcde"), max_size=8) for _ in range(2)))
def test_a_text_that_is_written_as_it_was_is_changed_as_a_whole(original, changed):
    assert carried_over(lines(*original), lines(*original), lines(*changed)) == lines(*changed)


@given(*(st.lists(st.sampled_from("abcde"), max_size=8) for _ in range(2)))
def test_without_a_change_nothing_changes(original, anew):
    assert carried_over(lines(*original), lines(*anew), lines(*anew)) == lines(*original)
